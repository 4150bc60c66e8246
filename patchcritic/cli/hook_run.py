"""What ``patchcritic hook run`` does once its options are read."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from patchcritic.errors import UsageProblem
from patchcritic.hooks import HookKind, NoRange, Outcome, OutcomeKind, guess_kind, join_codes
from patchcritic.hooks.finding import find_given, find_index, find_pushed, find_repo, find_staged
from patchcritic.hooks.outcome import explain_failure
from patchcritic.hooks.trusted import find_trusted
from patchcritic.snapshot import Workspace
from patchcritic.snapshot.git import Git

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from patchcritic.domain import Evaluation
    from patchcritic.hooks import HookChange
    from patchcritic.hooks.saying import Line

COLORS = {"good": "green", "bad": "red", "doubt": "yellow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HookRun:
    """One call of ``patchcritic hook run``, its options read."""

    kind: HookKind
    arguments: tuple[str, ...]
    flags: dict[str, Any]
    """Settings by name; None where the option was not given."""
    max_time: float
    """Seconds for all of it."""
    blocks: bool
    """Whether to hold back what has no verdict."""
    is_verbose: bool


def run_hook(run: HookRun) -> int:
    """Judge, say what is needed on stderr, and give the exit code."""
    from patchcritic.hooks.saying import say_ending, say_outcome

    outcomes = []
    for outcome in _judge_all(run):
        outcomes.append(outcome)
        _print(say_outcome(outcome))
        if run.is_verbose and outcome.evaluation is not None:
            _print_report(outcome.evaluation)
    code = join_codes(outcomes, blocks=run.blocks)
    _print(say_ending(run.kind, outcomes, code=code))
    return code


def choose_kind(kind: HookKind | None) -> HookKind:
    """The hook as named, or else by what git and pre-commit export."""
    return kind or guess_kind(os.environ)


def _judge_all(run: HookRun) -> Iterator[Outcome]:
    """An outcome per change; whatever keeps all from being judged is one too."""
    folder = Path.cwd()
    try:
        repo = find_repo(folder, os.environ)
        git = Git(repo, {})
        staged = None if run.kind is HookKind.PRE_PUSH else find_index(folder, os.environ)
        with Workspace.open(repo, index=staged) as workspace:
            changes = _find_changes(run, workspace, git)
            if changes:  # what judges takes a second to load, and most pushes bring nothing new
                trusted = find_trusted(run.kind, workspace.git_dir, git)
                yield from _judge_changes(run, changes, workspace, trusted)
    except Exception as error:
        reason = explain_failure(error)
        yield Outcome(title=run.kind.noun, kind=OutcomeKind.UNJUDGED, reason=reason)


def _judge_changes(
    run: HookRun,
    changes: Iterable[HookChange | NoRange],
    workspace: Workspace,
    trusted: str | None,
) -> Iterator[Outcome]:
    from patchcritic.cli.hook_judge import HookJudge
    from patchcritic.cli.stores import open_index
    from patchcritic.config import TableSource, load_config
    from patchcritic.critics.calling.deadline import Deadline

    deadline = Deadline(seconds=run.max_time)
    source = None if trusted is None else TableSource(revision=trusted)
    config = load_config(Path.cwd(), source, **run.flags)
    judge = HookJudge.prepare(config, deadline, is_foreign=trusted is not None)
    with open_index(is_cached=judge.config.cache) as index:
        for change in changes:
            yield judge.attempt(change, workspace, index)


def _find_changes(run: HookRun, workspace: Workspace, git: Git) -> list[HookChange | NoRange]:
    """What there is to judge; refs that bring nothing new are left out."""
    if run.kind is not HookKind.PRE_PUSH:
        return find_staged(workspace, run.kind, os.environ)
    if "PRE_COMMIT_REMOTE_NAME" not in os.environ and "PRE_COMMIT_TO_REF" in os.environ:
        return find_given(git, os.environ)
    text = "" if "PRE_COMMIT_REMOTE_NAME" in os.environ else _read_input()
    found = find_pushed(git, run.arguments, os.environ, text)
    return [one for one in found if not (isinstance(one, NoRange) and one.is_settled)]


def _read_input() -> str:
    if sys.stdin.isatty():
        raise UsageProblem(
            "git tells a pre-push hook on standard input what is pushed; to judge a branch by hand "
            "run patchcritic eval --base REV"
        )
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")


def _print(lines: Iterable[Line]) -> None:
    from patchcritic.redact import redact_message
    from patchcritic.reports.sanitise import make_printable

    for tone, line in lines:
        text = make_printable(redact_message(line))
        color = None if os.environ.get("NO_COLOR") else COLORS.get(tone)
        typer.echo(typer.style(text, fg=color) if color else text, err=True)


def _print_report(evaluation: Evaluation) -> None:
    from patchcritic.reports import render_report

    typer.echo(render_report(evaluation, "console"), err=True, nl=False)
