"""Settings from flags, environment and ``[tool.patchcritic]``, joined once at the top.

Flags win over ``PATCHCRITIC_*`` variables, those over the repository's table, and that over the
defaults; ``docs/configuration.md`` says which keys a repository may set, and why.
"""

from __future__ import annotations

from patchcritic.config.fields import Config
from patchcritic.config.joining import load_config, trace_config
from patchcritic.config.origins import Origin, Setting
from patchcritic.config.places import TableSource

__all__ = ["Config", "Origin", "Setting", "TableSource", "load_config", "trace_config"]
