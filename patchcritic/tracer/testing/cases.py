"""The parameter sets of one test function, found by the text between the brackets of its id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, reason_of
from patchcritic.tracer.testing.config import TestConfig
from patchcritic.tracer.testing.ids import make_ids
from patchcritic.tracer.testing.marks import Mark, ParameterSet, normalise

_NOTHING: Final = "NOTSET"
_N_CASES: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One parameter set of a test, or the empty one."""

    id: str = ""
    direct: Mapping[str, Any] = field(default_factory=dict)
    """Values that the test's arguments get as they are."""
    indirect: Mapping[str, Any] = field(default_factory=dict)
    """Values that fixtures see as ``request.param``."""
    marks: tuple[Mark, ...] = ()
    is_empty: bool = False
    """Of a parametrization without any values: pytest skips it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One ``parametrize``: its rows with their ids."""

    argnames: tuple[str, ...]
    rows: tuple[ParameterSet, ...]
    ids: tuple[str | None, ...]
    is_indirect: frozenset[str]


@offers("fixturenames function module cls config parametrize definition", is_partial=True)
class Metafunc:
    """What ``pytest_generate_tests`` is given."""

    def __init__(
        self, function: Any, module: Any, cls: Any, names: Sequence[str], config: TestConfig
    ) -> None:
        self.function = function
        self.module = module
        self.cls = cls
        self.fixturenames = list(names)
        self.config = Unknown(UndecidedKind.PLUGIN, "the options of the test run")
        self.definition = Unknown(UndecidedKind.PLUGIN, "metafunc.definition is not modelled")
        self.columns: list[Column] = []
        self._rules = config

    def parametrize(
        self,
        argnames: Any,
        argvalues: Any,
        indirect: Any = False,
        ids: Any = None,
        scope: Any = None,
        *,
        _param_mark: Any = None,
    ) -> None:
        """As the mark of the same name does."""
        names, is_single = _read_names(argnames)
        rows = tuple(_read_row(one, is_single) for one in _known(argvalues, "parameter values"))
        for row in rows:
            if len(row.values) != len(names):
                raise Undecided(UndecidedKind.COLLECTION, "values do not fit the argument names")
        if not rows:
            self.columns.append(Column(argnames=names, rows=(), ids=(), is_indirect=frozenset()))
            return
        if ids is not None and not callable(ids):
            ids = list(_known(ids, "ids"))
        made = make_ids(
            names, rows, ids, is_escaped=self._rules.is_escaped, long_text=self._rules.long_text
        )
        chosen = names if indirect is True else (indirect or ())
        column = Column(argnames=names, rows=rows, ids=tuple(made), is_indirect=frozenset(chosen))
        self.columns.append(column)


def find_case(columns: Iterable[Column], wanted: str | None) -> Case:
    """The parameter set with exactly this id.

    Raises:
        Undecided: there is none, or not all ids are known.
    """
    cases = [Case()]
    for column in columns:
        if not column.rows:
            return Case(is_empty=True)
        rows = zip(column.rows, column.ids, strict=True)
        cells = [_cell_of(column, row, text) for row, text in rows]
        cases = [_join(case, cell) for case in cases for cell in cells if _fits(case, cell, wanted)]
        if len(cases) > _N_CASES:
            raise Undecided(UndecidedKind.BUDGET, f"more than {_N_CASES:,} parameter sets")
    found = [case for case in cases if case.id == (wanted or "")]
    if not found:
        raise Undecided(UndecidedKind.COLLECTION, f"no parameter set has the id [{wanted}]")
    return found[0]


def _fits(case: Case, cell: Case, wanted: str | None) -> bool:
    joined = f"{case.id}-{cell.id}" if case.id else cell.id
    return wanted is not None and wanted.startswith(joined)


def _cell_of(column: Column, row: ParameterSet, text: str | None) -> Case:
    values = dict(zip(column.argnames, row.values, strict=True))
    return Case(
        id=_UNTELLABLE if text is None else text,
        direct={name: one for name, one in values.items() if name not in column.is_indirect},
        indirect={name: one for name, one in values.items() if name in column.is_indirect},
        marks=tuple(normalise(row.marks)),
    )


_UNTELLABLE: Final = "\0"
"""The id of a row whose values are not known: nothing that a node id can hold."""


def _join(case: Case, cell: Case) -> Case:
    return Case(
        id=f"{case.id}-{cell.id}" if case.id else cell.id,
        direct={**case.direct, **cell.direct},
        indirect={**case.indirect, **cell.indirect},
        marks=(*case.marks, *cell.marks),
    )


def direct_names(marks: Iterable[Mark]) -> frozenset[str]:
    """The arguments that a test's own ``parametrize`` marks give as they are."""
    found: set[str] = set()
    for mark in marks:
        if mark.name == "parametrize":
            names, _ = _read_names(mark.args[0] if mark.args else mark.kwargs.get("argnames"))
            indirect = mark.kwargs.get("indirect", False)
            if len(mark.args) > 2:
                indirect = mark.args[2]
            chosen = names if indirect is True else (indirect or ())
            found.update(name for name in names if name not in chosen)
    return frozenset(found)


def mark_names(marks: Iterable[Mark]) -> frozenset[str]:
    """All arguments that a test's own ``parametrize`` marks name."""
    return frozenset(
        name
        for mark in marks
        if mark.name == "parametrize"
        for name in _read_names(mark.args[0] if mark.args else mark.kwargs.get("argnames"))[0]
    )


def _read_names(argnames: Any) -> tuple[tuple[str, ...], bool]:
    if isinstance(argnames, str):
        names = tuple(name.strip() for name in argnames.split(",") if name.strip())
        return names, len(names) == 1 and not argnames.rstrip().endswith(",")
    return tuple(_known(argnames, "argument names")), False


def _read_row(value: Any, is_single: bool) -> ParameterSet:
    if isinstance(value, ParameterSet):
        return value
    if is_single:
        return ParameterSet((value,))
    return ParameterSet(tuple(_known(value, "a parameter set")))


def _known(values: Any, what: str) -> Iterable[Any]:
    if type(values) is Unknown:
        raise Undecided(UndecidedKind.IMPORT, f"{what}: {reason_of(values)}")
    return values  # type: ignore[no-any-return]
