from __future__ import annotations

import base64

import pytest

from patchcritic.snapshot import MemorySnapshot
from patchcritic.tracer.box.serving import ALL_PATHS, TreeServer

FILES: dict[str, str | bytes] = {
    "a.py": "x = 1\n",
    "pkg/__init__.py": "",
    "pkg/sub/b.py": "y\n",
    "data.bin": b"\0\xff",
}


@pytest.fixture
def server() -> TreeServer:
    return TreeServer(MemorySnapshot(FILES))


def test_files_as_text_and_bytes(server: TreeServer) -> None:
    assert server.answer("text", "a.py") == "x = 1\n"
    assert server.answer("text", "data.bin") is None
    assert base64.b64decode(server.answer("bytes", "data.bin")) == b"\0\xff"
    assert server.answer("exists", "pkg/__init__.py") is True
    assert server.answer("exists", "pkg") is False


def test_folders(server: TreeServer) -> None:
    assert server.answer("folder", "") == ["a.py", "data.bin", "pkg/"]
    assert server.answer("folder", "pkg") == ["__init__.py", "sub/"]
    assert server.answer("folder", "pkg/sub") == ["b.py"]
    assert server.answer("folder", "nowhere") is None
    assert server.answer("paths", "") == sorted(FILES)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("text", "../a.py"),
        ("text", "/etc/passwd"),
        ("bytes", "pkg/../../etc/passwd"),
        ("text", "./a.py"),
        ("text", "a.py\0"),
        ("text", "a" * 5000),
        ("text", 1),
        ("text", None),
        ("folder", ".."),
        ("delete", "a.py"),
        (None, "a.py"),
        (["text"], "a.py"),
    ],
)
def test_nothing_else_is_answered(server: TreeServer, kind: object, path: object) -> None:
    assert server.answer(kind, path) is None


def test_what_was_asked_for_is_noted_misses_too(server: TreeServer) -> None:
    for kind, path in (("text", "a.py"), ("exists", "c.py"), ("folder", "pkg"), ("paths", "")):
        server.answer(kind, path)
    server.answer("text", "../a.py")

    assert list(server.asked) == ["a.py", "c.py", "pkg/", ALL_PATHS]


@pytest.mark.parametrize(
    ("asked", "files", "is_same"),
    [
        (["a.py"], {**FILES, "other.py": ""}, True),
        (["a.py"], {**FILES, "a.py": "x = 2\n"}, False),
        (["c.py"], {**FILES, "c.py": ""}, False),
        (["pkg/"], {**FILES, "pkg/sub/c.py": ""}, True),
        (["pkg/"], {**FILES, "pkg/c.py": ""}, False),
        (["nowhere/"], {**FILES, "nowhere/c.py": ""}, False),
        ([ALL_PATHS], {**FILES, "pkg/sub/c.py": ""}, False),
        ([ALL_PATHS], {**FILES, "a.py": "x = 2\n"}, True),
    ],
)
def test_the_digest_changes_with_the_answers(
    server: TreeServer, asked: list[str], files: dict[str, str | bytes], is_same: bool
) -> None:
    other = TreeServer(MemorySnapshot(files))

    assert (server.digest(asked) == other.digest(asked)) is is_same
