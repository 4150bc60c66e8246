"""A file's symbols as one compact JSON text, for the store that keeps them between runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

from patchcritic.domain import SymbolKind
from patchcritic.redact import is_secret_word
from patchcritic.symbols.nouns import Definition, FileSymbols, Import, Parameter

ROW_VERSION = f"5/{sys.version_info.major}.{sys.version_info.minor}"
"""Part of every stored row: one of another version is as good as none. Python's own version is
in it, since syntax trees, and so the digests of them, differ from version to version."""

_LONG = 12
"""Characters from which on a text is looked at closely."""
_SETS = ("names", "strings", "loads", "attributes", "own_attributes", "runs")


def encode_symbols(symbols: FileSymbols) -> bytes:
    """The row of a file's symbols; identifiers hold no blanks, so sets are blank-joined."""
    row = [
        ROW_VERSION,
        symbols.error,
        symbols.error_line,
        [_encode_definition(one) for one in symbols.definitions],
        [
            [one.module, one.name, one.alias, one.level, one.line, one.scope, one.is_conditional]
            for one in symbols.imports
        ],
    ]
    return json.dumps(row, separators=(",", ":")).encode("ascii")


def decode_symbols(row: bytes) -> FileSymbols | None:
    """The symbols of a row; None when it was written in another form."""
    try:
        version, error, error_line, definitions, imports = json.loads(row)
        if version != ROW_VERSION:
            return None
        return FileSymbols(
            definitions=tuple(_decode_definition(one) for one in definitions),
            imports=tuple(_decode_import(one) for one in imports),
            error=error,
            error_line=error_line,
        )
    except (ValueError, TypeError, KeyError):
        return None


def _encode_definition(one: Definition) -> list[Any]:
    return [
        one.name,
        one.qualname,
        one.kind.value,
        one.start,
        one.end,
        one.parent,
        one.decorators,
        one.bases,
        [[each.name, each.kind, each.has_default] for each in one.parameters],
        one.is_async,
        one.digest,
        *(_join(_drop_secrets(getattr(one, field))) for field in _SETS),
    ]


def _decode_definition(row: list[Any]) -> Definition:
    sets = {field: frozenset(text.split()) for field, text in zip(_SETS, row[11:], strict=True)}
    return Definition(
        name=row[0],
        qualname=row[1],
        kind=SymbolKind(row[2]),
        start=row[3],
        end=row[4],
        parent=row[5],
        decorators=tuple(row[6]),
        bases=tuple(row[7]),
        parameters=tuple(
            Parameter(name=name, kind=kind, has_default=has_default)
            for name, kind, has_default in row[8]
        ),
        is_async=row[9],
        digest=row[10],
        **sets,
    )


def _decode_import(row: list[Any]) -> Import:
    module, name, alias, level, line, scope, is_conditional = row
    return Import(
        module=module,
        name=name,
        alias=alias,
        level=level,
        line=line,
        scope=scope,
        is_conditional=is_conditional,
    )


def _drop_secrets(texts: Iterable[str]) -> Iterable[str]:
    """The texts without keys and tokens, which are no names, and are not written to the disk."""
    return (text for text in texts if len(text) < _LONG or not is_secret_word(text))


def _join(texts: Iterable[str]) -> str:
    return " ".join(sorted(texts))
