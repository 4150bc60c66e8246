"""Critics put around critics, as the options ask for it."""

from __future__ import annotations

from typing import Literal

from patchcritic.critics.composed.cascade import FLOOR, Cascade
from patchcritic.critics.composed.panel import Panel
from patchcritic.critics.composed.sampled import Combine, SampledCritic
from patchcritic.critics.composed.second_look import SecondLook
from patchcritic.domain import Critic
from patchcritic.errors import UsageProblem


def compose_critic(
    critic: Critic,
    *,
    samples: int = 1,
    combine: Combine = "auto",
    second_look: Literal["hidden", "shown"] | None = None,
    panel: bool = False,
) -> Critic:
    """The critic with what the options add: each look, or each member of the panel, is sampled.

    Raises ``UsageProblem`` for fewer than one sample, and for a panel with a second look, which
    would both say what the second question is.
    """
    if samples < 1:
        raise UsageProblem(f"--samples must be at least 1, not {samples}.")
    if panel and second_look:
        raise UsageProblem("--panel and --second-look exclude each other; give one of them.")
    if samples > 1:
        critic = SampledCritic(critic, samples, combine)
    if second_look:
        return SecondLook(critic, is_shown=second_look == "shown")
    return Panel(critic) if panel else critic


def compose_cascade(levels: tuple[tuple[str, Critic], ...], *, floor: float = FLOOR) -> Critic:
    """The critics one after the other, the cheapest first; each may be composed itself.

    Raises ``UsageProblem`` for fewer than two levels, for a name given twice, and for a ``floor``
    outside 0..0.5.
    """
    names = [name for name, _ in levels]
    shown = ",".join(names)
    if len(names) < 2:
        raise UsageProblem(
            f"--cascade needs two models or more, as in cheap,strong; not {shown!r}."
        )
    if len(set(names)) < len(names):
        raise UsageProblem(f"--cascade {shown} names one model twice.")
    if not 0 <= floor <= 0.5:
        raise UsageProblem(f"The floor of a cascade must lie in 0..0.5, not {floor:g}.")
    return Cascade(levels, floor)
