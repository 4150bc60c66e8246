"""Strangers' packages, two releases each: judged as a whole, and discovery held against pytest."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench._releases import (
    PACKAGES,
    Releases,
    collect_with_pytest,
    make_repositories,
)
from bench._timing import ROOT, clean_environment, patchcritic

GOAL_DISCOVERED = 0.95
SCRIPT = f"scripted:{ROOT / 'fixtures' / 'scripted' / 'all-pass.jsonl'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What ``eval --base`` and discovery made of one package."""

    package: Releases
    collected: frozenset[str]
    """The node ids that pytest prints."""
    discovered: frozenset[str]
    """The node ids found by source; one whose parameters are not static has no brackets."""
    label: str
    p_pass: float
    associated: int
    judged: int
    warnings: tuple[str, ...]
    seconds: dict[str, float]

    @property
    def missed(self) -> frozenset[str]:
        """What pytest collects and discovery has under no id, not even its function's."""
        return frozenset(
            node_id
            for node_id in self.collected - self.discovered
            if node_id.partition("[")[0] not in self.discovered
        )

    @property
    def exact_share(self) -> float:
        """0..1 of pytest's ids that were found letter by letter."""
        return len(self.collected & self.discovered) / len(self.collected)

    @property
    def found_share(self) -> float:
        """0..1 of pytest's ids that were found exactly or as their function."""
        return 1 - len(self.missed) / len(self.collected)


def judge_release(package: Releases, repo: Path, folder: Path) -> Outcome:
    """Judge the newer release against the older one with scripted answers.

    Raises:
        RuntimeError: ``eval`` did not run through.
    """
    command = patchcritic("eval", "--base", "base", "--model", SCRIPT, "--format", "json")
    done = subprocess.run(
        command,
        cwd=repo,
        env=clean_environment(PATCHCRITIC_CACHE_DIR=str(folder / "cache")),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in {0, 1, 4}:
        raise RuntimeError(f"{package.name}: eval exits with {done.returncode}: {done.stderr}")
    report = json.loads(done.stdout)
    return Outcome(
        package=package,
        collected=frozenset(collect_with_pytest(repo, package)),
        discovered=frozenset(discover_all(repo)),
        label=report["verdict"]["label"],
        p_pass=report["verdict"]["p_pass"],
        associated=report["verdict"]["coverage"]["associated"],
        judged=report["verdict"]["coverage"]["judged"],
        warnings=tuple(report["warnings"]),
        seconds=report["seconds"],
    )


def discover_all(repo: Path) -> set[str]:
    """Every node id that the product finds in the tree of HEAD."""
    from patchcritic.discovery import discover_tests, load_layout
    from patchcritic.snapshot import Workspace

    with Workspace.open(repo) as workspace:
        snapshot = workspace.snapshot(workspace.resolve("HEAD"))
        discovery = discover_tests(snapshot, snapshot.paths(), load_layout(snapshot))
        return {str(test.node_id) for test in discovery.tests}


def main() -> None:
    """Print a line for each package: discovered share, verdict, seconds per stage."""
    with tempfile.TemporaryDirectory(prefix="patchcritic-bench-") as folder:
        repositories = make_repositories(PACKAGES, Path(folder))
        outcomes = [judge_release(p, repositories[p.name], Path(folder)) for p in PACKAGES]
    print(f"goal: more than {GOAL_DISCOVERED:.0%} of pytest's ids found\n")
    for outcome in outcomes:
        package = outcome.package
        print(f"{package.name} {package.old} -> {package.new}")
        print(
            f"  ids: pytest {len(outcome.collected)}, found {outcome.found_share:.1%}, "
            f"letter by letter {outcome.exact_share:.1%}"
        )
        for node_id in sorted(outcome.missed)[:5]:
            print(f"    missed {node_id}")
        print(
            f"  verdict (scripted answers): {outcome.label}, p_pass {outcome.p_pass:.2f}, "
            f"{outcome.judged} of {outcome.associated} associated tests judged"
        )
        stages = ", ".join(f"{stage} {value:.2f} s" for stage, value in outcome.seconds.items())
        print(f"  {stages}; {len(outcome.warnings)} warnings")
