"""Honest metrics in plain Python: small functions from predictions and outcomes to figures.

Passing is the positive class throughout. A figure that is not defined is None, never 0.
"""

from __future__ import annotations

from patchcritic.bench.metrics.arms import Resampling, make_arm_report
from patchcritic.bench.metrics.auc import auc
from patchcritic.bench.metrics.baselines import PREFIX
from patchcritic.bench.metrics.bootstrap import bootstrap, find_clusters
from patchcritic.bench.metrics.cases import Case, make_patch_cases, make_test_cases, read_truth
from patchcritic.bench.metrics.classification import (
    Confusion,
    compute_label_figures,
    count_confusion,
)
from patchcritic.bench.metrics.correlation import kendall, spearman
from patchcritic.bench.metrics.coverage import aurc, trace_coverage_risk
from patchcritic.bench.metrics.lexical import compare_patches
from patchcritic.bench.metrics.places import jaccard
from patchcritic.bench.metrics.probability import (
    brier,
    ece,
    equal_mass_edges,
    equal_width_edges,
    log_loss,
    make_bins,
)
from patchcritic.bench.metrics.report import make_report
from patchcritic.bench.metrics.resolution import is_resolved
from patchcritic.bench.metrics.second_look import Question, SecondLookRates, rate_second_looks

__all__ = [
    "PREFIX",
    "Case",
    "Confusion",
    "Question",
    "Resampling",
    "SecondLookRates",
    "auc",
    "aurc",
    "bootstrap",
    "brier",
    "compare_patches",
    "compute_label_figures",
    "count_confusion",
    "ece",
    "equal_mass_edges",
    "equal_width_edges",
    "find_clusters",
    "is_resolved",
    "jaccard",
    "kendall",
    "log_loss",
    "make_arm_report",
    "make_bins",
    "make_patch_cases",
    "make_report",
    "make_test_cases",
    "rate_second_looks",
    "read_truth",
    "spearman",
    "trace_coverage_risk",
]
