"""Modules with a model for what is not pure in them: clock, randomness, streams, texts."""

from __future__ import annotations

from patchcritic.tracer.host.models.system import build_sys
from patchcritic.tracer.host.models.warned import contain_warnings
from patchcritic.tracer.host.proxies import public_names
from patchcritic.tracer.host.table import Builders, Containers

CONTAINED: Containers = {"warnings": contain_warnings}
BUILDERS: Builders = {
    "sys": build_sys,
    "warnings": lambda guard: public_names(
        guard.contained("warnings"), also="WarningMessage filters _showwarnmsg_impl"
    ),
}
