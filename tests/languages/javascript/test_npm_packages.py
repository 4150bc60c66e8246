"""Packages as npm publishes them, with their tests: ids and associations on strangers' code."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.network

Analyse = Callable[[dict[str, bytes], dict[str, bytes]], Any]


def pack(name: str, folder: Path) -> dict[str, bytes]:
    """The files of a published package; skips when there is no npm or no registry."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    done = subprocess.run(
        [npm, "pack", "--silent", "--fetch-retries=0", name],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=120,
    )
    tarballs = list(folder.glob("*.tgz"))
    if done.returncode or not tarballs:
        pytest.skip(f"npm cannot fetch {name}")
    files = {}
    with tarfile.open(tarballs[0]) as archive:
        for one in archive:
            file = archive.extractfile(one)
            if file is not None:
                files[one.name.partition("/")[2]] = file.read()
    return files


@pytest.mark.parametrize(
    ("package", "path", "old", "new", "near", "far"),
    [
        # node:test, CommonJS
        ("process-warning@5.1.1", "index.js", b"function createWarning (",
         b"async function createWarning (",
         "test/emit-once-only.test.js::emit should emit a given code only once", None),
        # tape, tests call the package through its root
        ("fast-uri@4.2.3", "lib/utils.js", b"function removeDotSegments (path) {",
         b"function removeDotSegments (path) {\n  path = String(path)",
         "test/util.test.js::removeDotSegments",
         "test/util.test.js::stringArrayToHexStripped"),
    ],
)  # fmt: skip
def test_a_change_to_one_function(
    tmp_path_factory: pytest.TempPathFactory, analyse: Analyse,
    package: str, path: str, old: bytes, new: bytes, near: str, far: str | None,
) -> None:  # fmt: skip
    files = pack(package, tmp_path_factory.mktemp("npm"))
    assert old in files[path]
    found = analyse(files, {path: files[path].replace(old, new, 1)})
    ids = [str(one.node_id) for one in found.associations]
    assert near in ids
    assert far not in ids
    assert not found.warnings
