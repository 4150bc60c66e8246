"""The changed code of one file: the whole functions it touches, before and after."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from patchcritic.context.elision import iter_docstrings
from patchcritic.context.hunks import ChangedLines, find_changed_lines
from patchcritic.context.piece import Piece
from patchcritic.context.source import SourceTree, is_function
from patchcritic.domain import Change, PatchedFile, Span, SymbolKind
from patchcritic.symbols import Definition

_AROUND = 3
"""Lines shown on both sides of a change outside any function, as in git's hunks."""
_SMALL = 12
"""A function of at most this many lines is shown whole before the change as well."""
_LONG_RUN = 40
"""A literal with more changed lines than this is elided although the patch changes it."""


def show_changed_code(
    base: SourceTree, patched: SourceTree, file: PatchedFile
) -> tuple[Piece, ...]:
    """What the patch makes of a Python file, after and before; () when it does not parse after.

    After the change the touched functions stand whole. Before it, a run of lines that stay the
    same is cut, since it is to be read in the code after.
    """
    if file.change is not Change.DELETED and patched.symbols(file.path) is None:
        return ()
    changed = find_changed_lines(file)
    old, new = FileSide(base, file.old_path or file.path), FileSide(patched, file.path)
    touched = {
        *old.touched(changed.removed, changed.insertion_points),
        *new.touched(changed.added, changed.cut_points),
    }
    pieces = (new.show_after(changed, touched), old.show_before(changed, touched))
    return tuple(piece for piece in pieces if piece is not None)


