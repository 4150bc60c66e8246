from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from patchcritic.config import TableSource, load_config
from patchcritic.config.places import MAX_BYTES, find_text
from patchcritic.errors import ConfigProblem, RepositoryProblem


def git(repo: Path, *words: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", *identity, *words], cwd=repo, check=True, capture_output=True)


def write(path: Path, threshold: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"[tool.patchcritic]\nthreshold = {threshold}\n", encoding="utf-8")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Two commits and a work tree that each set another threshold."""
    top = tmp_path / "repo"
    top.mkdir()
    git(top, "init", "--quiet", "--initial-branch=main")
    write(top / "pyproject.toml", 0.6)
    write(top / "ci" / "judge.toml", 0.65)
    write(top / "packages" / "a" / "pyproject.toml", 0.61)
    (top / "packages" / "b").mkdir()
    (top / "packages" / "b" / "code.py").write_text("x = 1\n", encoding="utf-8")
    (top / "linked.toml").symlink_to("/etc/hostname")
    (top / "latin.toml").write_bytes(b"# \xe4\n")
    (top / "long.toml").write_bytes(b"#" * (MAX_BYTES + 1))
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "-m", "Base")
    git(top, "checkout", "--quiet", "-b", "topic")
    for path in top.rglob("*.toml"):
        if not path.is_symlink():
            write(path, 0.1)
    git(top, "commit", "--quiet", "--all", "-m", "Laxer")
    write(top / "pyproject.toml", 0.0)
    return top


@pytest.mark.parametrize(
    ("folder", "source", "expected"),
    [
        (".", TableSource(), 0.0),
        (".", TableSource(revision="topic"), 0.1),
        (".", TableSource(revision="main"), 0.6),
        ("packages/a", TableSource(revision="main"), 0.61),
        ("packages/b", TableSource(revision="main"), 0.6),
        ("packages/b", TableSource(revision="main", file=Path("ci/judge.toml")), 0.65),
        (".", TableSource(is_ignored=True), 0.5),
    ],
)
def test_where_the_table_comes_from(
    repo: Path, folder: str, source: TableSource, expected: float
) -> None:
    assert load_config(repo / folder, source).threshold == expected


def test_a_file_that_the_user_names(repo: Path) -> None:
    assert load_config(repo, TableSource(file=repo / "ci" / "judge.toml")).threshold == 0.1


def test_a_revision_without_a_file_sets_nothing(repo: Path) -> None:
    git(repo, "rm", "--quiet", "--force", "pyproject.toml")
    git(repo, "commit", "--quiet", "-m", "None")

    assert load_config(repo, TableSource(revision="HEAD")).threshold == 0.5


def test_a_bare_repository(repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(repo), "bare.git")

    assert load_config(tmp_path / "bare.git", TableSource(revision="main")).threshold == 0.6


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (TableSource(file=Path("absent.toml")), "absent.toml cannot be read: No such file"),
        (TableSource(file=Path("absent.toml"), revision="main"), "main holds no file absent.toml"),
        (TableSource(file=Path("linked.toml"), revision="main"), "main holds no file linked.toml"),
        (TableSource(file=Path("latin.toml"), revision="main"), "main:latin.toml cannot be read"),
        (TableSource(file=Path("long.toml"), revision="main"), "main:long.toml has over 1,000,000"),
        (TableSource(is_ignored=True, revision="main"), "leave --config and --config-from out"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(repo: Path, source: TableSource, says: str) -> None:
    with pytest.raises(ConfigProblem) as caught:
        load_config(repo, source)

    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("revision", ["absent", "--output=x", "main..topic"])
def test_a_revision_that_is_none(repo: Path, revision: str) -> None:
    with pytest.raises(RepositoryProblem):
        load_config(repo, TableSource(revision=revision))


def test_a_link_out_of_the_repository_is_not_followed(repo: Path, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere.toml", 0.9)
    (repo / "pyproject.toml").unlink()
    (repo / "pyproject.toml").symlink_to(tmp_path / "elsewhere.toml")
    with pytest.raises(ConfigProblem, match="leaves the repository"):
        load_config(repo)

    (repo / "pyproject.toml").unlink()
    (repo / "pyproject.toml").symlink_to("ci/judge.toml")
    assert load_config(repo).threshold == 0.1


def test_a_file_that_is_too_long(repo: Path) -> None:
    (repo / "pyproject.toml").write_bytes(b"#" * (MAX_BYTES + 1))

    with pytest.raises(ConfigProblem, match="over 1,000,000 bytes"):
        load_config(repo)


def test_the_name_says_where_it_is(repo: Path) -> None:
    near = find_text(repo / "packages" / "a", TableSource())
    far = find_text(repo / "packages" / "a", TableSource(revision="main"))

    assert near is not None
    assert far is not None
    assert (near.name, far.name) == (
        "packages/a/pyproject.toml",
        "main:packages/a/pyproject.toml",
    )
