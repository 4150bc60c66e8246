"""Which values a parametrised test's id stands for, read from its marks."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

Lookup = Callable[[str], ast.expr | None]
"""The value a module-level name is given, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One set of arguments of one ``parametrize`` mark."""

    values: tuple[tuple[str, str], ...]
    """Argument names and their source text."""
    ids: frozenset[str]
    """The ids pytest may give it; more than one when a value is not a literal."""
    lines: range
    """Where it stands in the source it was parsed from; empty when elsewhere."""


def read_marks(
    decorators: Iterable[ast.expr], lookup: Lookup, offset: int
) -> tuple[tuple[Case, ...], ...]:
    """The cases of each ``parametrize`` mark, in the order in which pytest joins their ids."""
    marks = []
    for decorator in reversed(list(decorators)):
        if isinstance(decorator, ast.Call) and _is_parametrize(decorator.func):
            marks.append(tuple(_read_mark(decorator, lookup, offset)))
    return tuple(marks)


def match_case(marks: Sequence[Sequence[Case]], param: str) -> tuple[Case, ...]:
    """The case of each mark that the bracketed part of an id names; () when that is unclear."""
    if not marks:
        return ()
    for case in marks[0]:
        for case_id in sorted(case.ids):
            if len(marks) == 1:
                if case_id == param:
                    return (case,)
            elif param.startswith(case_id + "-"):
                rest = match_case(marks[1:], param[len(case_id) + 1 :])
                if rest:
                    return (case, *rest)
    return ()


def _is_parametrize(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr == "parametrize"


def _read_mark(mark: ast.Call, lookup: Lookup, offset: int) -> Iterator[Case]:
    arguments = dict(zip(("argnames", "argvalues"), mark.args, strict=False))
    arguments |= {keyword.arg: keyword.value for keyword in mark.keywords if keyword.arg}
    names = _read_names(arguments.get("argnames"))
    listed = arguments.get("argvalues")
    is_inline = not isinstance(listed, ast.Name)
    if isinstance(listed, ast.Name):
        listed = lookup(listed.id)
    if not names or not isinstance(listed, ast.List | ast.Tuple | ast.Set):
        return
    explicit = arguments.get("ids")
    given = explicit.elts if isinstance(explicit, ast.List | ast.Tuple) else []
    is_bare = len(names) == 1 and isinstance(arguments["argnames"], ast.Constant)
    rows = [_unpack(row, is_bare=is_bare) for row in listed.elts]
    ids = [
        _explicit_id(row_id or (given[n] if n < len(given) else None))
        or _join_ids(names, values, n)
        for n, (values, row_id) in enumerate(rows)
    ]
    for n, ((values, _), own) in enumerate(zip(rows, ids, strict=True)):
        node = listed.elts[n]
        start, end = node.lineno + offset, (node.end_lineno or node.lineno) + offset
        yield Case(
            values=tuple((name, ast.unparse(v)) for name, v in zip(names, values, strict=False)),
            ids=own | _numbered(own, ids, n),
            lines=range(start, end + 1) if is_inline else range(0),
        )


def _read_names(node: ast.expr | None) -> tuple[str, ...]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return tuple(name.strip() for name in node.value.split(",") if name.strip())
    if isinstance(node, ast.List | ast.Tuple):
        return tuple(
            element.value
            for element in node.elts
            if isinstance(element, ast.Constant) and isinstance(element.value, str)
        )
    return ()


def _unpack(row: ast.expr, *, is_bare: bool) -> tuple[list[ast.expr], ast.expr | None]:
    """The values of one row, and the id that ``pytest.param`` gives it.

    A bare row is a value; pytest takes rows so when the names are one name in a string.
    """
    if isinstance(row, ast.Call) and ast.unparse(row.func).rpartition(".")[2] == "param":
        row_id = next((word.value for word in row.keywords if word.arg == "id"), None)
        return list(row.args), row_id
    if not is_bare and isinstance(row, ast.List | ast.Tuple):
        return list(row.elts), None
    return [row], None


def _explicit_id(node: ast.expr | None) -> frozenset[str]:
    if isinstance(node, ast.Constant) and node.value is not None:
        return frozenset({_escape(str(node.value))})
    return frozenset()


def _join_ids(names: Sequence[str], values: Sequence[ast.expr], n: int) -> frozenset[str]:
    joined = {""}
    for position, (name, value) in enumerate(zip(names, values, strict=False)):
        separator = "-" if position else ""
        joined = {head + separator + tail for head in joined for tail in _value_ids(name, value, n)}
    return frozenset(joined)


def _value_ids(name: str, value: ast.expr, n: int) -> set[str]:
    """What pytest may call one value (``_pytest.python.IdMaker``)."""
    try:
        literal = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        text = ast.unparse(value)
        return {f"{name}{n}", text, text.rpartition(".")[2]}
    if isinstance(literal, bytes):
        return {literal.decode("ascii", "backslashreplace")}
    if isinstance(literal, str):
        return {_escape(literal)}
    if literal is None or isinstance(literal, bool | int | float | complex):
        return {str(literal)}
    return {f"{name}{n}"}


def _escape(text: str) -> str:
    """pytest shows control and non-ASCII characters as escapes."""
    return text.encode("unicode_escape").decode("ascii").replace("\\\\", "\\")


def _numbered(own: frozenset[str], ids: Sequence[frozenset[str]], n: int) -> frozenset[str]:
    """Equal ids get a running number, from pytest 8.4 on behind an underscore after a digit."""
    if sum(other == own for other in ids) == 1:
        return frozenset()
    nth = sum(other == own for other in ids[:n])
    return frozenset(f"{one}{separator}{nth}" for one in own for separator in ("", "_"))
