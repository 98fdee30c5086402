"""« Mettre à jour »: who may, what a file does, what each refusal says; nothing is ever lost."""

from __future__ import annotations

import ast
import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from data.imports import classeur_edition
from data.store import StoreError, StoreFull, StoreReadOnly, StoreUnavailable
from pages._shared import edition_travail, identite
from tests.essai_edition import (
    ADMINISTRATEUR,
    EDITEUR,
    INCONNU,
    PERSONNE,
    Serveur,
    deposit,
    opened,
    press,
    run,
    serve,
    texts,
)

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from data.loaders import Tables

ROOT = Path(__file__).parent.parent
ID = "agen-lot-et-garonne-numerique"
GOOD = f"id,note\n{ID},Note d’essai\n"
FAULTY = (
    "id,theme_principal,source_url\n"
    f"{ID},mobilité,<script>alert(1)</script>\n"
    "agen-portes-de-gascogne,tourisme,https://exemple.fr\n"
)
WRITES = ("publish", "revert", "backup", "restore")


@pytest.fixture
def serveur(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Serveur:
    return serve(tmp_path, monkeypatch)


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button if button.key}


def ready(message: str = "Note d’essai ajoutée") -> AppTest:
    """Return the view with a good file and its message, one click from publishing."""
    app = deposit(opened("edition"), "notes.csv", GOOD)
    app.text_area[0].set_value(message)
    return run(app)


def note(tables: Tables, code: str = ID) -> str:
    rows = tables.cooperations.set_index("id")["note"]
    return str(rows[code])


# Who may


@pytest.mark.usefixtures("serveur")
def test_without_login_publishing_is_off_and_the_page_says_how_to_turn_it_on(
    serveur: Serveur,
) -> None:
    serveur.visiteur = PERSONNE
    app = opened("edition")
    assert not app.file_uploader
    assert [button.label for button in app.get("download_button")]
    assert "COOP_EDITION=locale" in app.info[0].value and "[editeurs]" in app.info[0].value


def test_with_a_login_the_visitor_is_offered_it(
    serveur: Serveur, monkeypatch: pytest.MonkeyPatch
) -> None:
    serveur.visiteur = PERSONNE
    monkeypatch.setattr(identite, "login", lambda: True)
    app = opened("edition")
    assert not app.file_uploader
    assert [button.label for button in app.button] == ["Se connecter"]


def test_who_is_not_on_the_list_publishes_nothing(serveur: Serveur) -> None:
    serveur.visiteur = INCONNU
    app = opened("edition")
    assert not app.file_uploader
    assert "ne figure pas parmi les éditeurs" in texts(app)
    assert "Connecté\u202f: Alix Essai" in texts(app)


@pytest.mark.parametrize("visitor", [EDITEUR, ADMINISTRATEUR])
def test_editors_and_administrators_drop_files(serveur: Serveur, visitor: Any) -> None:
    serveur.visiteur = visitor
    assert len(opened("edition").file_uploader) == 1


def test_local_edition_is_said(serveur: Serveur) -> None:
    serveur.visiteur = replace(ADMINISTRATEUR, locale=True)
    assert "Édition locale" in texts(opened("edition"))


def test_a_store_read_only_takes_no_file(serveur: Serveur) -> None:
    serveur.store.read_only = True
    app = opened("edition")
    assert not app.file_uploader and "lecture seule" in texts(app)


# Check


@pytest.mark.usefixtures("serveur")
def test_every_fault_is_listed_and_nothing_can_be_published() -> None:
    app = deposit(opened("edition"), "fautes.csv", FAULTY)
    said = texts(app)
    assert "2 fautes à corriger" in said
    assert "mobilité" in said and "<td>mobilites</td>" in said
    assert "&lt;script&gt;" in said and "<script>" not in said
    assert "edition_publier" not in keys(app)
    assert "Télécharger le fichier annoté" in [b.label for b in app.get("download_button")]


@pytest.mark.usefixtures("serveur")
@pytest.mark.parametrize("name", ["photo.xlsx", "vide.csv", "zip.ods", "macros.xlsm"])
def test_a_file_that_is_none_is_refused_in_french(name: str) -> None:
    app = deposit(opened("edition"), name, b"" if name == "vide.csv" else b"PK\x03\x04 rien")
    (refusal,) = app.error
    assert "format" in refusal.value or "vide" in refusal.value
    assert len(app.file_uploader) == 1, "another file may be dropped at once"
    assert "2 lignes" not in texts(deposit(app, "notes.csv", GOOD))


