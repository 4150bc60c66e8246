"""An environment for a package's tests: what it requires, but none of its own code."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from patchcritic.bench.mine.sandbox import clean_environment
from patchcritic.errors import RepositoryProblem

_INSTALL_SECONDS = 900
_TEST_EXTRAS = ("test", "tests", "testing")
_LIST_EXTRAS = (
    "from importlib.metadata import metadata; import sys;"
    "print(*(metadata(sys.argv[1]).get_all('Provides-Extra') or []))"
)
# The metadata stays, which packages ask for their own version; the code must be the tree's.
_REMOVE_CODE = """
import contextlib, sys
from importlib.metadata import files
paths = [one.locate() for one in files(sys.argv[1]) or [] if ".dist-info" not in str(one)]
for path in paths:
    path.unlink(missing_ok=True)
# An empty folder would still be imported, as a namespace.
for folder in sorted({parent for path in paths for parent in path.parents[:3]}, reverse=True):
    with contextlib.suppress(OSError):
        folder.rmdir()
"""


def make_environment(
    folder: Path, name: str, specifier: str, pyproject: str | None, requirements: Sequence[str]
) -> Path:
    """Make a virtual environment with pytest and what a package requires; its interpreter.

    Args:
        folder: where to make it; one that is there already is taken as it is.
        name: the package's.
        specifier: ``NAME==VERSION``, or the path of its source distribution.
        pyproject: the text of the package's pyproject.toml, for its dependency groups.
        requirements: what else to install.

    Raises:
        RepositoryProblem: something cannot be installed; says what and why.
    """
    python = folder / "bin" / "python"
    if (folder / "ready").exists():
        return python
    _run([sys.executable, "-m", "venv", str(folder)], folder.parent, f"venv for {specifier}")
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*install, "pytest", specifier], folder, specifier)
    extras = _run([str(python), "-c", _LIST_EXTRAS, name], folder, specifier).split()
    wanted = [one for one in extras if one.lower() in _TEST_EXTRAS]
    if wanted:
        head, equals, version = specifier.partition("==")
        _try([*install, f"{head}[{','.join(wanted)}]{equals}{version}"], folder)
    for requirement in (*find_requirements(pyproject), *requirements):
        _try([*install, requirement], folder)
    _run([str(python), "-c", _REMOVE_CODE, name], folder, specifier)
    (folder / "ready").touch()
    return python


def find_requirements(pyproject: str | None) -> Iterator[str]:
    """The requirements of the test groups, as PEP 735 has them; included groups are left out."""
    try:
        groups = tomllib.loads(pyproject or "").get("dependency-groups", {})
    except tomllib.TOMLDecodeError:
        return
    for name in _TEST_EXTRAS:
        group = groups.get(name, []) if isinstance(groups, dict) else []
        yield from _texts(group)


def _texts(group: Iterable[object]) -> Iterator[str]:
    return (one for one in group if isinstance(one, str))


def _run(words: Sequence[str], folder: Path, what: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    code, out = _start(words, folder)
    if code != 0:
        raise RepositoryProblem(f"{what} cannot be installed: {out.strip().rpartition(chr(10))[2]}")
    return out


def _try(words: Sequence[str], folder: Path) -> None:
    """Install what may help; tests that miss it fail in every run and are dropped."""
    _start(words, folder)


def _start(words: Sequence[str], folder: Path) -> tuple[int, str]:
    try:
        done = subprocess.run(
            words,
            cwd=folder,
            env=clean_environment(folder, is_installing=True),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_INSTALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 1, f"it takes longer than {_INSTALL_SECONDS} s"
    return done.returncode, done.stdout.decode("utf-8", "replace")
