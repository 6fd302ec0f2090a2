"""The SQLite file of the Discourse Network Analyzer (DNA), as its versions 3.0.8 to 3.1.1 make it.

Source: the class sql.Sql of DNA, method createTables (P. Leifeld: Discourse Network Analyzer, GPL; the tables of
SQLite are the same in 3.0.8 of June 2022 and in 3.1.1 of June 2026). Names and types of columns, keys, and the
190 characters that a short text may have are DNA's; permissions and looks of coders keep DNA's defaults.

A statement is a stretch of a document, `Start` to `Stop` in UTF-16 code units of its text, as Java counts. Its
values stand in one table a type of variable; a short text is an entity, which has attributes. `Date` counts
seconds since 1970 in UTC.
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

VERSION, RELEASED = "3.0.8", "2022-06-16"
"""The version of DNA that a file says it was made by: the first one with these tables, which all later ones read."""

SHORT = 190
"""Characters that a short text, a title and an attribute may have."""

STATEMENT_TYPE = "DNA Statement"
"""The label of the statement type that a new file of DNA has."""

ITERATIONS = 100_000

_PERMISSIONS = (
    *("AddDocuments", "EditDocuments", "DeleteDocuments", "ImportDocuments", "AddStatements", "EditStatements"),
    *("DeleteStatements", "EditAttributes", "EditRegex", "EditStatementTypes", "EditCoders", "EditCoderRelations"),
    *("ViewOthersDocuments", "EditOthersDocuments", "ViewOthersStatements", "EditOthersStatements"),
)
_ID = "ID INTEGER NOT NULL PRIMARY KEY"
_RGB = tuple(
    f"{colour} INTEGER NOT NULL DEFAULT 0 CHECK ({colour} BETWEEN 0 AND 255)" for colour in ("Red", "Green", "Blue")
)


_TYPES = "'boolean', 'integer', 'long text', 'short text'"


def _short(name: str, default: str = "") -> str:
    return f"{name} TEXT NOT NULL{default} CHECK (LENGTH({name}) <= {SHORT})"


def _refers(column: str, table: str) -> str:
    return f"FOREIGN KEY ({column}) REFERENCES {table}(ID) ON DELETE CASCADE"


def _flag(name: str, default: int) -> str:
    return f"{name} INTEGER NOT NULL DEFAULT {default} CHECK ({name} BETWEEN 0 AND 1)"


def _values(value: str) -> tuple[str, ...]:
    return (
        *(_ID, "StatementId INTEGER NOT NULL", "VariableId INTEGER NOT NULL", value),
        *(_refers("StatementId", "STATEMENTS"), _refers("VariableId", "VARIABLES")),
        "UNIQUE (StatementId, VariableId)",
    )


TABLES: dict[str, tuple[str, ...]] = {
    "SETTINGS": ("Property TEXT PRIMARY KEY", "Value TEXT NOT NULL"),
    "CODERS": (
        *(_ID, _short("Name"), *_RGB),
        "Refresh INTEGER NOT NULL DEFAULT 0",
        "FontSize INTEGER NOT NULL DEFAULT 14",
        _short("Password"),
        "PopupWidth INTEGER DEFAULT 300",
        *(_flag("ColorByCoder", 0), _flag("PopupDecoration", 0), _flag("PopupAutoComplete", 1)),
        *(_flag(f"Permission{name}", 1) for name in _PERMISSIONS),
    ),
    "DOCUMENTS": (
        *(_ID, _short("Title"), "Text TEXT NOT NULL", "Coder INTEGER"),
        *(_short(name, " DEFAULT ''") for name in ("Author", "Source", "Section")),
        *("Notes TEXT NOT NULL DEFAULT ''", _short("Type", " DEFAULT ''"), "Date INTEGER NOT NULL"),
        _refers("Coder", "CODERS"),
    ),
    "STATEMENTTYPES": (_ID, _short("Label"), *_RGB),
    "VARIABLES": (
        *(_ID, _short("Variable")),
        f"DataType TEXT NOT NULL DEFAULT 'short text' CHECK (DataType IN ({_TYPES}))",
        *("StatementTypeId INTEGER", _refers("StatementTypeId", "STATEMENTTYPES")),
        "UNIQUE (Variable, StatementTypeId)",
    ),
    "VARIABLELINKS": (
        *(_ID, "SourceVariableId INTEGER", "TargetVariableId INTEGER"),
        *(_refers("SourceVariableId", "VARIABLES"), _refers("TargetVariableId", "VARIABLES")),
    ),
    "REGEXES": ("Label TEXT PRIMARY KEY", *_RGB),
    "CODERRELATIONS": (
        *(_ID, "Coder INTEGER CHECK (Coder > 0)", "OtherCoder INTEGER CHECK (OtherCoder > 0)"),
        *(_flag(name, 1) for name in ("viewStatements", "editStatements", "viewDocuments", "editDocuments")),
        *(_refers("Coder", "CODERS"), _refers("OtherCoder", "CODERS")),
    ),
    "STATEMENTS": (
        *(_ID, "StatementTypeId INTEGER", "DocumentId INTEGER"),
        *("Start INTEGER NOT NULL CHECK (Start >= 0)", "Stop INTEGER NOT NULL CHECK (Stop >= 0)", "Coder INTEGER"),
        "CHECK (Start < Stop)",
        *(_refers("StatementTypeId", "STATEMENTTYPES"), _refers("Coder", "CODERS")),
        _refers("DocumentId", "DOCUMENTS"),
    ),
    "DATABOOLEAN": _values("Value INTEGER NOT NULL DEFAULT 1"),
    "DATAINTEGER": _values("Value INTEGER NOT NULL DEFAULT 0"),
    "ENTITIES": (
        *(_ID, "VariableId INTEGER NOT NULL", _short("Value", " DEFAULT ''")),
        *(f"{colour} INTEGER CHECK ({colour} BETWEEN 0 AND 255)" for colour in ("Red", "Green", "Blue")),
        *("ChildOf INTEGER CHECK (ChildOf > 0)", "UNIQUE (VariableId, Value)"),
        *(_refers("ChildOf", "ENTITIES"), _refers("VariableId", "VARIABLES")),
    ),
    "DATASHORTTEXT": (*_values("Entity INTEGER NOT NULL"), _refers("Entity", "ENTITIES")),
    "DATALONGTEXT": _values("Value TEXT DEFAULT ''"),
    "ATTRIBUTEVARIABLES": (
        *(_ID, "VariableId INTEGER NOT NULL", _short("AttributeVariable")),
        *("UNIQUE (VariableId, AttributeVariable)", _refers("VariableId", "VARIABLES")),
    ),
    "ATTRIBUTEVALUES": (
        *(_ID, "EntityId INTEGER NOT NULL", "AttributeVariableId INTEGER NOT NULL"),
        *(_short("AttributeValue", " DEFAULT ''"), "UNIQUE (EntityId, AttributeVariableId)"),
        *(_refers("EntityId", "ENTITIES"), _refers("AttributeVariableId", "ATTRIBUTEVARIABLES")),
    ),
}
"""What stands between the parentheses of each table, in the order in which they are made."""

VALUE_TABLES = {
    "short text": "DATASHORTTEXT",
    "long text": "DATALONGTEXT",
    "integer": "DATAINTEGER",
    "boolean": "DATABOOLEAN",
}
"""The table that has the values of variables of a type."""


def make_tables(database: sqlite3.Connection) -> None:
    """Makes the empty tables."""
    database.execute("PRAGMA foreign_keys = ON")
    for name, columns in TABLES.items():
        database.execute(f"CREATE TABLE {name} ({', '.join(columns)})")


@cache
def password_digest(password: str, salt: bytes = b"graphkit of DNA.") -> str:
    """A password as DNA keeps it: 16 bytes of salt and SHA-256, taken 100,000 times, in Base64.

    The form is that of Jasypt's StrongPasswordEncryptor. The salt is always the same, for the same graph gives
    the same file; the password of an exported file is no secret.
    """
    digest = salt + unicodedata.normalize("NFC", password).encode()
    for _ in range(ITERATIONS):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt + digest).decode("ascii")
