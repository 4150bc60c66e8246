"""How this Python was built and started: as the host's was built, and started without options."""

from __future__ import annotations

import sysconfig
from typing import Any

from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.table import Names, stand_ins


@offers(
    "debug inspect interactive optimize no_site ignore_environment verbose quiet isolated dev_mode",
    is_partial=True,
)
class Flags:
    """``sys.flags`` of a Python without options; the rest of it is not known."""

    debug = inspect = interactive = optimize = no_site = 0
    ignore_environment = verbose = quiet = isolated = 0
    dev_mode = False


def build_sysconfig(guard: Guarding) -> Names:
    """Numbers of the build are the host's; paths and commands are not known."""

    def get_config_var(name: str, /) -> Any:
        value = sysconfig.get_config_var(name)
        if value is None or type(value) is int:
            return value
        return Unknown(UndecidedKind.PROCESS, f"sysconfig's {name}", type(value))

    def is_python_build(check_home: bool = False) -> bool:
        raise Undecided(UndecidedKind.PROCESS, "whether Python runs from where it was built")

    return stand_ins("sysconfig", get_config_var, is_python_build)
