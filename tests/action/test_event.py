from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from patchcritic.action import read_event
from patchcritic.errors import UsageProblem
from tests.action.conftest import ZEROS, Hub

WriteEvent = Callable[[Any], Path]
A, B = "ab" * 20, "cd" * 20


def environment_of(name: str, path: Path | str, **more: str) -> dict[str, str]:
    return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path), **more}


def test_a_pull_request(hub: Hub, write_event: WriteEvent) -> None:
    path = write_event(hub.pull_request())

    event = read_event(environment_of("pull_request", path, GITHUB_SHA=A, GITHUB_REF="refs/x"))

    assert (event.base, event.head, event.sha, event.ref) == (hub.base, hub.head, A, "refs/x")
    assert event.default_branch == "main"
    assert not event.has_no_secrets


@pytest.mark.parametrize(
    ("fork", "actor", "expected"),
    [
        ("owner/openhours", "someone", False),
        ("stranger/openhours", "someone", True),
        (None, "someone", True),
        ("owner/openhours", "dependabot[bot]", True),
    ],
)
def test_who_gets_no_secrets(
    hub: Hub, write_event: WriteEvent, fork: str | None, actor: str, expected: bool
) -> None:
    path = write_event(hub.pull_request(fork=fork))

    event = read_event(environment_of("pull_request", path, GITHUB_ACTOR=actor))

    assert event.has_no_secrets is expected


@pytest.mark.parametrize(
    ("name", "payload", "expected"),
    [
        ("push", {"before": A, "after": B}, (A, B)),
        ("push", {"before": ZEROS, "after": B}, (None, B)),
        ("push", {"before": A, "after": ZEROS, "deleted": True}, (A, None)),
        ("push", {"before": "--upload-pack=x", "after": ["y"]}, (None, None)),
        ("merge_group", {"merge_group": {"base_sha": A, "head_sha": B}}, (A, B)),
        ("merge_group", {"merge_group": 3}, (None, None)),
        ("pull_request", {}, (None, None)),
        ("schedule", {"schedule": "0 0 * * *"}, (None, None)),
        ("workflow_dispatch", ["no", "object"], (None, None)),
    ],
)
def test_the_commits_of_an_event(
    write_event: WriteEvent, name: str, payload: Any, expected: tuple[str | None, str | None]
) -> None:
    event = read_event(environment_of(name, write_event(payload)))

    assert (event.base, event.head) == expected


def test_pushes_that_are_special(write_event: WriteEvent) -> None:
    path = write_event({"deleted": True, "forced": True})

    event = read_event(environment_of("push", path))

    assert event.is_deletion
    assert event.is_forced


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "GITHUB_EVENT_NAME is not set"),
        ({"GITHUB_EVENT_NAME": "pull_request_target"}, "pull_request_target is refused: .*secrets"),
        (environment_of("push", "absent.json"), "absent.json cannot be read: No such file"),
    ],
)
def test_what_cannot_be_judged_is_one_sentence(environment: dict[str, str], says: str) -> None:
    with pytest.raises(UsageProblem, match=says):
        read_event(environment)


def test_a_file_that_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text("{" * 100_000, encoding="utf-8")

    with pytest.raises(UsageProblem, match="cannot be read"):
        read_event(environment_of("push", tmp_path / "event.json"))


def test_without_a_file_the_event_says_nothing() -> None:
    event = read_event({"GITHUB_EVENT_NAME": "schedule"})

    assert (event.base, event.head, event.default_branch) == (None, None, None)
