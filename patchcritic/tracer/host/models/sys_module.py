"""The module object of ``sys``."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from patchcritic.tracer.core.realm import Realm


class SysModule(ModuleType):
    """``sys``, whose streams are always those of the world."""

    def __init__(self, realm: Realm) -> None:
        super().__init__("sys", sys.__doc__)
        self.__dict__["_realm_of_streams"] = lambda: realm

    @property
    def stdout(self) -> Any:
        """Where ``print`` writes to."""
        return self.__dict__["_realm_of_streams"]().stdout

    @stdout.setter
    def stdout(self, stream: Any) -> None:
        self.__dict__["_realm_of_streams"]().stdout = stream

    @property
    def stderr(self) -> Any:
        """Where errors are written to."""
        return self.__dict__["_realm_of_streams"]().stderr

    @stderr.setter
    def stderr(self, stream: Any) -> None:
        self.__dict__["_realm_of_streams"]().stderr = stream
