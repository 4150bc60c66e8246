"""What a run leaves in the step's files, and the commands it prints for the runner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patchcritic.redact import redact_message
from patchcritic.reports import SUFFIXES, render_report
from patchcritic.reports.findings import is_guess
from patchcritic.reports.github import write_command
from patchcritic.reports.markdown import MARKER, render_comment
from patchcritic.reports.markdown_text import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patchcritic.action.step import Step
    from patchcritic.domain import Evaluation

OUTPUTS = ("verdict", "p-pass", "cost", "report-path", "sarif-path", "comment-path")
LEVELS = {"neutral": "notice", "error": "error"}


def leave_note(step: Step, verdict: str, reason: str) -> str:
    """Say why there is no evaluation; gives the annotation to print.

    ``verdict`` is ``neutral`` or ``error``; outputs that only an evaluation has are empty.
    """
    reason = redact_message(reason)
    page = f"## patchcritic: {verdict}\n\n{write_text(reason)}\n"
    comment = step.write_report("comment.md", f"{MARKER}\n{page}")
    _set_outputs(step, {"verdict": verdict, "comment-path": str(comment)})
    step.add_summary(page)
    return write_command(LEVELS[verdict], f"patchcritic: {verdict}", [reason]) + "\n"


def leave_reports(step: Step, evaluation: Evaluation, formats: Sequence[str]) -> str:
    """Write reports, outputs and summary; gives the annotations to print."""
    paths = [
        step.write_report(f"report{_suffix_of(name)}", render_report(evaluation, name))
        for name in formats
    ]
    sarif = step.write_report("patchcritic.sarif", render_report(evaluation, "sarif"))
    comment = step.write_report("comment.md", render_comment(evaluation))
    cost = evaluation.usage.cost_usd
    _set_outputs(
        step,
        {
            "verdict": str(evaluation.decision),
            "p-pass": "" if is_guess(evaluation) else f"{evaluation.verdict.p_pass:.4f}",
            "cost": "" if cost is None else f"{cost:.6f}",
            "report-path": str(paths[0]) if paths else "",
            "sarif-path": str(sarif),
            "comment-path": str(comment),
        },
    )
    step.add_summary(render_report(evaluation, "markdown", max_bytes=step.summary_room))
    return render_report(evaluation, "github")


def _set_outputs(step: Step, values: dict[str, str]) -> None:
    for name in OUTPUTS:
        step.set_output(name, values.get(name, ""))


def _suffix_of(format_name: str) -> str:
    """The shortest ending that names the format; ``.txt`` for those that none names."""
    return next((end for end, name in SUFFIXES.items() if name == format_name), ".txt")
