from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from patchcritic.reports.pages import render_page


def test_a_template_that_misses_a_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render_page("bench.html.j2")
