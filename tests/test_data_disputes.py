"""What a file made on an older version would take back of the others' work."""

from __future__ import annotations

from data.disputes import Dispute, disputes
from data.store import Change, RowChange, TableDifferences


def table(
    name: str = "cooperations",
    *,
    added: tuple[str, ...] = (),
    removed: tuple[str, ...] = (),
    changed: tuple[tuple[str, str, str, str], ...] = (),
) -> TableDifferences:
    """Return differences of a table whose key is `id`; changes are id, column, before, after."""
    return TableDifferences(
        table=name,
        key=("id",),
        added=tuple({"id": key} for key in added),
        removed=tuple({"id": key} for key in removed),
        changed=tuple(
            RowChange((key,), {"id": key}, (Change(column, before, after),))
            for key, column, before, after in changed
        ),
        reordered=False,
    )


def test_the_same_cell_is_disputed_another_is_not() -> None:
    since = [table(changed=(("a", "statut", "active", "achevee"), ("b", "note", "", "vu")))]
    mine = [table(changed=(("a", "statut", "achevee", "active"), ("b", "resume", "x", "y")))]
    assert disputes(since, mine) == [Dispute("cooperations", ("a",), "statut", "achevee", "active")]


def test_rows_added_or_removed_since_are_disputed() -> None:
    since = [table(added=("nouvelle",), removed=("partie",), changed=(("c", "note", "", "vu"),))]
    mine = [
        table(
            added=("partie", "autre"),
            removed=("nouvelle", "c", "seule"),
        )
    ]
    assert [(found.key, found.present, found.proposed) for found in disputes(since, mine)] == [
        (("nouvelle",), "présente", "supprimée"),
        (("c",), "présente", "supprimée"),
        (("partie",), "supprimée", "remise"),
    ]


def test_every_cell_of_a_row_added_since_is_disputed() -> None:
    since = [table(added=("a",))]
    mine = [table(changed=(("a", "note", "vu", ""),))]
    assert [found.column for found in disputes(since, mine)] == ["note"]


def test_another_table_is_no_matter() -> None:
    change = (("a", "note", "", "vu"),)
    assert disputes([table("poles", changed=change)], [table(changed=change)]) == []
    assert disputes([], [table(changed=change)]) == []
