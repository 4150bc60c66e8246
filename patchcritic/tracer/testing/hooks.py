"""Which hooks of conftest.py files may be there without changing what a test does."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any, Final

from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.testing.callables import argument_names
from patchcritic.tracer.testing.outcomes import throw

HARMLESS: Final = {
    "pytest_addoption": "adds options; reading one is undecided",
    "pytest_addhooks": "declares hooks",
    "pytest_generate_tests": "is modelled",
    "pytest_report_header": "writes text",
    "pytest_terminal_summary": "writes text",
    "pytest_unconfigure": "runs after all tests",
    "pytest_sessionfinish": "runs after all tests",
    "pytest_assertrepr_compare": "writes text",
    "pytest_make_parametrize_id": "only names tests; a test that is found by its id is the same",
    "pytest_collection_finish": "runs before the first test and after they are chosen",
    "pytest_ignore_collect": "chooses files; this one was asked for",
    "pytest_collect_file": "makes other kinds of tests",
    "pytest_plugins": "is a list of names, looked at elsewhere",
    "pytest_itemcollected": "names tests",
}
"""Hook to reason."""


@offers("*")
class Config:
    """What ``pytest_configure`` is given: markers may be declared, the rest is not known."""

    def addinivalue_line(self, name: str, line: str) -> None:
        """Declare a marker."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            throw(AttributeError(f"'Config' object has no attribute {name!r}"))
        return Unknown(UndecidedKind.PLUGIN, f"config.{name} is not modelled")


def check_hooks(conftests: Iterable[ModuleType]) -> None:
    """Raise ``Undecided`` where a conftest.py or plugin defines a hook that may matter."""
    for module in conftests:
        for name, value in list(module.__dict__.items()):
            if not name.startswith("pytest_") or name in HARMLESS:
                continue
            if name != "pytest_configure" or not callable(value):
                raise Undecided(UndecidedKind.PLUGIN, f"the hook {name} of {module.__name__}")
            value(**{one: Config() for one in argument_names(value)})
