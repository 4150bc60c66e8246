"""What a workflow run is about: the event that started it, as the runner describes it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patchcritic.errors import UsageProblem

DEPENDABOT = "dependabot[bot]"
"""Runs that it starts get no secrets, as those of forks."""
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REFUSED = {
    "pull_request_target": "it gives strangers' changes the secrets and the write access of this "
    "repository; run on pull_request, and on merge_group to judge changes from forks with a key",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The event, with commits as ids; what it does not say is None."""

    name: str
    ref: str = ""
    """``refs/pull/7/merge``, ``refs/heads/main``."""
    sha: str = ""
    """What the runner checks out by itself."""
    base: str | None = None
    head: str | None = None
    default_branch: str | None = None
    is_deletion: bool = False
    is_forced: bool = False
    has_no_secrets: bool = False
    """Whether it comes from a fork or from Dependabot."""


def read_event(environment: Mapping[str, str]) -> Event:
    """The event of ``GITHUB_EVENT_NAME``, ``GITHUB_EVENT_PATH`` and their kin.

    Raises:
        UsageProblem: this is no workflow run, the event's file cannot be read, or the event is one
            under which changes must not be judged.
    """
    name = environment.get("GITHUB_EVENT_NAME", "")
    if not name:
        raise UsageProblem(
            "this is for a step of GitHub Actions, and GITHUB_EVENT_NAME is not set; elsewhere "
            "use patchcritic eval"
        )
    if name in _REFUSED:
        raise UsageProblem(f"{name} is refused: {_REFUSED[name]}")
    payload = _read_payload(environment.get("GITHUB_EVENT_PATH", ""))
    base, head = _find_commits(name, payload)
    return Event(
        name=name,
        ref=environment.get("GITHUB_REF", ""),
        sha=environment.get("GITHUB_SHA", ""),
        base=base,
        head=head,
        default_branch=_text(payload, "repository", "default_branch"),
        is_deletion=payload.get("deleted") is True,
        is_forced=payload.get("forced") is True,
        has_no_secrets=_is_fork(payload) or environment.get("GITHUB_ACTOR") == DEPENDABOT,
    )


def _read_payload(path: str) -> dict[str, Any]:
    if not path:
        return {}
    try:
        payload = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageProblem(f"GITHUB_EVENT_PATH {path} cannot be read: {reason}") from None
    return payload if isinstance(payload, dict) else {}


def _find_commits(name: str, payload: dict[str, Any]) -> tuple[str | None, str | None]:
    if name.startswith("pull_request"):
        pull = ("pull_request",)
        return _commit(payload, *pull, "base", "sha"), _commit(payload, *pull, "head", "sha")
    if name == "push":
        return _commit(payload, "before"), _commit(payload, "after")
    if name == "merge_group":
        group = "merge_group"
        return _commit(payload, group, "base_sha"), _commit(payload, group, "head_sha")
    return None, None


def _is_fork(payload: dict[str, Any]) -> bool:
    """Whether a pull request's commits lie in another repository, or in one that is gone."""
    if "pull_request" not in payload:
        return False
    theirs = _text(payload, "pull_request", "head", "repo", "full_name")
    return theirs is None or theirs != _text(payload, "pull_request", "base", "repo", "full_name")


def _commit(payload: dict[str, Any], *keys: str) -> str | None:
    """A commit's id; None for zeros, which stand for a branch that was not there before."""
    value = _text(payload, *keys)
    if value is None or not _COMMIT.fullmatch(value) or not value.strip("0"):
        return None
    return value


def _text(payload: dict[str, Any], *keys: str) -> str | None:
    value: Any = payload
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) and value else None
