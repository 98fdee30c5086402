"""The load's client, its visitors' acts and its figures, without a server."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import Any

import pytest
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench import report_load
from tests.bench.figures import percentile
from tests.bench.load import Crowd, Load, times
from tests.bench.protocol import ClientPage, Finished, ProtocolError
from tests.bench.session import Row
from tests.bench.summary import section
from tests.bench.walk import CLEAR, FILTER, OPEN, PAGE, PRESSED_MAX, SELECT, Act, walk
from tests.browser.expected import State, inventory

HASH = "0123456789abcdef0123456789abcdef"


def message(**fields: Any) -> ForwardMsg:
    made = ForwardMsg()
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def new_session(page: str, *fragments: str) -> ForwardMsg:
    made = ForwardMsg()
    made.new_session.page_script_hash = page
    made.new_session.config.max_cached_message_age = 2
    made.metadata.run.fragment_ids.extend(fragments)
    return made


def finished(*fragments: str, how: int = ForwardMsg.FINISHED_SUCCESSFULLY) -> ForwardMsg:
    made = message(script_finished=how)
    made.metadata.run.fragment_ids.extend(fragments)
    return made


def block(key: str, *path: int) -> ForwardMsg:
    made = ForwardMsg()
    made.metadata.delta_path.extend(path)
    made.delta.add_block.id = f"$$ID-{HASH}-{key}"
    return made


def text(body: str, *path: int, fragment: str = "") -> ForwardMsg:
    made = ForwardMsg()
    made.metadata.delta_path.extend(path)
    made.delta.new_element.html.body = body
    made.delta.fragment_id = fragment
    return made


def pills(key: str, *pressed: str, fragment: str = "f") -> ForwardMsg:
    made = ForwardMsg()
    made.delta.fragment_id = fragment
    shown = made.delta.new_element.button_group
    shown.id = f"$$ID-{HASH}-{key}"
    shown.raw_values.extend(pressed)
    shown.set_value = True
    return made


def cached(made: ForwardMsg, name: str) -> ForwardMsg:
    made.hash = name
    made.metadata.cacheable = True
    return made


def fed(*messages: ForwardMsg) -> ClientPage:
    page = ClientPage("http://127.0.0.1:1")
    for made in messages:
        page.read(made.SerializeToString())
    return page


# What the client knows of a page


def test_the_counter_is_that_of_its_container() -> None:
    page = fed(
        text("9 coopérations · 9 pôles", 0, 0),
        block("compteur", 0, 1),
        text("<p>1\u202f266 coopérations · 1 pôle</p>", 0, 1, 0),
    )
    assert page.counter() == (1266, 1)
    page.read(block("compteur", 0, 1).SerializeToString())
    assert page.counter() is None
    page.read(text("1 coopération · 0 pôle", 0, 1, 0).SerializeToString())
    assert page.counter() == (1, 0)


def test_a_whole_run_forgets_the_page_before_and_a_fragment_does_not() -> None:
    page = fed(new_session("une"), pills("systeme"), new_session("une", "f"))
    assert "systeme" in page.widgets
    page.read(new_session("deux").SerializeToString())
    assert page.page == "deux"
    assert not page.widgets
    with pytest.raises(ProtocolError, match="no widget « systeme »"):
        page.choose("systeme", ["Santé"])


def test_the_navigation_gives_pages_and_the_one_shown() -> None:
    made = ForwardMsg()
    for name, path in (("carte", ""), ("poles", "poles")):
        made.navigation.app_pages.add(page_script_hash=name, url_pathname=path)
    made.navigation.app_pages[0].is_default = True
    made.navigation.page_script_hash = "poles"
    page = fed(new_session("app"), made)
    assert page.page == "poles"
    assert page.go("").rerun_script.page_script_hash == "carte"


def test_a_reference_is_what_it_refers_to_at_its_own_place() -> None:
    page = fed(
        block("compteur", 0, 1), cached(text("2 coopérations · 3 pôles", 7, 7), "a"), finished()
    )
    assert page.counter() is None
    assert page.opening().rerun_script.cached_message_hashes == ["a"]
    reference = message(ref_hash="a")
    reference.metadata.delta_path.extend([0, 1, 0])
    page.read(reference.SerializeToString())
    assert page.counter() == (2, 3)


def test_messages_are_kept_as_long_as_a_browser_keeps_them() -> None:
    """Two runs more, unless they were referred to; those of other fragments longer."""
    page = fed(
        cached(text("a", 0, fragment="f"), "a"),
        cached(text("b", 0, fragment="g"), "b"),
        cached(text("c", 0, fragment="f"), "c"),
        finished("f"),
        message(ref_hash="c"),
        finished("f"),
        finished("f", how=ForwardMsg.FINISHED_EARLY_FOR_RERUN),
    )
    assert set(page.opening().rerun_script.cached_message_hashes) == {"a", "b", "c"}
    page.read(finished("f").SerializeToString())
    assert set(page.opening().rerun_script.cached_message_hashes) == {"b", "c"}
    with pytest.raises(ProtocolError, match="no longer kept"):
        page.read(message(ref_hash="a").SerializeToString())


def test_the_end_of_a_run_is_told_with_its_fragments() -> None:
    page = fed()
    assert page.read(finished().SerializeToString()) == Finished(())
    assert page.read(finished("f", "g").SerializeToString()) == Finished(("f", "g"))
    early = finished("f", how=ForwardMsg.FINISHED_EARLY_FOR_RERUN)
    assert page.read(early.SerializeToString()) == Finished(("f",), early=True)
    assert page.read(text("x", 0).SerializeToString()) is None


def test_errors_are_told_and_notices_are_not() -> None:
    made = ForwardMsg()
    made.delta.new_element.alert.body = "Rien à signaler"
    made.delta.new_element.alert.format = Alert.INFO
    page = fed(made)
    assert not page.errors
    made.delta.new_element.alert.format = Alert.ERROR
    page.read(made.SerializeToString())
    made.delta.new_element.exception.message = "Essai"
    page.read(made.SerializeToString())
    assert page.errors == ["Rien à signaler", "Essai"]


def test_fragments_run_by_themselves_until_told_or_until_the_page_is_left() -> None:
    made = ForwardMsg()
    made.auto_rerun.fragment_id = "f"
    made.auto_rerun.interval = 4
    page = fed(made)
    assert page.every == {"f": 4}
    tick = page.tick("f").rerun_script
    assert (tick.fragment_id, tick.is_auto_rerun) == ("f", True)
    page.pages["poles"] = "p"
    page.go("poles")
    assert not page.every


# What the client sends


def test_pressed_options_are_sent_with_what_the_server_set() -> None:
    page = fed(new_session("une"), pills("systeme", "Santé"), pills("theme"))
    page.query = "systeme=sante"
    sent, fragment = page.choose("theme", ["Tourisme", "Culture"])
    states = {
        state.id.rpartition("-")[2]: list(state.string_array_value.data)
        for state in sent.rerun_script.widget_states.widgets
    }
    assert states == {"systeme": ["Santé"], "theme": ["Tourisme", "Culture"]}
    assert fragment == sent.rerun_script.fragment_id == "f"
    assert sent.rerun_script.query_string == "systeme=sante"
    assert sent.rerun_script.page_script_hash == "une"


def test_a_button_without_a_key_is_pressed_by_its_label_and_once() -> None:
    made = ForwardMsg()
    made.delta.new_element.button.id = f"$$ID-{HASH}-None"
    made.delta.new_element.button.label = CLEAR
    page = fed(made)
    sent, fragment = page.press(CLEAR)
    (state,) = sent.rerun_script.widget_states.widgets
    assert state.trigger_value
    assert fragment == ""
    assert not page.tick("f").rerun_script.widget_states.widgets


def test_a_component_of_ours_sends_its_events() -> None:
    made = ForwardMsg()
    made.delta.fragment_id = "f"
    made.delta.new_element.bidi_component.id = f"$$ID-{HASH}-volet"
    page = fed(made)
    sent, fragment = page.trigger("volet", "choix", {"vers": "pole:1"})
    (state,) = sent.rerun_script.widget_states.widgets
    assert state.id == f"$$STREAMLIT_INTERNAL_KEY_$$ID-{HASH}-volet__events"
    assert json.loads(state.json_trigger_value) == [{"event": "choix", "value": {"vers": "pole:1"}}]
    assert fragment == "f"


# What visitors do


def acts(seed: int, number: int = 300) -> list[Act]:
    return [act for act, _ in itertools.islice(walk(seed), number)]


def test_a_visitor_opens_the_map_then_does_everything_the_same_for_a_seed() -> None:
    assert acts(1) == acts(1) != acts(2)
    first, *others = acts(1)
    assert first == Act(OPEN)
    assert {act.kind for act in others} == {FILTER, SELECT, PAGE}
    assert {act.path for act in others} == {"", "poles", "cooperations", "regions"}
    for before, act in itertools.pairwise(acts(1)):
        assert (act.path != before.path) == (act.kind == PAGE)
        assert act.kind == FILTER or act.state == before.state
        assert len(act.state.systeme) <= PRESSED_MAX >= len(act.state.theme)


def test_visitors_think_two_seconds_on_average() -> None:
    pauses = [pause for _, pause in itertools.islice(walk(3), 2000)]
    assert sum(pauses) / len(pauses) == pytest.approx(2, rel=0.05)
    assert 1 <= min(pauses) < max(pauses) <= 3


def test_an_act_knows_its_labels_and_what_must_be_announced() -> None:
    act = Act(FILTER, facet="systeme", state=State.of("systeme=sante,mobilites&theme=tourisme"))
    assert act.pressed() == ["Mobilités", "Santé"]
    shown = inventory().shown("systeme=sante,mobilites&theme=tourisme")
    assert act.counter == (len(shown.cooperations), len(shown.poles))


# Figures, all made up


def row(kind: str, seconds: float) -> Row:
    return Row(kind, 0.0, seconds, 100)


def test_times_are_in_ms_by_kind() -> None:
    found = times([row(OPEN, 9), row(FILTER, 0.1), row(PAGE, 0.3), row(FILTER, 0.2)])
    assert found == {OPEN: [9000], FILTER: [100, 200], PAGE: [300]}


def crowd(visitors: int, p95: float, **fields: Any) -> Crowd:
    """Return a hundred answers of which 94 are half as long, and an opening far longer."""
    made = Crowd(
        visiteurs=visitors,
        file=0,
        gestes={OPEN: [9000.0], FILTER: [p95 / 2] * 94, PAGE: [p95] * 6},
        octets=[5000] * 100,
        memoire=300.0 + visitors,
        coeurs=1.0,
        client=0.25,
        erreurs=[],
    )
    return replace(made, **fields)


LOAD = Load(
    {1: [crowd(1, 50), crowd(10, 100), crowd(100, 1000)], 2: [crowd(100, 1001)]},
    crowd(200, 900, file=80),
)


def test_the_opening_is_told_apart() -> None:
    assert len(crowd(1, 50).reponses) == 100
    assert max(crowd(1, 50).reponses) == 50


def test_a_percentile_is_the_smallest_that_enough_values_do_not_exceed() -> None:
    values = list(range(100, 0, -1))
    assert [percentile(values, part) for part in (50, 95, 99)] == [50, 95, 99]
    assert percentile([7], 50) == percentile([7], 99) == 7


def test_crowds_are_a_table_for_each_number_of_processes() -> None:
    text = "\n".join(report_load.section(LOAD))
    assert "| visiteurs, 1 processus | 1 | 10 | 100 | exposant |" in text
    assert "| p95 | 50 ms | 100 ms | 1\u202f000 ms | 1,00 |" in text, "from ten visitors up"
    assert "| octets d’une réponse | 5,0 ko | 5,0 ko | 5,0 ko | 0,00 |" in text
    assert "| mémoire des serveurs | 400 Mo | — |" in text, "no exponent with a single size"
    assert "200 visiteurs\u202f: 120 à l’intérieur (p95 900 ms), 80 dans la file." in text


def verdicts(load: Load) -> dict[str, tuple[str, bool | None]]:
    return {label: (value, ok) for label, _, value, ok in report_load.held(load)}


def test_a_hundred_visitors_are_held_to_a_second() -> None:
    found = verdicts(LOAD)
    assert found["100 visiteurs, 1 processus, p95 d’une réponse"] == ("1\u202f000 ms", True)
    assert found["100 visiteurs, 2 processus, p95 d’une réponse"] == ("1\u202f001 ms", False)


def test_one_more_visitor_costs_the_slope_from_ten_up() -> None:
    label = "mémoire d’un visiteur de plus, 1 processus"
    assert verdicts(LOAD)[label] == ("1,00 Mo", True)
    sizes = {10: 310.0, 20: 326.0, 40: 358.0}
    heavy = [crowd(1, 50, memoire=0.0), *(crowd(n, 50, memoire=mb) for n, mb in sizes.items())]
    assert verdicts(Load({1: heavy}, LOAD.borne))[label] == ("1,60 Mo", False)
    unknown = [replace(one, memoire=None) for one in heavy]
    assert label not in verdicts(Load({1: unknown}, LOAD.borne))


def test_errors_are_counted_everywhere_and_told() -> None:
    label = "réponses fausses ou absentes, en foule"
    assert verdicts(LOAD)[label] == ("0", True)
    assert "Erreurs" not in report_load.detail(LOAD)
    wrong = replace(LOAD, borne=replace(LOAD.borne, erreurs=["faux"]))
    assert verdicts(wrong)[label] == ("1", False)
    assert "- `faux`" in report_load.detail(wrong)


def test_the_detail_tells_every_kind_of_act() -> None:
    text = report_load.detail(LOAD)
    assert "| ouverture, p50 | 9\u202f000 ms |" in text
    assert "| filtre, p95 | 25 ms | 50 ms |" in text


def test_a_crowd_without_an_answer_is_told_so() -> None:
    none = crowd(100, 50, gestes={}, octets=[])
    load = Load({1: [none]}, none)
    assert "| p95 | — | — |" in report_load.section(load)
    assert verdicts(load)["100 visiteurs, 1 processus, p95 d’une réponse"] == ("—", False)


def test_the_section_has_crowds_and_their_targets() -> None:
    text = section({"contexte": "Mesuré le 1ᵉʳ janvier.", "foule": LOAD})
    for part in ("**Cibles**", "| 100 visiteurs, 1 processus", "**En foule**", "| p95 |"):
        assert part in text
