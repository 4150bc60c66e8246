"""Between traced code and the host: the guard, the purity table and the models."""

from patchcritic.tracer.host.builtins import make_builtins
from patchcritic.tracer.host.guard import Guard
from patchcritic.tracer.host.modules import find_host_module

__all__ = ["Guard", "find_host_module", "make_builtins"]
