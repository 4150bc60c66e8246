"""``patchcritic bench calibrate``: how a model's answers are to be read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from patchcritic.verdict import Profile


def calibrate(
    results: Annotated[
        Path, typer.Option("--results", metavar="DIR", help="The folder that bench run wrote.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="PROFILE.json", help="Where the profile goes.")
    ],
    arm: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which critic of the run, when there are several."),
    ] = None,
    min_pairs: Annotated[
        int, typer.Option(min=1, help="Refuse to fit on fewer labelled answers.")
    ] = 100,
) -> None:  # fmt: skip
    """Fit a calibration profile to one critic's answers and their tests' true outcomes.

    The method is chosen by cross-validation across repositories, and every figure printed is of
    repositories that were not fitted on. Give the profile to eval with --profile.
    """
    from datetime import UTC, datetime

    from patchcritic.bench.calibrate import fit_profile, read_arm
    from patchcritic.errors import UsageProblem
    from patchcritic.verdict import format_profile

    chosen = read_arm(results, arm)
    profile = fit_profile(chosen, today=datetime.now(UTC).date(), min_pairs=min_pairs)
    try:
        out.write_text(format_profile(profile), encoding="utf-8")
    except OSError as error:
        raise UsageProblem(f"{out} cannot be written: {error.strerror or error}") from None
    sys.stdout.write(_describe(profile))
    if not profile.prompt_digest:
        typer.echo(
            "patchcritic: the results do not say which prompt was asked, so eval will not apply "
            "the profile; run the cases anew",
            err=True,
        )
    sys.stdout.write(f"written to {out}\n")


def _describe(profile: Profile) -> str:
    before, after = profile.before, profile.after
    tried = ", ".join(f"{name} {score:.4f}" for name, score in profile.candidates.items())
    head = (
        f"{profile.arm}: {profile.method}, n = {profile.n_pairs} labelled tests of "
        f"{profile.n_patches} patches in {len(profile.repos)} repositories "
        f"(held out by {profile.split})"
    )
    lines = [
        head,
        f"{'':8}{'before':>8}{'after':>8}",
        *(
            f"{name:8}{_show(first):>8}{_show(second):>8}"
            for name, first, second in (
                ("AUC", before.auc, after.auc),
                ("ECE", before.ece, after.ece),
                ("Brier", before.brier, after.brier),
            )
        ),
        f"Brier score of what was tried: {tried}",
    ]
    if profile.rho is not None:
        lines.append(f"correlation of a file's tests: {profile.rho:.2f}")
    return "\n".join([*lines, *_describe_thresholds(profile), ""])


def _describe_thresholds(profile: Profile) -> list[str]:
    rules = list(dict.fromkeys(one.rule for one in profile.thresholds))
    if not rules:
        return ["too few wrong patches for a threshold with a stated risk"]
    cells = {
        (one.max_false_accept, one.rule): f"{one.threshold:.3f} ({one.share_right_accepted:.0%})"
        for one in profile.thresholds
    }
    head = (
        "threshold per rule, and the share of right patches that reach it, for the share of the "
        f"{profile.thresholds[0].n_wrong} wrong ones that may be accepted (95 % confidence)"
    )
    return [
        head,
        "risk " + "".join(f"{rule:>16}" for rule in rules),
        *(
            f"{risk:<5g}" + "".join(f"{cells.get((risk, rule), '-'):>16}" for rule in rules)
            for risk in sorted({risk for risk, _ in cells})
        ),
    ]


def _show(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.3f}"
