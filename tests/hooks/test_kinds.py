from __future__ import annotations

import pytest

from patchcritic.hooks.kinds import HookKind, guess_kind, name_merged


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "pre-commit"),
        ({"PRE_COMMIT": "1"}, "pre-commit"),
        ({"PRE_COMMIT": "1", "GITHEAD_" + "a" * 40: "f"}, "pre-merge-commit"),
        ({"PRE_COMMIT_REMOTE_NAME": "origin"}, "pre-push"),
        ({"PRE_COMMIT_FROM_REF": "a", "PRE_COMMIT_TO_REF": "b"}, "pre-push"),
    ],
)
def test_whose_turn_it_is(environment: dict[str, str], expected: str) -> None:
    assert guess_kind(environment) == expected


def test_what_is_merged_has_the_users_name() -> None:
    assert name_merged({"GITHEAD_b": "two", "GITHEAD_a": "one", "HOME": "x"}) == "one and two"


@pytest.mark.parametrize("kind", HookKind)
def test_every_hook_says_how_to_go_on(kind: HookKind) -> None:
    commands = [command for command, _ in kind.ways_on]
    assert any("--no-verify" in command for command in commands)
    assert kind.refusal.endswith(".")
