"""Trains the static critic: mined folders in, one JSON file out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from patchcritic.domain import Label
from patchcritic.errors import UsageProblem
from patchcritic.training.collecting import Listener, MinedFolder, collect_examples
from patchcritic.training.example import Example
from patchcritic.training.exporting import export_model
from patchcritic.training.figures import Figures, choose_band, measure
from patchcritic.training.fitting import Fitted, Table, fit_parts
from patchcritic.training.joining import Joint, fit_joint, predict_across, score_across
from patchcritic.training.optional import import_sklearn


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A fitted model with what it was fitted and measured on."""

    fitted: Fitted
    features: tuple[str, ...]
    joint: Joint
    band: tuple[float, float]
    packages: tuple[str, ...]
    counts: Mapping[str, int]
    unseen: Mapping[str, Figures]
    """By cross-validation over packages, of all pairs and of each kind of submission."""
    held_out: Mapping[str, Figures]
    """The same of packages that neither fit nor cross-validation saw; empty without any."""

    def predict(self, table: Table) -> Any:
        """Each row's probability of passing."""
        return self.joint.predict(self.fitted.scores(table.x))

    def to_json(self) -> str:
        """The model as the critic reads it."""
        provenance = {
            "packages": list(self.packages),
            "counts": dict(self.counts),
            "unseen": {kind: one.as_row() for kind, one in self.unseen.items()},
            "held_out": {kind: one.as_row() for kind, one in self.held_out.items()},
        }
        return export_model(
            self.fitted,
            self.features,
            joint=self.joint,
            band=self.band,
            provenance=provenance,
        )


def train_static(
    folders: Iterable[MinedFolder],
    *,
    hold_out: Collection[str] = (),
    seed: int = 0,
    listen: Listener = lambda _: None,
) -> Training:
    """Collect examples, fit, and measure on packages that the measured model did not see.

    ``hold_out`` names repositories, without their owner, that only the last measurement sees.
    Raises ``UsageProblem`` when there is too little to train on, or no scikit-learn.
    """
    import_sklearn("ensemble")  # before hours of analysis
    examples = [one for folder in folders for one in collect_examples(folder, listen)]
    return fit_examples(examples, hold_out=hold_out, seed=seed)


def fit_examples(
    examples: Sequence[Example], *, hold_out: Collection[str] = (), seed: int = 0
) -> Training:
    """Fit and measure on examples. Raises ``UsageProblem`` as ``train_static``."""
    kept, held = split_examples(examples, hold_out)
    table = Table.of(kept)
    if len(set(table.y.tolist())) < 2:
        raise UsageProblem(
            f"{len(table.y)} labelled pairs of tests that their change reaches, and not both "
            "outcomes among them; mine more with `patchcritic bench mine --execute`"
        )
    scores = score_across(table, seed=seed)
    p = predict_across(scores, table)
    band = choose_band(p, table.y)
    training = Training(
        fitted=fit_parts(table, seed=seed),
        features=table.features,
        joint=fit_joint(scores, table.y),
        band=band,
        packages=tuple(sorted(set(table.groups.tolist()))),
        counts=count_examples(kept),
        unseen=measure_kinds(p, table, band),
        held_out={},
    )
    rest = Table.of(held, table.features)
    if not len(rest.y):
        return training
    return replace(training, held_out=measure_kinds(training.predict(rest), rest, band))


def split_examples(
    examples: Iterable[Example], hold_out: Collection[str]
) -> tuple[list[Example], list[Example]]:
    """Those to train on, and those of the repositories that are held out."""
    kept: list[Example] = []
    held: list[Example] = []
    for one in examples:
        (held if one.repo.rpartition("/")[2] in hold_out else kept).append(one)
    return kept, held


def measure_kinds(p: Any, table: Table, band: tuple[float, float]) -> dict[str, Figures]:
    """Figures of all rows under ``all``, and of every kind of submission under its name."""
    found = {"all": measure(p, table.y, band)}
    for kind in sorted(set(table.kinds.tolist())):
        rows = table.kinds == kind
        found[kind] = measure(p[rows], table.y[rows], band)
    return found


def count_examples(examples: Sequence[Example]) -> dict[str, int]:
    """How many pairs there are, and what became of those that nobody trains on."""
    decided = [one for one in examples if one.decided is not None]
    return {
        "pairs": len(examples),
        "trained_on": sum(one.is_asked for one in examples),
        "decided_by_facts": len(decided),
        "decided_rightly": sum((one.decided is Label.PASS) == one.is_pass for one in decided),
        "not_reached": sum(not one.is_reached for one in examples),
        "submissions": len({(one.instance_id, one.submission) for one in examples}),
    }
