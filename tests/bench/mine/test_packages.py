"""Source distributions become commits, the same ones on every machine."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.bench.mine.packages import PackageSource, make_repository
from patchcritic.errors import RepositoryProblem, UsageProblem

Git = Callable[..., str]
MakeSdist = Callable[[dict[str, str]], Path]


@pytest.mark.parametrize(
    ("text", "name", "versions"),
    [
        ("toolz==1.0.0", "toolz", ("1.0.0",)),
        ("Zope.Interface==5.0", "zope-interface", ("5.0",)),
        ("toolz==0.12.0..1.0.0", "toolz", ("0.12.0", "1.0.0")),
        ("a==1!2.0.post1+x..2", "a", ("1!2.0.post1+x", "2")),
    ],
)
def test_specifiers(text: str, name: str, versions: tuple[str, ...]) -> None:
    source = PackageSource.parse(text)
    assert (source.name, source.versions, source.archive) == (name, versions, None)
    assert source.instance_id == f"index__{name}-{'-'.join(versions)}"
    assert source.repo == f"index/{name}"


@pytest.mark.parametrize("text", ["toolz", "toolz>=1", "toolz==", "--help", "a/b==1", "==1"])
def test_what_is_no_specifier(text: str) -> None:
    with pytest.raises(UsageProblem, match="is not NAME==VERSION"):
        PackageSource.parse(text)


def test_an_archive_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="there is no such file"):
        PackageSource.parse(str(tmp_path / "a-1.0.tar.gz"))


def test_a_repository_of_a_release(
    tmp_path: Path, make_sdist: MakeSdist, files: dict[str, str], git: Git
) -> None:
    leftovers = {"tinycalc.egg-info/PKG-INFO": "x", ".gitignore": "tests\n"}
    source = PackageSource.parse(str(make_sdist(files | leftovers)))
    (commit,) = make_repository(source, tmp_path / "one")
    repo = tmp_path / "one" / "index__tinycalc"
    listed = git(repo, "ls-tree", "-r", "--name-only", commit).split()
    assert sorted(listed) == sorted([*files, ".gitignore"])
    assert make_repository(source, tmp_path / "one") == [commit]
    assert make_repository(source, tmp_path / "two") == [commit]


def test_an_archive_that_leads_outside(tmp_path: Path) -> None:
    archive = tmp_path / "evil-1.0.tar.gz"
    (tmp_path / "payload").write_text("x", encoding="utf-8")
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(tmp_path / "payload", "../../evil")
    with pytest.raises(RepositoryProblem, match=r"evil-1\.0\.tar\.gz cannot be unpacked"):
        make_repository(PackageSource.parse(str(archive)), tmp_path / "repos")
