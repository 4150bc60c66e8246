"""Modules with a model for what is not pure in them: clock, randomness, streams, texts."""

from __future__ import annotations

from patchcritic.tracer.host.models.system import build_sys
from patchcritic.tracer.host.table import Builders, Containers

CONTAINED: Containers = {}
BUILDERS: Builders = {"sys": build_sys}
