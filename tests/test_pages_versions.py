"""« Versions »: the history, what each version changed, the way back, the administrator's part."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from data.store import ReadOnlyStore, StoreUnavailable
from pages._shared import ecritures, identite, versions
from tests.essai_edition import (
    ADMINISTRATEUR,
    EDITEUR,
    INCONNU,
    PERSONNE,
    Serveur,
    opened,
    press,
    run,
    serve,
    texts,
)
from tests.essai_store import title_of, titled

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def serveur(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Serveur:
    """Serve a store of two versions."""
    served = serve(tmp_path, monkeypatch)
    publish(served, "Intitulé d’essai", "Titre <b>changé</b>\n\npour l’essai")
    return served


def publish(serveur: Serveur, title: str, message: str) -> None:
    serveur.store.publish(
        titled(serveur.store.read(), title),
        author="Camille Essai <camille@exemple.fr>",
        message=message,
        base=serveur.store.current_number(),
    )
    serveur.follow()


def test_history_tells_every_version_and_no_email(serveur: Serveur) -> None:
    serveur.visiteur = PERSONNE
    app = opened("versions")
    table = next(block.proto.body for block in app.get("html") if "<table>" in block.proto.body)
    assert table.count("<tr>") == 3
    assert table.index("scope='row'>2<") < table.index("scope='row'>1<")
    assert "Camille Essai" in table and "camille@" not in texts(app)
    assert "Titre &lt;b&gt;changé&lt;/b&gt; pour l’essai" in table
    assert "269 coopérations" in table and " h " in table.replace("\u00a0", " ")


def test_a_version_tells_each_field_before_and_after(serveur: Serveur) -> None:
    serveur.visiteur = PERSONNE
    before = title_of(serveur.store.read(1))
    app = opened("versions")
    assert "Par rapport à la version 1\u202f: 1 ligne modifiée." in texts(app)
    row = app.dataframe[0].value.iloc[0]
    assert (row["Champ"], row["Avant"], row["Après"]) == ("Intitulé", before, "Intitulé d’essai")
    app.selectbox[0].set_value(1)
    assert "C’est la première version" in texts(run(app))


@pytest.mark.parametrize("visitor", [PERSONNE, INCONNU])
def test_who_only_reads_cannot_go_back(serveur: Serveur, visitor: Any) -> None:
    serveur.visiteur = visitor
    app = opened("versions")
    app.selectbox[0].set_value(1)
    app = run(app)
    assert not app.button and "Journal" not in texts(app)


def test_going_back_is_confirmed_and_makes_a_new_version(serveur: Serveur) -> None:
    before = title_of(serveur.store.read(1))
    app = opened("versions")
    assert "retour" not in {button.key for button in app.button}, "the present one"
    app.selectbox[0].set_value(1)
    app = press(run(app), "retour")
    assert serveur.store.current_number() == 2, "nothing before the confirmation"
    app = press(app, "retour_annuler")
    assert "retour_confirmer" not in {button.key for button in app.button}
    app = press(press(app, "retour"), "retour_confirmer")
    version = serveur.store.current()
    assert (version.number, version.restores, version.message) == (3, 1, "Retour à la version 1")
    assert title_of(serveur.store.read()) == before
    assert "reprend le contenu de la version 1" in texts(app)


def test_going_back_asks_the_role_at_that_moment(
    serveur: Serveur, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened("versions")
    app.selectbox[0].set_value(1)
    app = press(run(app), "retour")
    answers = iter([EDITEUR, PERSONNE])
    monkeypatch.setattr(identite, "who", lambda: next(answers, PERSONNE))
    app = press(app, "retour_confirmer")
    assert "Vous n’êtes pas connecté" in app.error[0].value
    assert serveur.store.current_number() == 2


def test_going_back_over_another_s_version_is_refused(serveur: Serveur) -> None:
    app = opened("versions")
    app.selectbox[0].set_value(1)
    app = press(run(app), "retour")
    shown = serveur.donnees
    publish(serveur, "Autre intitulé", "Pendant ce temps")
    serveur.donnees = shown
    app = press(app, "retour_confirmer")
    assert "La version 3 a été publiée entre-temps" in app.error[0].value
    assert serveur.store.current_number() == 3


def test_the_journal_and_the_backup_are_the_administrator_s(serveur: Serveur) -> None:
    assert "Journal" not in texts(opened("versions")), "an editor has neither"
    serveur.visiteur = ADMINISTRATEUR
    app = opened("versions")
    (journal,) = [d.value for d in app.dataframe if "Action" in d.value.columns]
    assert journal.iloc[0].to_dict() | {"Date": ""} == {
        "Date": "",
        "Par": "Camille Essai <camille@exemple.fr>",
        "Action": "publication",
        "Versions": "1 → 2",
        "Détail": "Titre <b>changé</b>\n\npour l’essai",
    }
    app = press(app, "sauvegarde")
    assert any("Télécharger la sauvegarde" in b.label for b in app.get("download_button"))


def test_a_backup_asks_the_role_at_that_moment(serveur: Serveur) -> None:
    with pytest.raises(identite.Refus):
        ecritures.backup()
    serveur.visiteur = replace(ADMINISTRATEUR)
    assert zipfile.is_zipfile(io.BytesIO(ecritures.backup()))


def test_a_store_that_is_silent_is_said(serveur: Serveur, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: Any, **__: Any) -> Any:
        raise StoreUnavailable("gone")

    monkeypatch.setattr(serveur.store, "history", silent)
    assert "ne répond pas" in texts(opened("versions"))


def test_tables_without_a_store_have_no_history(serveur: Serveur) -> None:
    serveur.store = ReadOnlyStore(reason="essai")
    assert "sans historique" in texts(opened("versions"))


def test_only_the_newest_are_listed_at_first(
    serveur: Serveur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "RECENT", 1)
    app = opened("versions")
    assert list(app.selectbox[0].options) != [] and len(app.selectbox[0].options) == 1
    app.checkbox(key=versions.ALL).check()
    assert len(run(app).selectbox[0].options) == 2
    assert serveur.store.current_number() == 2
