"""Node ids found by source against those of ``pytest --collect-only``, on strangers' packages.

The comparison runs pytest in an environment of its own; the product runs nothing. Exact counts
ids that are the same to the last character; an id kept at function level, because its parameters
are not static, counts at function level only. Invented ids are those that pytest does not have.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench._releases import IndexUnreachable, run_git
from patchcritic.discovery import discover_tests, load_layout
from patchcritic.domain import NodeId, Snapshot
from patchcritic.snapshot import Workspace

GOAL = 0.95
_SKIPS = ("importorskip", "allow_module_level")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A release whose source distribution holds its tests."""

    name: str
    version: str
    import_folder: str = "."
    requirements: tuple[str, ...] = ()
    """What its tests import besides pytest and the package itself."""


PACKAGES = (
    Package(name="more-itertools", version="10.8.0"),
    Package(name="toolz", version="1.1.0"),
    Package(name="sqlparse", version="0.5.3"),
    Package(name="pyparsing", version="3.2.5", requirements=("jinja2", "railroad-diagrams")),
    Package(name="tenacity", version="9.1.2", requirements=("tornado", "trio", "typeguard")),
    Package(name="marshmallow", version="4.1.0", import_folder="src", requirements=("simplejson",)),
    Package(name="packaging", version="25.0", import_folder="src", requirements=("pretend",)),
    Package(name="jinja2", version="3.1.6", import_folder="src",
            requirements=("markupsafe", "trio")),
    Package(name="werkzeug", version="3.1.3", import_folder="src",
            requirements=("markupsafe", "ephemeral-port-reserve", "watchdog")),
    Package(name="flask", version="3.1.2", import_folder="src",
            requirements=("werkzeug", "jinja2", "itsdangerous", "click", "blinker", "asgiref",
                          "python-dotenv")),
    Package(name="click", version="8.3.0", import_folder="src"),
    Package(name="cattrs", version="25.3.0", import_folder="src",
            requirements=("attrs", "hypothesis", "typing-extensions", "pyyaml", "immutables")),
    Package(name="attrs", version="25.4.0", import_folder="src",
            requirements=("hypothesis", "cloudpickle")),
    Package(name="hyperlink", version="21.0.0", import_folder="src",
            requirements=("idna", "hypothesis")),
    Package(name="python-dateutil", version="2.9.0.post0", import_folder="src",
            requirements=("six", "freezegun", "hypothesis", "python-dateutil")),
    Package(name="markdown", version="3.9", requirements=("pyyaml",)),
    Package(name="tomlkit", version="0.13.3", requirements=("pyyaml",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How one package's ids compare; counts of node ids."""

    name: str
    n_pytest: int
    n_found: int
    n_exact: int
    n_at_function: int
    """Those whose function is found, with or without the parameters."""
    n_invented: int
    n_skipped: int
    """Found ids in files that skip themselves or cannot be imported in this environment, so that
    pytest shows none."""
    seconds: float

    @property
    def exact(self) -> float:
        """Share of pytest's ids that are found to the last character."""
        return self.n_exact / self.n_pytest

    @property
    def at_function(self) -> float:
        """Share of pytest's ids whose function is found."""
        return self.n_at_function / self.n_pytest

    @property
    def precision(self) -> float:
        """Share of the found ids that are not invented."""
        n_judged = self.n_found - self.n_skipped
        return 1 - self.n_invented / n_judged if n_judged else 1.0


def run(packages: Sequence[Package] = PACKAGES, python: str | None = None) -> list[Comparison]:
    """Compare each package; ``python`` has the requirements, else an environment is made.

    Raises:
        IndexUnreachable: a package cannot be downloaded.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = python or _make_environment(packages, folder / "venv")
        with ThreadPoolExecutor(max_workers=3) as pool:  # pip mostly waits
            repos = list(pool.map(lambda package: _make_repository(package, folder), packages))
        return [
            _compare(package, repo, python) for package, repo in zip(packages, repos, strict=True)
        ]


def main() -> None:
    """Print a row for each package and the shares of all ids together."""
    print(f"{'package':24}{'pytest':>8}{'exact':>8}{'function':>10}{'precision':>11}{'s':>7}")
    found = run()
    for row in found:
        print(
            f"{row.name:24}{row.n_pytest:8}{row.exact:8.1%}{row.at_function:10.1%}"
            f"{row.precision:11.1%}{row.seconds:7.2f}"
        )
    n_pytest = sum(row.n_pytest for row in found)
    exact = sum(row.n_exact for row in found) / n_pytest
    at_function = sum(row.n_at_function for row in found) / n_pytest
    print(f"{'all':24}{n_pytest:8}{exact:8.1%}{at_function:10.1%}   (goal > {GOAL:.0%} exact)")


def _make_environment(packages: Sequence[Package], folder: Path) -> str:
    _run_or_raise([sys.executable, "-m", "venv", str(folder)])
    python = str(folder / "bin" / "python")
    wanted = sorted({name for package in packages for name in package.requirements})
    _run_or_raise([python, "-m", "pip", "install", "--quiet", "pytest>=9.2", *wanted])
    return python


def _run_or_raise(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise IndexUnreachable(f"{command[0]} cannot get what it needs: {reason}")


def _compare(package: Package, repo: Path, python: str) -> Comparison:
    with Workspace.open(repo) as workspace:
        snapshot = workspace.snapshot(workspace.resolve("HEAD"))
        started = time.perf_counter()
        layout = load_layout(snapshot)
        paths = [path for path in snapshot.paths() if layout.is_test_file(path)]
        tests = discover_tests(snapshot, paths, layout).tests
        seconds = time.perf_counter() - started
        theirs, broken = _collect(package, repo, python)
        functions = {str(NodeId.parse(text).function_id) for text in theirs}
        ours = {str(test.node_id): test for test in tests}
        known = {str(test.node_id.function_id) for test in tests}
        absent = [
            test
            for text, test in ours.items()
            if text not in theirs and not (test.note and text in functions)
        ]
        collected = {text.partition("::")[0] for text in theirs}
        skipped = [
            test
            for test in absent
            if test.node_id.path in broken or _skips_itself(snapshot, test.node_id.path, collected)
        ]
    return Comparison(
        name=f"{package.name} {package.version}",
        n_pytest=len(theirs),
        n_found=len(ours),
        n_exact=len(theirs & set(ours)),
        n_at_function=sum(str(NodeId.parse(text).function_id) in known for text in theirs),
        n_invented=len(absent) - len(skipped),
        n_skipped=len(skipped),
        seconds=seconds,
    )


def _skips_itself(snapshot: Snapshot, path: str, collected: set[str]) -> bool:
    text = snapshot.read(path) or ""
    return path not in collected and any(word in text for word in _SKIPS)


def _make_repository(package: Package, folder: Path) -> Path:
    archives = folder / "archives" / package.name
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--no-binary", ":all:", "--dest", str(archives)]
    _run_or_raise([*command, f"{package.name}=={package.version}"])
    repo = folder / package.name
    repo.mkdir()
    with tarfile.open(next(archives.glob("*.tar.gz"))) as source:
        for member in source.getmembers():
            _, _, member.name = member.name.partition("/")
            if member.name and member.isreg():
                source.extract(member, repo, filter="data")
    run_git(repo, "init", "--quiet")
    run_git(repo, "add", "--all", "--force")
    run_git(repo, "commit", "--quiet", "-m", f"{package.name} {package.version}")
    return repo


def _collect(package: Package, repo: Path, python: str) -> tuple[set[str], set[str]]:
    """pytest's own ids, and files it cannot import; options that need plugins are off."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    environment |= {"PYTHONPATH": str(repo / package.import_folder), "PYTHONDONTWRITEBYTECODE": "1"}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    command = [python, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    command += ["-o", "addopts=", "-o", "filterwarnings=ignore"]
    done = subprocess.run(
        command, cwd=repo, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    lines = done.stdout.partition("\n\n")[0].splitlines()
    found = {line for line in lines if ".py::" in line and not line.startswith(("ERROR", "FAILED"))}
    if not found:
        raise RuntimeError(f"pytest collects nothing in {package.name}:\n{done.stdout[-1500:]}")
    broken = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("ERROR ")}
    return found, broken
