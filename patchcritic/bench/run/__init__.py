"""``patchcritic bench run``: a dataset's submissions judged by one or several critics."""

from __future__ import annotations

from patchcritic.bench.run.critics import Wallet
from patchcritic.bench.run.judge import Judge
from patchcritic.bench.run.nouns import (
    DEFAULT_CONTEXT,
    DEFAULT_PROMPT,
    Arm,
    ContextMode,
    Judged,
    MakeCritic,
    Options,
    Task,
    TracerArm,
    WhichTests,
    Work,
)
from patchcritic.bench.run.repositories import Repositories
from patchcritic.bench.run.running import Listener, Progress, run_arms
from patchcritic.bench.run.selection import Selection, choose_instances, digest_file, select
from patchcritic.bench.run.store import RunStore
from patchcritic.bench.run.summary import write_summaries

__all__ = [
    "DEFAULT_CONTEXT",
    "DEFAULT_PROMPT",
    "Arm",
    "ContextMode",
    "Judge",
    "Judged",
    "Listener",
    "MakeCritic",
    "Options",
    "Progress",
    "Repositories",
    "RunStore",
    "Selection",
    "Task",
    "TracerArm",
    "Wallet",
    "WhichTests",
    "Work",
    "choose_instances",
    "digest_file",
    "run_arms",
    "select",
    "write_summaries",
]
