"""Permalinks: every view is an address; what an address cannot mean is named, never an error."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.filters import Filters
from geo.permalinks import View, format_query, parse_query
from tests.essai_adresses import KNOWN, VOCABULARY


def parse(**query: str) -> tuple[View, tuple[str, ...]]:
    return parse_query({key: [value] for key, value in query.items()}, VOCABULARY)


def test_empty_address_is_the_default_view() -> None:
    assert parse() == (View(), ())


def test_values_are_kept_in_the_order_of_the_tables() -> None:
    view, ignored = parse(theme="tourisme,mobilites", region="27")
    assert view.filters.themes == ("mobilites", "tourisme")
    assert view.filters.regions == ("27",)
    assert ignored == ()


def test_repeated_keys_add_up() -> None:
    view, _ = parse_query({"theme": ["tourisme", "mobilites"]}, VOCABULARY)
    assert view.filters.themes == ("mobilites", "tourisme")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "inconnu"),
        ("pole", "000000000"),
        ("annees", "2020-2010"),
        ("annees", "hier"),
        ("poles", "aucun"),
        ("fond", "ailleurs"),
        ("inventee", "1"),
        ("cooperation", "<script>"),
        ("vue", "tableau"),
        ("avec", "p1"),
    ],
)
def test_unknown_values_are_named_and_left_out(key: str, value: str) -> None:
    view, ignored = parse(**{key: value})
    assert view == View()
    assert ignored == (f"{key}={value}",)


def test_known_values_survive_beside_unknown_ones() -> None:
    view, ignored = parse(theme="mobilites,xyz")
    assert view.filters.themes == ("mobilites",)
    assert ignored == ("theme=xyz",)


def test_ten_kilobytes_are_named_shortly() -> None:
    _, ignored = parse(theme="x" * 10_000)
    assert len(ignored[0]) == 40


def test_embedding_options_are_not_ours_to_refuse() -> None:
    assert parse(embed="true", embed_options="light_theme")[1] == ()


def test_years_are_cut_to_what_is_offered() -> None:
    assert parse(annees="1990-2010")[0].filters.annees == (2000, 2010)
    assert parse(annees="1990-2050")[0].filters.annees is None


def test_one_selection_at_a_time() -> None:
    view, ignored = parse(pole="200030989,autre")
    assert view.choix == ("pole", "200030989")
    assert ignored == ("pole=autre",)


def test_the_view_a_page_opens_on_needs_no_key() -> None:
    assert parse(vue="atlas") == (View(), ())
    assert parse(vue="diversite") == (View(vue="diversite"), ())


def test_poles_compared_keep_their_order_and_are_four_at_most() -> None:
    view, ignored = parse(vue="comparer", avec="p3,autre,p1,p3,p2,p4,200030989")
    assert view == View(vue="comparer", avec=("p3", "p1", "p2", "p4"))
    assert ignored == ("avec=autre", "avec=200030989")


def test_a_page_without_views_has_none() -> None:
    plain = replace(VOCABULARY, vues=())
    view, ignored = parse_query({"vue": ["comparer"], "avec": ["p1"]}, plain)
    assert (view, ignored) == (View(), ("vue=comparer", "avec=p1"))


def subset(*codes: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(codes)).map(lambda s: tuple(c for c in codes if c in s))


@given(
    st.builds(
        View,
        st.builds(
            Filters,
            systemes=subset("economie", "transitions"),
            themes=subset("mobilites", "tourisme"),
            regions=subset("84", "27"),
            formes=subset("entente"),
            statuts=subset("active", "achevee"),
            confiances=subset("haute", "moyenne", "faible"),
            annees=st.sampled_from([None, (2010, 2020), (2000, 2000)]),
            poles_tous=st.booleans(),
            q=st.text(max_size=80).map(lambda s: " ".join(s.split())),
        ),
        st.sampled_from([None, ("pole", "200030989")]),
        st.sampled_from(["", "osm", "aucun"]),
        st.sampled_from(["", "diversite", "comparer"]),
    ),
    st.lists(st.sampled_from(KNOWN["pole"]), unique=True, max_size=4),
)
def test_every_view_is_an_address(view: View, compared: list[str]) -> None:
    if view.vue == "comparer":
        view = replace(view, avec=tuple(compared))
    assert parse(**format_query(view)) == (view, ())


@given(st.dictionaries(st.text(), st.lists(st.text(), max_size=3), max_size=8))
def test_no_address_is_an_error(query: dict[str, list[str]]) -> None:
    parse_query(query, VOCABULARY)
