"""What a patch changes, symbol by symbol, from the syntax trees before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from patchcritic.domain import (
    Change,
    ChangedSymbol,
    Patch,
    PatchedFile,
    Snapshot,
    Snapshots,
    Span,
    SymbolKind,
)
from patchcritic.impact.compare import compare_files
from patchcritic.impact.details import Docstrings, reads_docstrings
from patchcritic.impact.moves import pair_moves
from patchcritic.symbols import MODULE, FileSymbols, SymbolIndex


def find_changes(
    snapshots: Snapshots, patch: Patch, index: SymbolIndex
) -> tuple[ChangedSymbol, ...]:
    """Every symbol that the patch adds, deletes, changes, moves or renames, in patch order.

    Found by comparing syntax trees, not hunks: a test added behind another is itself, code
    outside of functions counts, and so do files the patch adds. What differs only in formatting,
    comments or docstrings has ``is_cosmetic`` set; a docstring counts as behaviour where the
    repository reads docstrings. A file that is no Python or cannot be parsed is one symbol of
    kind FILE.
    """
    found: list[ChangedSymbol] = []
    for file in patch.files:
        found.extend(_changes_of(file, snapshots, index))
    found = pair_moves(found, snapshots, index)
    has_docstring = any(one.detail == "docstring" for one in found)
    if has_docstring and reads_docstrings(snapshots.patched, index):
        found = [replace(one, is_cosmetic=_is_still_cosmetic(one)) for one in found]
    return tuple(found)


def _is_still_cosmetic(one: ChangedSymbol) -> bool:
    return one.is_cosmetic and one.detail != "docstring"


def _changes_of(
    file: PatchedFile, snapshots: Snapshots, index: SymbolIndex
) -> Iterator[ChangedSymbol]:
    old_path = None if file.change in (Change.ADDED, Change.COPIED) else file.old_path
    new_path = None if file.change is Change.DELETED else file.path
    if not (_is_python(file.path) or index.has_parser(file.path)) or file.is_binary:
        yield _whole_file(file, "no Python source")
        return
    old = _symbols(snapshots.base, old_path, index)
    new = _symbols(snapshots.patched, new_path, index)
    for side, symbols in (("before", old), ("after", new)):
        if symbols.error is not None:
            yield _whole_file(file, f"cannot be parsed {side} the patch: {symbols.error}")
            return
    if file.change is Change.RENAMED and old_path is not None:
        yield _whole_file(file, f"renamed from {old_path}")
        yield replace(_whole_file(file, f"renamed to {file.path}"), path=old_path)
    is_mode_only = file.change is Change.MODE_CHANGED and not file.hunks
    if is_mode_only:
        yield replace(_whole_file(file, "mode"), is_cosmetic=True)
        return
    docstrings = Docstrings(
        snapshots.base.read(old_path) if old_path else None,
        snapshots.patched.read(new_path) if new_path else None,
    )
    yield from compare_files(
        old_path or file.path, file.path, old, new, file=file, docstrings=docstrings
    )


def _symbols(snapshot: Snapshot, path: str | None, index: SymbolIndex) -> FileSymbols:
    """The file's symbols; empty where this side of the patch has no file."""
    if path is None:
        return FileSymbols()
    return index.symbols(snapshot, path, has_digests=True) or FileSymbols()


def _is_python(path: str) -> bool:
    return path.endswith((".py", ".pyw"))


def _whole_file(file: PatchedFile, detail: str) -> ChangedSymbol:
    old = None if file.change is Change.ADDED or file.old_path is None else file.old_path
    new = None if file.change is Change.DELETED else file.path
    return ChangedSymbol(
        path=file.path,
        qualname=MODULE,
        kind=SymbolKind.FILE,
        change=file.change,
        old_span=Span(path=old, start=1, end=1) if old else None,
        new_span=Span(path=new, start=1, end=1) if new else None,
        detail=detail,
    )
