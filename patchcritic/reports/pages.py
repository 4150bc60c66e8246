"""Self-contained HTML pages from the templates beside this module."""

from __future__ import annotations

from typing import Any

from patchcritic import __version__
from patchcritic.reports.sanitise import make_cut

MAX_TEXT = 4_000
"""Characters of one text."""


def render_page(template: str, **values: Any) -> str:
    """One page of ``templates/``: no script, nothing loaded from elsewhere.

    Whatever a template prints loses its terminal escapes and its control and bidirectional
    characters, is cut to ``MAX_TEXT`` characters and then escaped for HTML; only
    ``markupsafe.Markup`` is taken as it is.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("patchcritic.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(version=__version__, **values)


def _clean(value: Any) -> Any:
    return make_cut(value, MAX_TEXT) if type(value) is str else value
