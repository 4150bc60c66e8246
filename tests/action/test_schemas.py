"""What others read of ours fits their schemas, and examples use only what the Action has."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.action.conftest import ROOT

WORKFLOWS = sorted((ROOT / "docs" / "workflows").glob("*.yml"))
ACTION: dict[str, Any] = YAML(typ="safe").load(ROOT / "action.yml")
_BLOCK = re.compile(r"^```yaml\n(# (\S+)[^\n]*\n.*?)^```$", re.MULTILINE | re.DOTALL)
SCHEMAS = {".github/workflows/": "vendor.github-workflows", ".gitlab-ci.yml": "vendor.gitlab-ci"}


def check(schema: str, *files: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *files],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout


def blocks_of(page: str) -> list[tuple[str, str]]:
    """The YAML blocks of a page, each with the file name that its first line gives."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found = [(block[2], block[1]) for block in _BLOCK.finditer(text)]
    assert len(found) == text.count("```yaml"), "every block begins with the name of its file"
    return found


def test_the_action() -> None:
    check("vendor.github-actions", ROOT / "action.yml")


def test_the_workflows() -> None:
    assert len(WORKFLOWS) >= 4
    check("vendor.github-workflows", *WORKFLOWS)


def test_the_schemas_refuse_something(tmp_path: Path) -> None:
    for schema, text in (
        ("vendor.github-workflows", "on: pull_request\njobs: {judge: {stpes: []}}\n"),
        ("vendor.github-actions", "name: x\nruns: {using: composite}\n"),
        ("vendor.gitlab-ci", "job: {script: {}}\n"),
    ):
        (tmp_path / "bad.yml").write_text(text, encoding="utf-8")
        with pytest.raises(AssertionError):
            check(schema, tmp_path / "bad.yml")


@pytest.mark.parametrize("page", ["action.md", "ci.md"])
def test_the_blocks_of_a_page(page: str, tmp_path: Path) -> None:
    files: dict[str, list[Path]] = {}
    for number, (name, text) in enumerate(blocks_of(page)):
        path = tmp_path / f"{number}.yml"
        path.write_text(text, encoding="utf-8")
        schema = next((SCHEMAS[one] for one in SCHEMAS if name.startswith(one)), None)
        if schema is not None:
            files.setdefault(schema, []).append(path)
    assert files
    for schema, paths in files.items():
        check(schema, *paths)


def steps_of(path: Path) -> list[dict[str, Any]]:
    document = YAML(typ="safe").load(path)
    return [step for job in document["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_examples_use_what_the_action_has(path: Path) -> None:
    ours = [step for step in steps_of(path) if step.get("uses", "").startswith("OWNER/")]
    assert len(ours) == 1
    assert set(ours[0]["with"]) <= set(ACTION["inputs"])
    used = set(re.findall(r"steps\.patchcritic\.outputs\.([\w-]+)", path.read_text("utf-8")))
    assert used <= set(ACTION["outputs"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_examples_are_safe_to_copy(path: Path) -> None:
    document = YAML(typ="safe").load(path)
    assert "pull_request_target" not in str(document)
    assert document["permissions"] in ({}, {"contents": "read"})
    for step in steps_of(path):
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"] == {"fetch-depth": 0, "persist-credentials": False}


def test_the_page_shows_the_file() -> None:
    [shown] = [text for name, text in blocks_of("action.md") if name.endswith("patchcritic.yml")]
    file = (ROOT / "docs" / "workflows" / "pull-request.yml").read_text(encoding="utf-8")
    assert shown.partition("\n")[2] == file


def test_the_page_names_every_input_and_output() -> None:
    text = (ROOT / "docs" / "action.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE))
    assert rows >= set(ACTION["inputs"]) | set(ACTION["outputs"])


def test_every_input_reaches_the_program() -> None:
    install, judge = ACTION["runs"]["steps"]
    handed = {**install["env"], **judge["env"]}
    for name in ACTION["inputs"]:
        assert handed[f"INPUT_{name.replace('-', '_').upper()}"] == f"${{{{ inputs.{name} }}}}"
