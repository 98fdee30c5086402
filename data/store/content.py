"""The content of a version: checked tables ↔ bytes, named by what they hold.

Each table is kept apart, as Parquet, under the SHA-256 of its CSV text: a table that a version
left as it was is not stored again. The checksum of a version is made of these, so it does not
depend on Parquet, on its compression or on the database.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import Fault, TablesError
from data.loaders import Tables, known_epci, load_tables
from data.schemas import NAMES, ROOT, SCHEMAS, load_schemas
from data.store.errors import DamagedStore, SchemaMismatch
from data.writing import to_csv

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    Frames = dict[str, pd.DataFrame]

SCHEMA = 1
"""Number of the present form of the tables (their names and columns).

To change the form: add one here, and to `STEPS` the function that brings frames of the former
number to the new one.
"""

STEPS: Mapping[int, Callable[[Frames], Frames]] = {}
"""For each former number, what turns frames written in it into frames of the next number."""

_RULES = ("checks.py", "fields.py", "reading.py", "rules.py", "validation.py")


@dataclass(frozen=True, slots=True)
class Blob:
    """One table as it is stored.

    Attributes
    ----------
    digest
        SHA-256 of its CSV text (UTF-8, commas, LF), in hexadecimal.
    sha256
        SHA-256 of `octets`.
    rows
        Number of rows.
    octets
        Parquet.
    """

    digest: str
    sha256: str
    rows: int
    octets: bytes


def checked(tables: Tables, *, epci: Collection[str] | None = None) -> Tables:
    """Return the same tables as the loader reads them back from CSV.

    What is published can always be written to `data/tables` and read again, the same.

    Raises
    ------
    TablesError
        If any table has any fault; all faults are in it.
    """
    with tempfile.TemporaryDirectory(prefix="coop-") as name:
        folder = Path(name)
        for table in NAMES:
            try:
                (folder / f"{table}.csv").write_bytes(to_csv(getattr(tables, table)).encode())
            except UnicodeEncodeError as error:
                cell = error.object[max(error.start - 20, 0) : error.end + 20]
                fault = Fault(
                    table, 0, "", repr(cell), "text that UTF-8 can hold", attendu="du texte UTF-8"
                )
                raise TablesError([fault], folder="the proposed tables") from error
        try:
            return load_tables(folder, epci=epci)
        except TablesError as error:
            raise TablesError(error.faults, folder="the proposed tables") from error


def encode(tables: Tables) -> dict[str, Blob]:
    """Return every table as it is stored, by name."""
    blobs = {}
    for name in NAMES:
        frame: pd.DataFrame = getattr(tables, name)
        digest = table_digest(frame)
        buffer = io.BytesIO()
        table = pa.Table.from_pandas(frame, preserve_index=False)
        pq.write_table(table, buffer, compression="zstd")
        octets = buffer.getvalue()
        blobs[name] = Blob(digest, hashlib.sha256(octets).hexdigest(), len(frame), octets)
    return blobs


def table_digest(frame: pd.DataFrame) -> str:
    """Return the SHA-256 of a table's CSV text, in hexadecimal."""
    return hashlib.sha256(to_csv(frame).encode()).hexdigest()


def checksum_of(digests: Mapping[str, str]) -> str:
    """Return the checksum of a version, given the digest of each of its tables.

    It is that of the lines `<table> <digest>`, in alphabetical order.
    """
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def decode(octets: bytes, *, sha256: str, name: str) -> pd.DataFrame:
    """Return the frame of a stored table.

    Raises
    ------
    DamagedStore
        If the bytes are not those that were stored.
    """
    if hashlib.sha256(octets).hexdigest() != sha256:
        raise DamagedStore(f"table {name}: its bytes are not those that were stored")
    try:
        return pq.ParquetFile(pa.BufferReader(octets)).read().to_pandas()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DamagedStore(f"table {name}: not readable as Parquet ({error})") from error


def assemble(
    frames: Frames, *, schema: int, rules: str, epci: Collection[str] | None = None
) -> Tables:
    """Return the tables of a version, brought to the present form and as good as loaded.

    Content checked by the very rules in force is not checked again.

    Parameters
    ----------
    frames
        Tables as they were stored.
    schema
        Form they were written in.
    rules
        What `rules_digest` gave when they were checked.

    Raises
    ------
    SchemaMismatch
        If they were written by a newer application, or nothing brings them to this form.
    TablesError
        If rules in force now find faults.
    """
    if schema > SCHEMA:
        raise SchemaMismatch(
            f"tables in form {schema}, this application knows up to {SCHEMA}: update it"
        )
    for number in range(schema, SCHEMA):
        if number not in STEPS:
            raise SchemaMismatch(
                f"tables in form {schema}: nothing brings form {number} to form {number + 1}"
            )
        frames = STEPS[number](frames)
    for name, described in load_schemas().items():
        columns = tuple(frames[name].columns) if name in frames else ()
        if columns != described.columns:
            raise SchemaMismatch(
                f"table {name}: expected columns {', '.join(described.columns)}; "
                f"found {', '.join(columns) or 'none'}"
            )
    tables = Tables(**{name: frames[name] for name in NAMES})
    if schema == SCHEMA and rules == rules_digest(epci):
        return tables
    return checked(tables, epci=epci)


def rules_digest(epci: Collection[str] | None = None) -> str:
    """Return a SHA-256, in hexadecimal, of all that decides whether tables are good.

    Parameters
    ----------
    epci
        SIRENs of the EPCIs that exist; by default those of the prepared files.
    """
    known = known_epci() if epci is None else epci
    digest = hashlib.sha256(_rules_text())
    digest.update("\n".join(sorted(known)).encode())
    return digest.hexdigest()


@cache
def _rules_text() -> bytes:
    files = [*(SCHEMAS / f"{name}.json" for name in NAMES), *(ROOT / name for name in _RULES)]
    return b"".join(path.read_bytes() for path in files)