def test_whatever_a_library_raises_is_a_sentence(
    serveur: Serveur, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: Any, **__: Any) -> None:
        raise RecursionError("boom")

    monkeypatch.setattr(edition_travail, "check_file", break_down)
    app = deposit(opened("edition"), "notes.csv", GOOD)
    assert "n’a pas pu être vérifié" in app.error[0].value
    assert serveur.store.current_number() == 1


@pytest.mark.usefixtures("serveur")
def test_names_wait_for_a_choice_and_none_is_made_beforehand() -> None:
    rows = f"cooperation_id,territoire_code,role\n{ID},Brest Metropole,partenaire\n"
    app = deposit(opened("edition"), "participants.csv", rows)
    (box,) = app.selectbox
    assert box.value is None
    assert any("242900314" in option and "%" in option for option in box.options)
    box.set_value("242900314")
    (send,) = [b for b in app.button if b.label == "Appliquer ces choix"]
    send.click()
    run(app)
    assert "1 ligne ajoutée." in texts(app)
    assert not app.selectbox


@pytest.mark.usefixtures("serveur")
def test_a_name_refused_becomes_a_fault() -> None:
    rows = f"cooperation_id,territoire_code,role\n{ID},Brest Metropole,partenaire\n"
    app = deposit(opened("edition"), "participants.csv", rows)
    app.selectbox[0].set_value("aucun")
    next(b for b in app.button if b.label == "Appliquer ces choix").click()
    run(app)
    assert "1 faute à corriger" in texts(app) and "edition_publier" not in keys(app)


# Preview


@pytest.mark.usefixtures("serveur")
def test_the_preview_tells_each_field_before_and_after() -> None:
    app = deposit(opened("edition"), "notes.csv", GOOD)
    assert "1 ligne modifiée." in texts(app)
    (row,) = app.dataframe[0].value.to_dict("records")
    assert row == {
        "Ligne": f"Lot-et-Garonne Numérique ({ID})",
        "Champ": "Note",
        "Avant": "",
        "Après": "Note d’essai",
    }
    assert "lien gardé" in texts(app) or "liens gardés" in texts(app)


def test_a_file_that_changes_nothing_has_no_publish_button(serveur: Serveur) -> None:
    same = f"id,note\n{ID},{note(serveur.donnees.tables)}\n"
    app = deposit(opened("edition"), "notes.csv", same)
    assert "il n’y a rien à publier" in texts(app) and "edition_publier" not in keys(app)


def test_a_whole_workbook_removes_rows_only_when_asked(serveur: Serveur) -> None:
    book = openpyxl.load_workbook(io.BytesIO(classeur_edition(serveur.donnees.tables, version=1)))
    book["metiers"].delete_rows(2)
    content = io.BytesIO()
    book.save(content)
    app = deposit(opened("edition"), "inventaire.xlsx", content.getvalue())
    assert app.checkbox[0].value is False and "Ce fichier ne change rien" in texts(app)
    app.checkbox[0].check()
    run(app)
    assert "1 ligne supprimée." in texts(app) and app.checkbox[0].value is True
    app.checkbox[0].uncheck()
    assert "Ce fichier ne change rien" in texts(run(app))


# Publication


def test_publishing_needs_a_message_then_makes_one_version(serveur: Serveur) -> None:
    app = press(ready("   "), "edition_publier")
    assert "Écrivez un message" in texts(app) and serveur.store.current_number() == 1
    app.text_area[0].set_value("Note d’essai ajoutée")
    app = press(app, "edition_publier")
    version = serveur.store.current()
    assert (version.number, version.author, version.message) == (
        2,
        "Camille Essai <camille@exemple.fr>",
        "Note d’essai ajoutée",
    )
    assert note(serveur.store.read()) == "Note d’essai"
    assert "La version 2 est en ligne" in texts(app)
    assert len(app.file_uploader) == 1, "the file is let go"
    press(app, "edition_vers_versions")
    assert app.session_state["vue"] == "versions"


def test_an_editor_taken_off_the_list_is_refused_and_loses_nothing(serveur: Serveur) -> None:
    app = ready()
    asked: list[int] = []

    def who() -> Any:
        # The page is drawn for an editor; the write asks again.
        asked.append(1)
        return EDITEUR if len(asked) == 1 else replace(INCONNU)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identite, "who", who)
        app = press(app, "edition_publier")
    assert "n’a pas, ou n’a plus, le rôle" in app.error[0].value
    assert "Votre fichier et votre message sont gardés" in app.error[0].value
    assert serveur.store.current_number() == 1 and len(serveur.store.audit()) == 1
    app = run(app)
    assert app.text_area[0].value == "Note d’essai ajoutée" and "notes.csv" in texts(app)


