from __future__ import annotations

import pytest

from patchcritic.diff import is_prose_path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("README.md", True),
        ("docs/index.rst", True),
        ("docs/Guide.MD", True),
        ("LICENSE", True),
        ("LICENCE.txt", True),
        ("vendor/changes", True),
        ("requirements.txt", False),
        ("docs/conf.py", False),
        ("license.py", False),
        ("mdfile", False),
    ],
)
def test_is_prose_path(path: str, expected: bool) -> None:
    assert is_prose_path(path) is expected
