"""The bound on sessions served at once: who is inside, who waits, what is shown meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pages._shared import places
from pages._shared.salle import IDLE_SECONDS, RETURN_SECONDS, Room
from tests.browser.expected import inventory
from tests.essai_carte import assert_shows, forget, keys, route_by_navigation, visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest


class Door:
    """A room whose clock and connections are those of the test."""

    def __init__(self, places: int) -> None:
        self.now = 0.0
        self.away: set[str] = set()
        self.room = Room(places, lambda session: session not in self.away, lambda: self.now)

    def ask(self, *sessions: str) -> list[int]:
        """Have sessions ask, in this order; each is its own visitor, by its first letter."""
        return [self.room.ask(session, session[0]) for session in sessions]


# Who is inside


def test_sessions_enter_until_the_room_is_full_then_wait_in_order_of_arrival() -> None:
    door = Door(2)
    assert door.ask("a", "b", "c", "d") == [0, 0, 1, 2]
    assert door.ask("d", "c", "b", "a") == [2, 1, 0, 0]


def test_without_a_bound_everyone_enters() -> None:
    assert set(Door(0).ask(*map(str, range(100)))) == {0}


def test_a_place_left_goes_to_the_first_who_waits_whoever_looks_first() -> None:
    door = Door(1)
    door.ask("a", "b", "c")
    door.away = {"a"}
    assert door.ask("c", "b", "c") == [1, 0, 1]


def test_who_leaves_the_queue_holds_nobody_back() -> None:
    door = Door(1)
    door.ask("a", "b", "c")
    door.away = {"b"}
    assert door.ask("c") == [1]
    door.away = {"a", "b"}
    assert door.ask("c") == [0]


def test_whoever_is_inside_is_never_put_out() -> None:
    """Its connection was lost, its place given: it comes back all the same, and no other enters."""
    door = Door(1)
    door.ask("a", "b")
    door.away = {"a"}
    assert door.ask("b") == [0]
    door.away = set()
    assert door.ask("a", "c") == [0, 1]
    door.away = {"b"}
    assert door.ask("c") == [1]


def test_a_page_loaded_again_keeps_its_place_or_its_rank() -> None:
    door = Door(1)
    door.ask("a1", "b1", "c1")
    door.away = {"a1", "b1"}
    assert door.ask("c1") == [0]  # A place was free.
    assert door.ask("b2", "d1", "a2") == [1, 2, 0]


def test_a_second_tab_is_a_visit_of_its_own() -> None:
    assert Door(1).ask("a1", "a2") == [0, 1]


def test_a_browser_that_nothing_tells_goes_to_the_end() -> None:
    door = Door(1)
    for session in ("a", "b"):
        door.room.ask(session)
    door.away = {"a", "b"}
    door.room.ask("c")
    assert door.room.ask("d") == 1


def test_who_left_long_ago_is_forgotten() -> None:
    door = Door(1)
    door.ask("a1")
    door.away = {"a1"}
    assert door.ask("b1") == [0]
    door.now = RETURN_SECONDS + 1
    assert door.ask("c1", "a2") == [1, 2]


def test_a_tab_left_open_leaves_its_place_but_stays_inside() -> None:
    door = Door(1)
    door.ask("a", "b")
    door.now = IDLE_SECONDS - 1
    assert door.ask("b") == [1]
    door.now = IDLE_SECONDS
    assert door.ask("b", "a") == [0, 0]


def test_an_act_keeps_the_place() -> None:
    door = Door(1)
    door.ask("a", "b")
    door.now = IDLE_SECONDS
    door.room.touch("a")
    door.room.touch("unknown")
    assert door.ask("b") == [1]


# What is shown


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """Serve one session at once, and have another one inside."""
    route_by_navigation(monkeypatch)
    forget()
    door = Door(1)
    door.ask("autre")
    monkeypatch.setattr(places, "_room", lambda: door.room)
    yield door
    forget()


def told(app: AppTest) -> str:
    return " ".join(block.proto.body for block in app.get("html"))


def test_a_visitor_too_many_reads_its_rank_and_enters_at_its_address(full: Door) -> None:
    app = visit({"systeme": "sante"})
    assert not app.exception
    assert "attente" in keys(app)
    assert "Votre place dans la file\u202f: <strong>1</strong>" in told(app)
    assert not app.get("component_instance")
    assert "sante" in app.query_params["systeme"]
    full.away = {"autre"}
    app.run()
    assert_shows(app, inventory().shown("systeme=sante"))
    assert "attente" not in keys(app)


def test_no_other_page_is_served_meanwhile(full: Door) -> None:  # noqa: ARG001
    app = visit(page="pages/poles.py")
    assert not app.exception
    assert "attente" in keys(app)
    assert not app.title


@pytest.mark.usefixtures("full")
def test_the_map_published_as_files_is_offered_at_the_same_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "<a " not in told(visit())
    monkeypatch.setenv("COOP_SITE", "https://carte.exemple.fr/")
    app = visit({"systeme": "sante", "q": "a<b&c"})
    assert "href='https://carte.exemple.fr/?systeme=sante&amp;q=a%3Cb%26c'" in told(app)
    assert "href='https://carte.exemple.fr/'" in told(visit())


@pytest.mark.parametrize(("asked", "served"), [("", places.PLACES), ("2", 2), ("deux", 60)])
def test_the_bound_is_that_of_the_environment(
    asked: str, served: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget()
    monkeypatch.setenv("COOP_SESSIONS", asked)
    monkeypatch.setattr(places.runtime, "get_instance", lambda: pytest.fail("nobody left"))
    room = places._room()
    room._connected = lambda _: True
    ranks = [room.ask(str(number)) for number in range(served + 1)]
    assert ranks == [*[0] * served, 1]
    forget()
