"""The part of a patch that one test can notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from patchcritic.critics.static.edit import Edit
from patchcritic.critics.static.trail import Trail
from patchcritic.domain import Change, ChangedSymbol, Patch, PatchedFile, Span, SymbolKind

_FUNCTIONS = frozenset((SymbolKind.FUNCTION, SymbolKind.METHOD))

_MAX_NAMED = 2


@dataclass(slots=True)
class Target:
    """The changed symbols that a test names or that its trails end at, and their changed lines."""

    key: str
    symbols: tuple[ChangedSymbol, ...]
    focus: ChangedSymbol | None
    """The first of them."""
    edit: Edit
    lines: tuple[int, ...] = ()
    """Changed lines of the focus in the patched tree, counted from its first."""
    features: dict[str, float] = field(default_factory=dict)


def find_target_symbols(
    changed: Sequence[ChangedSymbol], trails: Iterable[Trail], weigh: Callable[[str], float]
) -> tuple[ChangedSymbol, ...]:
    """The symbols that a test names or that its trails end at, best first; all that change when
    there is none.

    ``weigh`` says how much it tells that the test holds a name, 0 for one that it does not hold.
    """
    behaving = [one for one in changed if not one.is_cosmetic] or list(changed)
    functions = [one for one in behaving if one.kind in _FUNCTIONS]
    weights = {one: weigh(bare_name(one)) for one in functions}
    named = sorted((one for one in functions if weights[one]), key=lambda one: -weights[one])
    reached = [one for trail in trails for one in behaving if one.qualname == trail.target]
    reached.sort(key=lambda one: one.kind not in _FUNCTIONS)
    return tuple(dict.fromkeys((*named[:_MAX_NAMED], *reached))) or tuple(behaving)


def bare_name(symbol: ChangedSymbol) -> str:
    """What a test writes to use the symbol: a constructor is used by its class's name."""
    *owners, name = symbol.qualname.split(".")
    return owners[-1] if owners and name in ("__init__", "__new__") else name


def read_target(patch: Patch, symbols: tuple[ChangedSymbol, ...]) -> Target:
    """The changed lines inside the symbols; all of the source when none is inside."""
    focus = symbols[0] if symbols else None
    files = patch.source_files or patch.files
    removed = [text for file in patch.files for text in _removed(file, symbols)]
    added = [text for file in patch.files for _, text in _added(file, symbols)]
    if not removed and not added:
        removed = [text for file in files for text in _removed(file)]
        added = [text for file in files for _, text in _added(file)]
    target = Target(
        key=_key_of(symbols), symbols=symbols, focus=focus, edit=Edit.of(removed, added)
    )
    if focus is not None and focus.new_span is not None:
        start = focus.new_span.start
        found = {
            line - start + 1
            for file in patch.files
            for line in _touched_lines(file, focus.new_span)
        }
        target.lines = tuple(sorted(found))
    target.features = _describe(focus)
    return target


def _key_of(symbols: Iterable[ChangedSymbol]) -> str:
    return " ".join(map(str, symbols))


def _removed(file: PatchedFile, symbols: Sequence[ChangedSymbol] | None = None) -> Iterator[str]:
    spans = _spans(one.old_span for one in symbols) if symbols is not None else None
    for hunk in file.hunks:
        for line in hunk.lines:
            if line.tag == "-" and _is_inside(file.old_path, line.old_line, spans):
                yield line.text


def _added(
    file: PatchedFile, symbols: Sequence[ChangedSymbol] | None = None
) -> Iterator[tuple[int, str]]:
    spans = _spans(one.new_span for one in symbols) if symbols is not None else None
    for hunk in file.hunks:
        for line in hunk.lines:
            if line.tag == "+" and _is_inside(file.path, line.new_line, spans):
                yield line.new_line or 0, line.text


def _touched_lines(file: PatchedFile, span: Span) -> Iterator[int]:
    """Added lines, and the lines before which something was removed."""
    if file.path != span.path:
        return
    for hunk in file.hunks:
        line_after = hunk.new_start
        was_removed = False
        for line in hunk.lines:
            if line.tag == "-":
                was_removed = True
                continue
            line_after = line.new_line or line_after
            if line.tag == "+" or was_removed:
                if span.start <= line_after <= span.end:
                    yield line_after
                was_removed = False


def _spans(spans: Iterable[Span | None]) -> list[Span]:
    return [span for span in spans if span is not None]


def _is_inside(path: str | None, line: int | None, spans: Sequence[Span] | None) -> bool:
    if spans is None:
        return True
    return line is not None and any(
        span.path == path and span.start <= line <= span.end for span in spans
    )


def _describe(focus: ChangedSymbol | None) -> dict[str, float]:
    if focus is None:
        return {}
    name = focus.qualname.rpartition(".")[2]
    return {
        "target_is_method": float(focus.kind is SymbolKind.METHOD),
        "target_is_class": float(focus.kind is SymbolKind.CLASS),
        "target_is_variable": float(focus.kind is SymbolKind.VARIABLE),
        "target_is_module": float(
            focus.kind in (SymbolKind.STATEMENT, SymbolKind.IMPORT, SymbolKind.FILE)
        ),
        "target_is_added": float(focus.change is Change.ADDED),
        "target_is_deleted": float(focus.change is Change.DELETED),
        "target_is_private": float(name.startswith("_") and not name.startswith("__")),
        "target_is_dunder": float(name.startswith("__") and name != "__init__"),
        "target_is_init": float(name in ("__init__", "__new__", "__post_init__")),
        "target_changes_signature": float(
            "signature" in focus.detail or "default arguments" in focus.detail
        ),
    }
