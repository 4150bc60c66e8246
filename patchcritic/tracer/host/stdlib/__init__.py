"""The purity table: what of the standard library traced code may use, and why."""

from __future__ import annotations

from patchcritic.tracer.host.stdlib import language, plain, system
from patchcritic.tracer.host.table import Builders, Containers

BUILDERS: Builders = {**language.BUILDERS, **plain.BUILDERS, **system.BUILDERS}
CONTAINED: Containers = {**language.CONTAINED, **plain.CONTAINED, **system.CONTAINED}
