from __future__ import annotations

import subprocess
import sys

import pytest

from patchcritic.diff import parse_patch
from patchcritic.languages import find_languages
from patchcritic.snapshot import MemorySnapshot

PATCH = "diff --git a/{0} b/{0}\n--- a/{0}\n+++ b/{0}\n@@ -1 +1 @@\n-a\n+b\n"


@pytest.mark.parametrize(
    ("path", "wanted", "expected"),
    [
        ("a.py", (), ["Python"]),
        ("README.md", (), ["Python"]),
        ("a.js", (), ["Python", "JavaScript"]),
        ("a.d.mts", (), ["Python", "JavaScript"]),
        ("package.json", (), ["Python", "JavaScript"]),
        ("a.py", ("web/a.test.tsx::x",), ["Python", "JavaScript"]),
    ],
)
def test_languages_by_path(path: str, wanted: tuple[str, ...], expected: list[str]) -> None:
    languages, warnings = find_languages(
        MemorySnapshot({}), parse_patch(PATCH.format(path)), wanted
    )
    assert [one.name for one in languages] == expected
    assert warnings == ()


def test_no_grammar_is_loaded_before_a_script_is_parsed() -> None:
    code = (
        "import sys, patchcritic.languages, patchcritic.languages.javascript as j; "
        "j.load(); sys.exit('tree_sitter' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
