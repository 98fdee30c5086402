"""Decks written and read again, and every way a file or a link may be wrong."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.permalinks import FACETS, Vocabulary
from geo.scenes import (
    LINK_MAX,
    NIVEAUX,
    SCENES_MAX,
    SCHEMA,
    Presentation,
    Scene,
    SceneError,
    dump,
    from_link,
    from_table,
    load,
    parse_vue,
    to_link,
)
from tests.essai_fiches import frame

FINE = "\u202f"
OPTIONS = {"systeme": ("eco",), "theme": ("train", "velo"), "region": ("84",)}
VOCABULARY = Vocabulary(
    options={key: OPTIONS.get(key, ()) for key in FACETS},
    annees=(1990, 2030),
    exists=lambda kind, code: (kind, code) == ("cooperation", "c-essai"),
)
FULL = Scene(
    titre="Scène d’essai",
    commentaire="Ici, {cooperations}.\nEt là {n_poles}.",
    notes="Un point.\nUn autre.",
    vue="theme=velo&region=84&cooperation=c-essai",
    cadre=(-1.5, 43.0, 4.25, 47.0),
    noms=False,
    niveaux=("regions", "liens"),
    defile=(2010, 2025),
)

texts = st.text(
    st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters="\ufffe\uffff{"),
    max_size=30,
)
degrees = st.tuples(
    st.floats(-180, 0, exclude_max=True), st.floats(-85, 0, exclude_max=True),
    st.floats(0, 180), st.floats(0, 85),
)  # fmt: skip
scenes = st.builds(
    Scene,
    titre=texts,
    commentaire=texts,
    notes=texts.map(lambda text: f"{text}\n{text}"),
    vue=st.sampled_from(["", "theme=velo", "region=84&theme=train", "q=%C3%A9t%C3%A9&fond=osm"]),
    cadre=st.none() | degrees,
    noms=st.booleans(),
    niveaux=st.sets(st.sampled_from(NIVEAUX)).map(lambda s: tuple(n for n in NIVEAUX if n in s)),
    defile=st.none()
    | st.tuples(st.integers(1800, 2199), st.integers(1800, 2199)).map(
        lambda pair: (min(pair), max(pair))
    ),
)
decks = st.builds(Presentation, texts, st.lists(scenes, max_size=5).map(tuple))


def document(*scenes: Any, **header: Any) -> str:
    known = {"format": "presentation-cooperations", "version": 1, "titre": "Essai"}
    return json.dumps({**known, "scenes": scenes, **header})


def opened(text: str | bytes) -> tuple[Presentation, list[str]]:
    deck, faults = load(text, VOCABULARY)
    return deck, [fault.replace(FINE, " ") for fault in faults]


def refused(text: str | bytes) -> str:
    with pytest.raises(SceneError) as caught:
        load(text, VOCABULARY)
    return str(caught.value).replace(FINE, " ")


@given(decks)
def test_a_deck_written_and_read_is_the_same(deck: Presentation) -> None:
    assert load(dump(deck), VOCABULARY) == (deck, ())
    assert load(dump(deck).encode("utf-8-sig"), VOCABULARY) == (deck, ())
    jsonschema.validate(json.loads(dump(deck)), json.loads(SCHEMA.read_bytes()))


@given(decks)
def test_a_link_gives_the_same_deck_or_says_it_is_too_long(deck: Presentation) -> None:
    link = to_link(deck)
    if link is not None:
        assert len(link) <= LINK_MAX
        assert set(link) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        assert from_link(link, VOCABULARY) == (deck, ())


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from([*vars(FULL), "scenes", "format", "version", "x"]), inner, max_size=6
    ),
    max_leaves=25,
))  # fmt: skip
def test_whatever_the_json_a_deck_comes_out_or_a_scene_error(value: Any) -> None:
    for text in (json.dumps(value), document(value), document(value, titre=value)):
        try:
            deck, faults = load(text, VOCABULARY)
        except SceneError:
            continue
        assert all(fault.endswith(".") for fault in faults)
        assert load(dump(deck), VOCABULARY)[0] == deck


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_whatever_the_bytes_nothing_else_is_raised(text: str | bytes) -> None:
    with pytest.raises(SceneError):
        load(text, VOCABULARY)
    if isinstance(text, str):
        with pytest.raises(SceneError):
            from_link(text, VOCABULARY)


def test_the_file_is_what_the_readme_says() -> None:
    assert json.loads(dump(Presentation("Deck", (Scene("Seule"), FULL)))) == {
        "format": "presentation-cooperations",
        "version": 1,
        "titre": "Deck",
        "scenes": [
            {"titre": "Seule"},
            {
                "titre": "Scène d’essai",
                "commentaire": "Ici, {cooperations}.\nEt là {n_poles}.",
                "notes": "Un point.\nUn autre.",
                "vue": "theme=velo&region=84&cooperation=c-essai",
                "cadre": [-1.5, 43.0, 4.25, 47.0],
                "noms": False,
                "niveaux": ["regions", "liens"],
                "defile": [2010, 2025],
            },
        ],
    }


def test_every_field_is_in_the_schema() -> None:
    schema = json.loads(SCHEMA.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["$defs"]["scene"]["properties"]) == set(vars(FULL))


@pytest.mark.parametrize("count", [0, 200, SCENES_MAX])
def test_no_scene_or_hundreds_are_a_deck(count: int) -> None:
    deck, faults = opened(document(*[{"titre": "x"}] * count))
    assert len(deck.scenes) == count and not faults


def test_more_than_five_hundred_scenes_are_refused() -> None:
    assert "501 scènes, au-delà des 500" in refused(document(*[{"titre": "x"}] * 501))


def test_a_file_of_twenty_megabytes_is_refused() -> None:
    assert "20,0 Mo, au-delà de 1 Mo" in refused(b"x" * 20_000_000)
    assert "20,0 Mo, au-delà de 1 Mo" in refused("é" * 10_000_000)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ligne 1, colonne 1"),
        ('{"scenes": [\n  {"titre": }\n]}', "ligne 2, colonne 13"),
        ("PK\x03\x04", "pas du JSON lisible"),
        (b"\xff\xfe{", "UTF-8 (octet 1)"),
        ("[" * 100_000, "démesuré"),
        ('{"scenes": ' + "1" * 5000 + "}", "démesuré"),
        ("[]", "trouvé une liste"),
        ("3", "trouvé le nombre 3"),
        ("null", "trouvé rien"),
        ('{"titre": "x"}', "un objet sans elle"),
        ('{"scenes": {}}', "un objet sans elle"),
        (document(version=2), "version 2, plus récente que celle-ci (1)"),
        (document(version=1.5), "version 1.5"),
    ],
)
def test_what_cannot_be_read_says_why(text: str | bytes, said: str) -> None:
    assert said in refused(text)


@pytest.mark.parametrize(
    ("scene", "kept", "said"),
    [
        (
            {"titre": "T", "vue": "theme=velo&theme=avion"},
            Scene("T", vue="theme=velo&theme=avion"),
            "Scène 1 « T » : filtre inconnu, scène montrée sans lui : « theme=avion ».",
        ),
        (
            {"titre": "T", "vue": "cooperation=partie"},
            Scene("T", vue="cooperation=partie"),
            "Scène 1 « T » : la coopération « partie » n’est pas dans l’inventaire, scène gardée "
            "sans sélection.",
        ),
        (
            {"titre": "T", "cadre": [-200, 0, 10, 10]},
            Scene("T"),
            "Scène 1 « T » : « cadre » : cadre hors du monde ou retourné (-200, 0, 10, 10), "
            "ignoré ; attendu ouest, sud, est, nord en degrés.",
        ),
        (
            {"titre": "T", "cadre": [0, 0, float("nan"), 10]},
            Scene("T"),
            "Scène 1 « T » : « cadre » : cadre hors du monde ou retourné (0, 0, NaN, 10), ignoré ; "
            "attendu ouest, sud, est, nord en degrés.",
        ),
        (
            {"titre": "T", "cadre": [0, 0, True, 10]},
            Scene("T"),
            "Scène 1 « T » : « cadre » : attendu quatre nombres (ouest, sud, est, nord), trouvé "
            "une liste ; ignoré.",
        ),
        (
            {"titre": "T", "noms": "oui", "niveaux": ["poles", "mers"], "defile": [2020, 2010]},
            Scene("T", niveaux=("poles",)),
            "Scène 1 « T » : « noms » : attendu vrai ou faux, trouvé le texte « oui » ; ignoré.\n"
            "Scène 1 « T » : « niveaux » : niveau inconnu ignoré : « mers ».\n"
            "Scène 1 « T » : « defile » : attendu deux années dans l’ordre, trouvé une liste ; "
            "ignoré.",
        ),
        (
            {"titre": 3},
            Scene(""),
            "Scène 1 : « titre » : attendu un texte, trouvé le nombre 3 ; ignoré.",
        ),
        ({}, Scene(""), "Scène 1 : titre manquant."),
        ("T", None, "Scène 1 : attendu un objet, trouvé le texte « T » ; ignorée."),
        (
            {"titre": "T" * 121},
            Scene("T" * 121),
            f"Scène 1 « {'T' * 39}… » : « titre » : 121 signes, gardés ; au-delà de 120, le texte "
            "risque de ne pas tenir à l’écran.",
        ),
        (
            {"titre": "a\x00\nb\ud800", "commentaire": "c\r\nd"},
            Scene("a b", commentaire="c\nd"),
            "Scène 1 « a b » : « titre » : signes illisibles ôtés.",
        ),
        (
            {"titre": "T", "vue": "q=" + "x" * 2000},
            Scene("T"),
            "Scène 1 « T » : « vue » : adresse de 2 002 signes, trop longue pour une vue, ignorée.",
        ),
        (
            {"titre": "T", "script": "x", "style": 1},
            Scene("T"),
            "Scène 1 « T » : propriété inconnue ignorée : « script » et « style ».",
        ),
        (
            {"titre": "{truc} et {n_habitants}, {n_part_poles}"},
            Scene("{truc} et {n_habitants}, {n_part_poles}"),
            "Scène 1 « {truc} et {n_habitants}, {n_part_poles} » : nom de chiffre inconnu, laissé "
            "tel quel : « truc » et « n_part_poles ».",
        ),
    ],
)
def test_a_fault_is_told_and_the_rest_is_kept(scene: Any, kept: Scene | None, said: str) -> None:
    deck, faults = opened(document(scene, {"titre": "Suite"}))
    assert deck.scenes == ((kept, Scene("Suite")) if kept else (Scene("Suite"),))
    assert faults == said.split("\n")


def test_html_in_a_title_is_text() -> None:
    deck, faults = opened(document({"titre": "<img src=x onerror=alert(1)>"}))
    assert deck.scenes[0].titre == "<img src=x onerror=alert(1)>" and not faults


def test_a_vanished_selection_is_kept_in_the_file_and_out_of_the_view() -> None:
    deck, _ = opened(document({"titre": "T", "vue": "theme=velo&cooperation=partie"}))
    view, ignored = parse_vue(deck.scenes[0].vue, VOCABULARY)
    assert view.choix is None and view.filters.themes == ("velo",)
    assert ignored == ("cooperation=partie",)
    assert "cooperation=partie" in dump(deck)


def test_keys_given_twice_are_told_and_the_last_kept() -> None:
    deck, faults = opened(
        '{"format": "presentation-cooperations", "version": 1, "titre": "a", "titre": "b",'
        ' "scenes": [{"titre": "c", "titre": "d"}]}'
    )
    assert (deck.titre, deck.scenes) == ("b", (Scene("d"),))
    assert faults == [
        "En-tête : propriété donnée deux fois, la dernière gardée : « titre ».",
        "Scène 1 « d » : propriété donnée deux fois, la dernière gardée : « titre ».",
    ]


def test_an_odd_header_is_told_and_the_scenes_kept() -> None:
    deck, faults = opened('{"version": "un", "scenes": [{"titre": "c"}], "x": 1}')
    assert deck == Presentation("", (Scene("c"),))
    assert faults == [
        "Le fichier ne dit pas être une présentation (format « presentation-cooperations »).",
        "La version n’est pas reconnue : lue comme la version 1.",
        "En-tête : propriété inconnue ignorée : « x ».",
        "Titre de la présentation : attendu un texte, trouvé rien (null) ; ignoré.",
    ]


def test_many_faults_stay_few_sentences() -> None:
    """A file full of nonsense is not told in a hundred thousand lines."""
    keys = {f"cle{i}": 1 for i in range(30_000)}
    deck, faults = opened(document({"titre": "T", "vue": "&".join("abcdefghij"), **keys}))
    assert len(faults) == 2 and all(len(fault) < 200 for fault in faults)
    assert deck.scenes[0].titre == "T"


def test_a_long_deck_has_no_link() -> None:
    noise = "".join(chr(0x4E00 + i * 7919 % 20000) for i in range(1500))
    assert to_link(Presentation("Long", (Scene("x", notes=noise),))) is None


def packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda link: link[:-5],
        lambda link: link[1:],
        lambda link: link + "AAAA",
        lambda link: f"{link} ",
        lambda _: "",
        lambda _: "é",
    ],
)
def test_a_cut_or_changed_link_says_so(spoil: Any) -> None:
    link = to_link(Presentation("Deck", (FULL,)))
    assert link
    with pytest.raises(SceneError, match="incomplet ou altéré"):
        from_link(spoil(link), VOCABULARY)


def test_a_link_never_unpacks_to_more_than_a_file() -> None:
    """It stops one byte past the limit: the size told is the limit's, not what the link holds."""
    bomb = packed(b" " * 30_000_000)
    assert len(bomb) < 50_000
    with pytest.raises(SceneError, match=r"pèse 1,0 Mo, au-delà de 1 Mo"):
        from_link(bomb, VOCABULARY)


def test_the_table_gives_its_scenes_in_order() -> None:
    table = frame(
        "id,ordre,titre,commentaire,notes,vue,cadre,niveaux,defile\n"
        "b,2,Deux,,,,,liens,\n"
        "a,1,Un,{poles}.,Ceci.|Cela.,theme=velo,-1;43.5;4;47,liens;poles,2010-2025"
    )
    table["noms"] = [True, False]
    assert from_table(table).scenes == (
        Scene(
            "Un",
            "{poles}.",
            "Ceci.\nCela.",
            "theme=velo",
            (-1.0, 43.5, 4.0, 47.0),
            noms=False,
            niveaux=("poles", "liens"),
            defile=(2010, 2025),
        ),
        Scene("Deux", niveaux=("liens",)),
    )
