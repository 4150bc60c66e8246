from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from patchcritic.action import Event, Inputs, NothingToJudge, find_ends
from patchcritic.action.ends import Ends
from patchcritic.errors import RepositoryProblem, UsageProblem
from tests.action.conftest import Hub, git


def ends_of(found: Ends | NothingToJudge) -> tuple[str, str]:
    assert isinstance(found, Ends)
    return found.base, found.head


@pytest.mark.parametrize("depth", [0, 2])
def test_the_runners_merge_is_compared_with_what_it_was_merged_into(
    hub: Hub, pull_event: Event, tmp_path: Path, depth: int
) -> None:
    clone = hub.clone(tmp_path / "ws", hub.merge, depth=depth)

    found = find_ends(clone, pull_event, Inputs())

    assert ends_of(found) == (hub.newer, hub.merge)


def test_the_head_alone_is_compared_with_the_events_base(
    hub: Hub, pull_event: Event, tmp_path: Path
) -> None:
    clone = hub.clone(tmp_path / "ws", hub.head)

    found = find_ends(clone, pull_event, Inputs())

    assert ends_of(found) == (hub.base, hub.head)


def test_a_merge_by_the_author_is_not_taken_for_the_runners(
    hub: Hub, pull_event: Event, tmp_path: Path
) -> None:
    """A commit whose second parent is the event's head, and whose first one the author chose."""
    clone = hub.clone(tmp_path / "ws", hub.old)
    (clone / "pyproject.toml").write_text("[tool.patchcritic]\nthreshold = 0.0\n", encoding="utf-8")
    git(clone, "commit", "--quiet", "--all", "-m", "Anything passes")
    git(clone, "merge", "--quiet", "--strategy=ours", "-m", "Merge", hub.head)

    found = find_ends(clone, pull_event, Inputs())

    assert ends_of(found) == (hub.base, git(clone, "rev-parse", "HEAD"))


@pytest.mark.parametrize("which", ["merge", "head"])
def test_a_shallow_clone_is_told_what_to_give_checkout(
    hub: Hub, pull_event: Event, tmp_path: Path, which: str
) -> None:
    clone = hub.clone(tmp_path / "ws", getattr(hub, which), depth=1)

    with pytest.raises(RepositoryProblem, match=r"shallow.*`fetch-depth: 0`"):
        find_ends(clone, pull_event, Inputs())


@pytest.mark.parametrize(
    ("inputs", "base", "head"),
    [
        ({"base": "main"}, "newer", "head"),
        ({"base": "origin/main"}, "newer", "head"),
        ({"head": "topic", "base": "main"}, "newer", "head"),
    ],
)
def test_inputs_stand_in_for_the_event(
    hub: Hub, tmp_path: Path, inputs: dict[str, Any], base: str, head: str
) -> None:
    clone = hub.clone(tmp_path / "ws", hub.head)

    found = find_ends(clone, Event(name="workflow_dispatch"), Inputs(**inputs))

    assert ends_of(found) == (getattr(hub, base), getattr(hub, head))


PUSHED = Event(name="push", ref="refs/heads/topic", default_branch="main")


def test_a_push_is_what_it_brings(hub: Hub, tmp_path: Path) -> None:
    clone = hub.clone(tmp_path / "ws", hub.head)

    assert ends_of(find_ends(clone, replace(PUSHED, base=hub.old, head=hub.head), Inputs())) == (
        hub.old,
        hub.head,
    )


def test_a_new_branch_is_compared_with_the_default_one(hub: Hub, tmp_path: Path) -> None:
    clone = hub.clone(tmp_path / "ws", hub.head)

    assert ends_of(find_ends(clone, replace(PUSHED, head=hub.head), Inputs()))[0] == hub.newer


def test_a_forced_push_over_what_is_gone(hub: Hub, tmp_path: Path) -> None:
    clone = hub.clone(tmp_path / "ws", hub.head)
    gone = replace(PUSHED, base="12" * 20, head=hub.head)

    assert ends_of(find_ends(clone, replace(gone, is_forced=True), Inputs()))[0] == hub.newer
    with pytest.raises(RepositoryProblem, match="name another one with the input base"):
        find_ends(clone, gone, Inputs())
    forced_main = replace(gone, is_forced=True, ref="refs/heads/main")
    with pytest.raises(UsageProblem, match="give the input base"):
        find_ends(clone, forced_main, Inputs())


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (replace(PUSHED, is_deletion=True), "deleted"),
        (replace(PUSHED, ref="refs/tags/v1"), "changes nothing"),
    ],
)
def test_pushes_with_nothing_to_judge(hub: Hub, tmp_path: Path, event: Event, says: str) -> None:
    clone = hub.clone(tmp_path / "ws", hub.newer)

    found = find_ends(clone, event, Inputs())

    assert isinstance(found, NothingToJudge)
    assert says in found.reason


def test_a_pull_request_that_was_not_checked_out_does_not_pass(
    hub: Hub, pull_event: Event, tmp_path: Path
) -> None:
    clone = hub.clone(tmp_path / "ws", hub.base)

    with pytest.raises(UsageProblem, match="is it the change that was checked out"):
        find_ends(clone, pull_event, Inputs())


@pytest.mark.parametrize("name", ["schedule", "workflow_dispatch"])
def test_events_without_a_change_ask_for_a_base(hub: Hub, tmp_path: Path, name: str) -> None:
    clone = hub.clone(tmp_path / "ws", hub.head)

    with pytest.raises(UsageProblem, match="give the input base"):
        find_ends(clone, Event(name=name), Inputs())


def test_a_merge_group(hub: Hub, tmp_path: Path) -> None:
    clone = hub.clone(tmp_path / "ws", hub.merge)
    event = Event(name="merge_group", base=hub.newer, head=hub.merge)

    assert ends_of(find_ends(clone, event, Inputs())) == (hub.newer, hub.merge)


def test_histories_without_a_common_commit(hub: Hub, tmp_path: Path) -> None:
    clone = hub.clone(tmp_path / "ws", hub.head)
    git(clone, "checkout", "--quiet", "--orphan", "other")
    git(clone, "commit", "--quiet", "-m", "Other")

    with pytest.raises(RepositoryProblem, match=r"no commit in common here$"):
        find_ends(clone, Event(name="schedule"), Inputs(base=hub.base))
