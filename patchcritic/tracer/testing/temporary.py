"""``tmp_path`` on the world's virtual files."""

from __future__ import annotations

import re
from typing import Any, Final

from patchcritic.tracer.core.models import offers
from patchcritic.tracer.testing.setup import Request
from patchcritic.tracer.testing.world import World

_BASE: Final = "/tmp/pytest-of-user/pytest-0"
_MAX_NAME: Final = 30


class TemporaryFolders:
    """Makes folders with the names that pytest gives them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts: dict[str, int] = {}

    def for_test(self, request: Request) -> Any:
        """``tmp_path``: a new, empty folder."""
        name = re.sub(r"[\W]", "_", request.node.name)[:_MAX_NAME]
        return self.make(name)

    def make(self, name: str, *, is_numbered: bool = True) -> Any:
        """A new folder under the run's own."""
        if is_numbered:
            number = self._counts.get(name, 0)
            self._counts[name] = number + 1
            name = f"{name}{number}"
        folder = self._world.tool("pathlib", "Path")(f"{_BASE}/{name}")
        self._world.guard.get_attr(folder, "mkdir")(parents=True, exist_ok=True)
        return folder

    def factory(self) -> TemporaryFactory:
        """``tmp_path_factory``."""
        return TemporaryFactory(self)


@offers("mktemp getbasetemp", is_partial=True)
class TemporaryFactory:
    """``tmp_path_factory``."""

    def __init__(self, folders: TemporaryFolders) -> None:
        self._folders = folders

    def mktemp(self, basename: str, numbered: bool = True) -> Any:
        """A new folder."""
        return self._folders.make(basename, is_numbered=numbered)