def test_a_login_too_old_is_refused(serveur: Serveur) -> None:
    serveur.visiteur = replace(EDITEUR, perime=True)
    app = press(ready(), "edition_publier")
    assert "reconnectez-vous" in app.error[0].value and serveur.store.current_number() == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StoreFull("full"), "Le disque du serveur est plein"),
        (StoreUnavailable("gone"), "ne répond pas"),
        (StoreReadOnly("read only"), "en lecture seule"),
        (StoreError("other"), "n’a pas pu être écrit"),
    ],
)
def test_each_refusal_of_the_store_is_a_french_sentence(
    serveur: Serveur, monkeypatch: pytest.MonkeyPatch, error: StoreError, said: str
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise error

    app = ready()
    monkeypatch.setattr(serveur.store, "publish", refuse)
    app = press(app, "edition_publier")
    assert said in app.error[0].value and str(error) not in texts(app)
    assert app.text_area[0].value == "Note d’essai ajoutée" and "notes.csv" in texts(app)
    monkeypatch.undo()


def other_publishes(serveur: Serveur, code: str, text: str) -> None:
    """Publish a note in the name of another editor; the pages do not know yet."""
    tables = serveur.store.read()
    cooperations = tables.cooperations.copy()
    cooperations.loc[cooperations["id"] == code, "note"] = text
    serveur.store.publish(
        replace(tables, cooperations=cooperations),
        author="Claude Essai <claude@exemple.fr>",
        message="Avant <b>vous</b>",
        base=serveur.store.current_number(),
    )


def test_the_second_of_two_editors_is_told_and_checks_again(serveur: Serveur) -> None:
    app = ready()
    other_publishes(serveur, "agen-portes-de-gascogne", "Note de l’autre")
    app = press(app, "edition_publier")
    said = texts(app)
    assert serveur.store.current_number() == 2, "nothing overwritten"
    assert "La version 2 a été publiée pendant votre travail" in said
    assert "par Claude Essai" in said and "claude@exemple.fr" not in said
    assert "<b>vous</b>" not in said
    app = press(app, "edition_reverifier")
    assert app.text_area[0].value == "Note d’essai ajoutée"
    app = press(app, "edition_publier")
    now = serveur.store.read()
    assert serveur.store.current_number() == 3
    assert note(now) == "Note d’essai"
    assert note(now, "agen-portes-de-gascogne") == "Note de l’autre"


def test_what_others_changed_is_taken_back_only_knowingly(serveur: Serveur) -> None:
    app = ready()
    other_publishes(serveur, ID, "Note de l’autre")
    app = press(press(app, "edition_publier"), "edition_reverifier")
    assert "Il reviendrait sur 1 valeur" in texts(app)
    assert "edition_publier" not in keys(app)
    (listed,) = [d.value for d in app.dataframe if "En ligne" in d.value.columns]
    assert listed.iloc[0]["En ligne"] == "Note de l’autre"
    app.checkbox(key="edition_litiges").check()
    app = press(run(app), "edition_publier")
    assert note(serveur.store.read()) == "Note d’essai"


def test_a_workbook_of_an_older_version_disputes_what_was_published_since(
    serveur: Serveur,
) -> None:
    old = classeur_edition(serveur.donnees.tables, version=1)
    other_publishes(serveur, ID, "Note de l’autre")
    serveur.follow()
    app = deposit(opened("edition"), "inventaire.xlsx", old)
    assert "fait sur la version 1" in texts(app) and "edition_publier" not in keys(app)


@pytest.mark.usefixtures("serveur")
def test_a_page_change_keeps_the_file_and_the_message() -> None:
    app = ready("En cours")
    app.session_state["ailleurs"] = True
    run(app)
    app.session_state["ailleurs"] = False
    app = run(app)
    assert "notes.csv" in texts(app) and app.text_area[0].value == "En cours"
    app = press(app, "edition_autre")
    assert len(app.file_uploader) == 1 and "notes.csv" not in texts(app)


# One way to write


def test_only_one_module_of_the_pages_writes() -> None:
    """Each of its functions asks for a role before anything else is done."""
    home = ROOT / "pages" / "_shared" / "ecritures.py"
    for path in [*ROOT.glob("pages/**/*.py"), ROOT / "app.py"]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]:
            calls = [
                ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)
            ]
            writes = [c for c in calls if c.endswith(WRITES) and c.split(".")[0] != "ecritures"]
            if path != home:
                assert not [c for c in writes if "store" in c], f"{path}: {writes}"
            elif writes:
                body = function.body[1]
                first = body.value if isinstance(body, ast.Assign | ast.Expr) else None
                assert isinstance(first, ast.Call), function.name
                assert ast.unparse(first.func) == "identite.require", function.name
