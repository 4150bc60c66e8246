from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.languages.javascript import grammar
from patchcritic.pipeline import Plan

Analyse = Callable[[dict[str, str], dict[str, str]], Any]


def test_without_the_extra_test_files_count_as_a_whole(
    analyse: Analyse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grammar, "_PACKAGES", ("no_such_package",))
    files = {
        "f.js": "exports.f = () => 1",
        "a.test.js": "const { f } = require('./f')\nit('a', () => f())\n",
        "b.test.js": "it('b', () => {})\n",
    }
    found = analyse(files, {"f.js": "exports.f = () => 2"})
    assert [str(one.node_id) for one in found.associations] == ["a.test.js"]
    assert [text for text in found.warnings if "pip install 'patchcritic[languages]'" in text]
    (step,) = Plan(found).steps()
    assert "it('a'" in step.context.snippets[-1].text  # type: ignore[union-attr]
    assert "exports.f = () => 2" in step.context.shared[0].text  # type: ignore[union-attr]
