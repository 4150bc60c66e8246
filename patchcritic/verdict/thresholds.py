"""The threshold of a verdict: the user's number, or what a profile says a stated risk needs."""

from __future__ import annotations

from patchcritic.errors import UsageProblem
from patchcritic.verdict.combine import LOGISTIC, NOISY_AND, RULES, Learnt
from patchcritic.verdict.profile import Profile

_MAKE_ONE = "make one with patchcritic bench calibrate and give it with --profile"


def choose_threshold(
    rule: str,
    *,
    threshold: float,
    profile: Profile | None = None,
    max_false_accept: float | None = None,
) -> float:
    """The least ``p_pass`` with which a patch is accepted: ``threshold``, or the profile's for the
    stated risk. Asked before any test is judged, it tells what would be missing afterwards.

    Args:
        rule: a key of ``RULES``.
        threshold: 0..1, what counts when no risk is stated.
        profile: the one that fits the model, if there is one.
        max_false_accept: 0..1, of the patches that are wrong, the share that may be accepted;
            the profile's nearest risk that is no larger is taken.

    Raises:
        UsageProblem: the rule is unknown, or it or the risk needs what the profile lacks.
    """
    find_learnt(rule, profile)
    if max_false_accept is None:
        return threshold
    if not 0 < max_false_accept < 1:
        raise UsageProblem(f"--max-false-accept must lie between 0 and 1, not {max_false_accept:g}")
    if profile is None:
        raise UsageProblem(
            "--max-false-accept needs a calibration profile that fits model and prompt; "
            f"{_MAKE_ONE}, or use --threshold"
        )
    known = [one for one in profile.thresholds if one.rule == rule]
    kept = [one for one in known if one.max_false_accept <= max_false_accept]
    if kept:
        return max(kept, key=lambda one: one.max_false_accept).threshold
    if not known:
        raise UsageProblem(
            f"the profile has no threshold for --max-false-accept under the rule {rule}: it was "
            "made from too few wrong patches; calibrate on more, or use --threshold"
        )
    least = min(known, key=lambda one: one.max_false_accept)
    raise UsageProblem(
        f"--max-false-accept {max_false_accept:g} cannot be kept: the profile's {least.n_wrong} "
        f"wrong patches support {least.max_false_accept:g} or more under the rule {rule}; "
        "calibrate on more, or state a larger one"
    )


def find_learnt(rule: str, profile: Profile | None) -> Learnt:
    """What a rule needs of a profile.

    Raises:
        UsageProblem: the rule is unknown, or needs what is not there.
    """
    if rule not in RULES:
        raise UsageProblem(f"there is no rule {rule!r}; choose one of {', '.join(RULES)}")
    learnt = Learnt() if profile is None else Learnt(profile.rho, profile.logistic_rule)
    missing = {NOISY_AND: learnt.rho is None, LOGISTIC: learnt.logistic is None}
    if missing.get(rule, False):
        raise UsageProblem(
            f"the rule {rule} needs a calibration profile that fits model and prompt; {_MAKE_ONE}, "
            "or choose strict-and"
            if profile is None
            else f"the profile was made from too few patches for the rule {rule}; calibrate on "
            "more, or choose strict-and"
        )
    return learnt