class FileSide:
    """A changed file as it was, or as the patch leaves it."""

    def __init__(self, tree: SourceTree, path: str) -> None:
        self.tree = tree
        self.path = path
        self.lines = tree.lines(path)
        self.cosmetic = _find_cosmetic(tree, path)

    def touched(self, lines: Iterable[int], points: Iterable[int]) -> set[str]:
        """Qualified names of the outermost functions in which something changes."""
        names = {self.function_at(line) for line in lines if line not in self.cosmetic}
        for point in points:
            around = {self.function_at(point - 1), self.function_at(point)}
            names |= around if len(around) == 1 else set()
        return {found.qualname for found in names if found is not None}

    def function_at(self, line: int) -> Definition | None:
        """The outermost function around a line."""
        return next((d for d in self.tree.enclosing(self.path, line) if is_function(d)), None)

    def show_after(self, changed: ChangedLines, touched: set[str]) -> Piece | None:
        """The touched functions whole, and changed lines outside them with what surrounds them."""
        keep: set[int] = set()
        elided: set[int] = set()
        for definition in self._find(touched):
            keep |= set(_body(definition))
            elided |= self.tree.elidable(_span(self.path, definition))
            keep |= self.headers(definition.start)
        keep |= self._show_loose(changed.added, changed.cut_points)
        for value in self.tree.definitions(self.path):
            if value.kind is SymbolKind.VARIABLE and not keep.isdisjoint(_body(value)):
                elided |= self.tree.elidable(_span(self.path, value))
        elided -= _short_runs(changed.added & elided)
        return self._piece("changed-after", keep, elided)

    def show_before(self, changed: ChangedLines, touched: set[str]) -> Piece | None:
        """What was removed, and where something was put in, without the lines that stay."""
        places = {*changed.removed, *changed.insertion_points} - self.cosmetic
        keep: set[int] = set()
        elided: set[int] = set()
        for definition in self._find(touched):
            shown = self._show_old(definition, places)
            keep |= shown
            elided |= set(_body(definition)) - shown
        keep |= self._show_loose(changed.removed - self.cosmetic, ())
        return self._piece("changed-before", keep, elided - keep)

    def show_definition_before(self, changed: ChangedLines, name: str) -> Piece | None:
        """One definition as ``show_before`` shows it; None where it was not there."""
        found = self.tree.definition(self.path, name)
        if found is None:
            return None
        keep = self._show_old(found, {*changed.removed, *changed.insertion_points} - self.cosmetic)
        return self._piece("changed-before", keep, set(_body(found)) - keep)

    def _show_old(self, definition: Definition, places: set[int]) -> set[int]:
        """A definition's lines near ``places`` and the classes around it; a small one whole."""
        body = set(_body(definition))
        if len(body) > _SMALL:
            near = {line for place in places for line in range(place - 2, place + 3)}
            body = (body & near) | {self._def_line(definition)}
        return body | self.headers(definition.start)

    def headers(self, line: int) -> set[int]:
        """The ``class`` lines around a line."""
        return {
            self._def_line(found)
            for found in self.tree.enclosing(self.path, line)
            if found.kind is SymbolKind.CLASS
        }

    def _find(self, names: set[str]) -> list[Definition]:
        found = (self.tree.definition(self.path, name) for name in sorted(names))
        return [definition for definition in found if definition is not None]

    def _def_line(self, definition: Definition) -> int:
        """The line of ``def`` or ``class``, behind the decorators."""
        for number in range(definition.start, definition.end + 1):
            if self.lines[number - 1].lstrip().startswith(("def ", "async def ", "class ")):
                return number
        return definition.start

    def _show_loose(self, lines: Iterable[int], points: Iterable[int]) -> set[int]:
        keep: set[int] = set()
        for line in lines:
            if self.function_at(line) is None:
                near = range(line - _AROUND, line + _AROUND + 1)
                keep |= {line} if line in self.cosmetic else self._outside(near, line)
            elif line in self.cosmetic:
                keep.add(line)
        for point in points:
            if self.function_at(point) is None or self.function_at(point - 1) is None:
                keep |= self._outside(range(point - _AROUND, point + _AROUND), point)
        return keep

    def _outside(self, near: range, line: int) -> set[int]:
        """Lines near a loose line that belong to no function, and the classes around it."""
        inside = [n for n in near if 1 <= n <= len(self.lines) and self.function_at(n) is None]
        return {n for n in inside if self.lines[n - 1].strip() or n == line} | self.headers(line)

    def _piece(self, role: str, keep: set[int], elided: set[int]) -> Piece | None:
        visible = frozenset(n for n in keep - elided if 1 <= n <= len(self.lines))
        if not visible:
            return None
        is_before = role == "changed-before"
        return Piece(
            role="changed-before" if is_before else "changed-after",
            path=self.path,
            keep=visible,
            elided=frozenset(elided),
            name=self.path,
            title=f"{self.path} {'before' if is_before else 'after'} the patch",
            omits="unchanged" if is_before else "elided",
        )


def _find_cosmetic(tree: SourceTree, path: str) -> frozenset[int]:
    """Lines that hold only comments, blanks or a docstring."""
    lines = tree.lines(path)
    parsed = tree.parse(Span(path=path, start=1, end=len(lines)))
    if parsed is None:
        return frozenset()
    strings: set[int] = set()
    for node in ast.walk(parsed[0]):
        if isinstance(node, ast.Constant | ast.JoinedStr):
            strings.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    blank = {n for n, text in enumerate(lines, 1) if not text.strip() or text.lstrip()[:1] == "#"}
    documented = {
        line
        for node in iter_docstrings(parsed[0])
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return frozenset((blank - strings) | documented)


def _short_runs(lines: frozenset[int] | set[int]) -> set[int]:
    """The lines that stand in runs of at most ``_LONG_RUN``."""
    short: set[int] = set()
    run: list[int] = []
    for line in [*sorted(lines), -1]:
        if run and line != run[-1] + 1:
            short.update(run if len(run) <= _LONG_RUN else ())
            run = []
        run.append(line)
    return short


def _span(path: str, definition: Definition) -> Span:
    return Span(path=path, start=definition.start, end=definition.end)


def _body(definition: Definition) -> range:
    return range(definition.start, definition.end + 1)
