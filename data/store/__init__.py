"""The inventory that lives: numbered versions, published whole or not at all.

`open_store` gives the store of this installation: SQLite in a folder by default, PostgreSQL when
`DATABASE_URL` names one, the tables of `data/tables` read-only when nothing can be written.
"""

from data.store.base import Store
from data.store.differences import Change, RowChange, TableDifferences, differences
from data.store.errors import (
    BackupError,
    Conflict,
    DamagedStore,
    EmptyStore,
    NothingChanged,
    RefusedText,
    SchemaMismatch,
    StoreError,
    StoreFull,
    StoreNotEmpty,
    StoreReadOnly,
    StoreUnavailable,
    UnknownVersion,
)
from data.store.opening import open_store
from data.store.read_only import ReadOnlyStore
from data.store.records import AuditEntry, Version
from data.store.sql import SqlStore

__all__ = [
    "AuditEntry",
    "BackupError",
    "Change",
    "Conflict",
    "DamagedStore",
    "EmptyStore",
    "NothingChanged",
    "ReadOnlyStore",
    "RefusedText",
    "RowChange",
    "SchemaMismatch",
    "SqlStore",
    "Store",
    "StoreError",
    "StoreFull",
    "StoreNotEmpty",
    "StoreReadOnly",
    "StoreUnavailable",
    "TableDifferences",
    "UnknownVersion",
    "Version",
    "differences",
    "open_store",
]
