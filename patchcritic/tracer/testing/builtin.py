"""pytest's own fixtures, as far as they are modelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from patchcritic.tracer.core.undecided import UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.testing.capture import Capture
from patchcritic.tracer.testing.definitions import FixtureDef
from patchcritic.tracer.testing.local_path import LocalPath
from patchcritic.tracer.testing.logs import CapLog
from patchcritic.tracer.testing.monkeypatch import MonkeyPatch
from patchcritic.tracer.testing.setup import Request
from patchcritic.tracer.testing.temporary import TemporaryFolders
from patchcritic.tracer.testing.world import World

_SESSION: Final = 4
_UNKNOWN: Final = """
pytestconfig cache record_property record_xml_attribute record_testsuite_property testdir pytester
capteesys subtests
"""


def builtin_fixtures(
    world: World, monkeypatch: type[MonkeyPatch], recorder: Any
) -> tuple[FixtureDef, ...]:
    """The outermost level of fixtures."""
    folders = TemporaryFolders(world)

    def patching(request: Request) -> Iterator[MonkeyPatch]:
        patch = monkeypatch()
        yield patch
        patch.undo()

    def recording(request: Request) -> Iterator[Any]:
        with recorder() as warnings:
            yield warnings

    def logging(request: Request) -> Iterator[CapLog]:
        caplog = CapLog(world)
        yield caplog
        caplog.finish()

    functions: dict[str, Callable[[Request], Any]] = {
        "monkeypatch": patching,
        "recwarn": recording,
        "caplog": logging,
        "capsys": lambda request: Capture(world.realm),
        "capfd": lambda request: Capture(world.realm),
        "capsysbinary": lambda request: Capture(world.realm, is_binary=True),
        "capfdbinary": lambda request: Capture(world.realm, is_binary=True),
        "tmp_path": folders.for_test,
        "tmpdir": lambda request: LocalPath(request.getfixturevalue("tmp_path")),
    }
    found = [
        FixtureDef(name=name, function=function, is_internal=True)
        for name, function in functions.items()
    ]
    for name in _UNKNOWN.split():
        found.append(FixtureDef(name=name, function=_unknown(name), is_internal=True))
    session: dict[str, Callable[[Request], Any]] = {
        "tmp_path_factory": lambda request: folders.factory(),
        "doctest_namespace": lambda request: {},
        "tmpdir_factory": _unknown("tmpdir_factory"),
    }
    for name, function in session.items():
        found.append(FixtureDef(name=name, function=function, scope=_SESSION, is_internal=True))
    return tuple(found)


def _unknown(name: str) -> Callable[[Request], Any]:
    return lambda request: Unknown(UndecidedKind.PLUGIN, f"the fixture {name} is not modelled")
