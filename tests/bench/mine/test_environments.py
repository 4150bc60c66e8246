"""Environments hold what a package requires, and none of its own code."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from patchcritic.bench.mine.environments import find_requirements, make_environment
from patchcritic.bench.mine.nouns import Settings
from patchcritic.bench.mine.packages import PackageSource, make_repository
from patchcritic.bench.mine.sources import find_origins
from patchcritic.errors import RepositoryProblem

SOURCE = PackageSource.parse("inflection==0.5.0..0.5.1")


@pytest.fixture
def no_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))


@pytest.mark.parametrize(
    ("pyproject", "found"),
    [
        (None, []),
        ("not toml [", []),
        ("[project]\nname = 'x'\n", []),
        ("[dependency-groups]\ntests = ['a>=1', {include-group = 'b'}]\ndocs = ['c']", ["a>=1"]),
        ("[dependency-groups]\ntest = ['a']\ntesting = ['b']", ["a", "b"]),
        ("dependency-groups = 3", []),
    ],
)
def test_requirements_of_test_groups(pyproject: str | None, found: list[str]) -> None:
    assert list(find_requirements(pyproject)) == found


def test_one_that_is_there_is_taken(tmp_path: Path) -> None:
    (tmp_path / "ready").touch()
    python = make_environment(tmp_path, "nothing", "nothing==1", None, ())
    assert python == tmp_path / "bin" / "python"


@pytest.mark.usefixtures("no_index")
def test_what_cannot_be_had_is_said(tmp_path: Path) -> None:
    with pytest.raises(RepositoryProblem, match=r"no source distribution of inflection==0\.5\.0: "):
        make_repository(SOURCE, tmp_path / "repos")
    with pytest.raises(RepositoryProblem, match=r"inflection==0\.5\.1 cannot be installed: "):
        make_environment(tmp_path / "venv", "inflection", "inflection==0.5.1", None, ())


@pytest.mark.network
def test_two_releases_of_a_package(tmp_path: Path) -> None:
    try:
        (origin,) = find_origins(SOURCE, Settings(out=tmp_path))
        python = make_environment(
            tmp_path / "venv", "inflection", "inflection==0.5.1", None, ("iniconfig",)
        )
    except RepositoryProblem as problem:
        pytest.skip(str(problem))
    assert origin.instance.instance_id == "index__inflection-0.5.0-0.5.1"
    assert "inflection" in origin.instance.patch
    assert "PKG-INFO" not in origin.instance.patch
    code = "import pytest, importlib.metadata as m; print(m.version('inflection')); "
    done = subprocess.run(
        [python, "-c", f"{code}import inflection"], capture_output=True, encoding="utf-8"
    )
    assert done.stdout == "0.5.1\n"
    assert "No module named 'inflection'" in done.stderr
