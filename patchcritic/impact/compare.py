"""One file before and after: which of its symbols differ, and how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from patchcritic.domain import Change, ChangedSymbol, PatchedFile, Span, SymbolKind
from patchcritic.impact.details import Docstrings
from patchcritic.symbols import MODULE, Definition, FileSymbols, Import

COSMETIC = "formatting or comments"

_Groups = dict[str, list[Definition]]


def compare_files(
    old_path: str,
    new_path: str,
    old: FileSymbols,
    new: FileSymbols,
    *,
    file: PatchedFile,
    docstrings: Docstrings,
) -> Iterator[ChangedSymbol]:
    """The symbols that differ between two versions of a file, in the new one's order."""
    before, after = _group(old), _group(new)
    touched_scopes = _scopes_with_other_imports(old, new)
    for qualname in {**after, **before}:
        yield from _compare_one(
            _Pair(old_path, new_path, before.get(qualname, []), after.get(qualname, [])),
            file=file,
            docstrings=docstrings,
            has_other_imports=qualname in touched_scopes,
        )
    yield from _compare_imports(old_path, new_path, old, new)


class _Pair:
    """All definitions of one qualname, on both sides."""

    def __init__(
        self, old_path: str, new_path: str, old: list[Definition], new: list[Definition]
    ) -> None:
        self.old, self.new = old, new
        self.one = (new or old)[0]
        self.path = new_path if new else old_path
        self.old_span = _span(old_path, old)
        self.new_span = _span(new_path, new)

    def symbol(self, change: Change, detail: str, *, is_cosmetic: bool = False) -> ChangedSymbol:
        return ChangedSymbol(
            path=self.path,
            qualname=self.one.qualname,
            kind=self.one.kind,
            change=change,
            old_span=self.old_span,
            new_span=self.new_span,
            is_cosmetic=is_cosmetic,
            detail=detail,
        )


def _compare_one(
    pair: _Pair, *, file: PatchedFile, docstrings: Docstrings, has_other_imports: bool
) -> Iterator[ChangedSymbol]:
    qualname = pair.one.qualname
    if not pair.old or not pair.new:
        if qualname != MODULE or pair.one.names or pair.one.strings:
            is_added = not pair.old
            yield pair.symbol(
                Change.ADDED if is_added else Change.DELETED, "added" if is_added else "deleted"
            )
        return
    is_same = [one.digest for one in pair.old] == [one.digest for one in pair.new]
    if not is_same or has_other_imports:
        parts = "imports" if is_same else docstrings.differing_parts(qualname)
        if pair.one.kind is SymbolKind.VARIABLE:
            parts = "value"
        yield pair.symbol(Change.MODIFIED, parts)
    elif _has_other_kind(pair):
        yield pair.symbol(Change.MODIFIED, "kind")
    elif docstrings.differ(qualname):
        yield pair.symbol(Change.MODIFIED, "docstring", is_cosmetic=True)
    elif qualname != MODULE and _is_touched(pair, file):
        yield pair.symbol(Change.MODIFIED, COSMETIC, is_cosmetic=True)


def _has_other_kind(pair: _Pair) -> bool:
    """A function made async, or a class made a function, with the same insides."""
    old, new = pair.old[-1], pair.new[-1]
    return (old.kind, old.is_async) != (new.kind, new.is_async)


def _is_touched(pair: _Pair, file: PatchedFile) -> bool:
    """Whether a changed line lies in the definition, on either side."""
    for hunk in file.hunks:
        for line in hunk.lines:
            if line.tag == "-" and _holds(pair.old, line.old_line):
                return True
            if line.tag == "+" and _holds(pair.new, line.new_line):
                return True
    return False


def _holds(definitions: Iterable[Definition], line: int | None) -> bool:
    return line is not None and any(one.start <= line <= one.end for one in definitions)


def _compare_imports(
    old_path: str, new_path: str, old: FileSymbols, new: FileSymbols
) -> Iterator[ChangedSymbol]:
    before, after = _module_imports(old), _module_imports(new)
    for alias in {**after, **before}:
        was, now = before.get(alias, []), after.get(alias, [])
        if [_identity(one) for one in was] == [_identity(one) for one in now]:
            continue
        change = Change.MODIFIED if was and now else Change.ADDED if now else Change.DELETED
        yield ChangedSymbol(
            path=new_path if now else old_path,
            qualname=alias,
            kind=SymbolKind.IMPORT,
            change=change,
            old_span=Span(path=old_path, start=was[0].line, end=was[0].line) if was else None,
            new_span=Span(path=new_path, start=now[0].line, end=now[0].line) if now else None,
            detail="import",
        )


def _module_imports(symbols: FileSymbols) -> dict[str, list[Import]]:
    found: dict[str, list[Import]] = {}
    for one in symbols.imports:
        if one.scope == MODULE:
            found.setdefault(one.alias, []).append(one)
    return found


def _scopes_with_other_imports(old: FileSymbols, new: FileSymbols) -> set[str]:
    """The functions and classes that import something else than before."""
    before = {(one.scope, _identity(one)) for one in old.imports if one.scope != MODULE}
    after = {(one.scope, _identity(one)) for one in new.imports if one.scope != MODULE}
    return {scope for scope, _ in before ^ after}


def _identity(one: Import) -> tuple[object, ...]:
    return (one.module, one.name, one.alias, one.level, one.is_conditional)


def _group(symbols: FileSymbols) -> _Groups:
    found: _Groups = {}
    for one in symbols.definitions:
        found.setdefault(one.qualname, []).append(one)
    return found


def _span(path: str, definitions: list[Definition]) -> Span | None:
    if not definitions:
        return None
    if definitions[0].qualname == MODULE:
        return Span(path=path, start=1, end=definitions[0].end)
    return Span(path=path, start=definitions[0].start, end=definitions[-1].end)
