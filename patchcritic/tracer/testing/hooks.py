"""Which hooks of conftest.py files may be there without changing what a test does."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Final

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind

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

_LOOKED_AT: Final = {"pytest_configure", "pytest_collection_modifyitems", "pytest_sessionstart"}
_QUIET: Final = frozenset({"addinivalue_line", "config", "line", "markers", "register"})


def check_hooks(conftests: Iterable[ModuleType]) -> None:
    """Raise ``Undecided`` where a conftest.py or plugin defines a hook that may matter."""
    for module in conftests:
        for name in module.__dict__:
            if not name.startswith("pytest_") or name in HARMLESS:
                continue
            if name == "pytest_configure" and _only_adds_markers(module.__dict__[name]):
                continue
            raise Undecided(UndecidedKind.PLUGIN, f"the hook {name} of {module.__name__}")


def _only_adds_markers(hook: object) -> bool:
    """Whether all that a ``pytest_configure`` does is ``config.addinivalue_line``."""
    return getattr(hook, "only_adds_markers", False) is True
