"""Which profile belongs to a model and a prompt, and what the report says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from patchcritic.verdict.profile import Profile
from patchcritic.verdict.profile_file import read_profile

SHIPPED = Path(__file__).parent / "profiles"
"""Profiles of models that were really measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChoice:
    """A profile to apply, or None, and one line that says so."""

    profile: Profile | None
    note: str


def choose_profile(
    model: str, prompt_digest: str, path: Path | None = None, *, shipped: Path = SHIPPED
) -> ProfileChoice:
    """The user's profile at ``path``, else a shipped one, if it was made for this model and prompt.

    Raises:
        UsageProblem: the file cannot be read as a profile.
    """
    if path is not None:
        profile = read_profile(path)
        reason = explain_mismatch(profile, model, prompt_digest)
        if reason:
            return ProfileChoice(profile=None, note=f"{path} is not applied: {reason}")
        return ProfileChoice(profile=profile, note=_describe(profile))
    for file in sorted(shipped.glob("*.json")) if shipped.is_dir() else ():
        profile = read_profile(file)
        if not explain_mismatch(profile, model, prompt_digest):
            return ProfileChoice(profile=profile, note=_describe(profile))
    return ProfileChoice(
        profile=None,
        note=f"p_pass is not calibrated: there is no profile for {model} with this prompt",
    )


def explain_mismatch(profile: Profile, model: str, prompt_digest: str) -> str:
    """Why a profile says nothing of this model's answers; empty when it does."""
    if profile.model != model:
        return f"it was made for {profile.model}, not for {model}"
    if profile.prompt_digest != prompt_digest:
        made_for = profile.prompt_digest or "an unknown prompt"
        return f"it was made for another prompt ({made_for}, not {prompt_digest})"
    return ""


def _describe(profile: Profile) -> str:
    gap = "" if profile.after.ece is None else f", calibration error {profile.after.ece:.3f}"
    return (
        f"p_pass is calibrated by {profile.method} on {profile.n_pairs} labelled tests of "
        f"{len(profile.repos)} repositories ({profile.date}{gap})"
    )
