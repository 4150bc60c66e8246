"""A whole ``patchcritic eval`` on the fixture: answered by a script, and by kept replies."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench._timing import ROOT, clean_environment, patchcritic, time_commands

GOAL_SECONDS = 1.5
KEPT_GOAL_SECONDS = 1.0
ANSWER = {
    "premises": [],
    "trace": [{"says": "it holds", "path": "", "line": 0, "holds": "yes"}],
    "witness": None,
    "rationale": "traced",
    "label": "pass",
    "p_pass": 0.9,
}
PATCH = ROOT / "fixtures" / "patches" / "interval-overlap.patch"
SCRIPT = f"scripted:{ROOT / 'fixtures' / 'scripted' / 'interval-overlap.jsonl'}"


def main() -> None:
    """Print medians beside ``git status`` on the same repository, and the seconds per stage."""
    with tempfile.TemporaryDirectory(prefix="patchcritic-bench-") as folder:
        repo = Path(folder) / "openhours"
        make_repo = str(ROOT / "fixtures" / "make_repo.py")
        subprocess.run([sys.executable, make_repo, repo], check=True, capture_output=True)
        environment = clean_environment(PATCHCRITIC_CACHE_DIR=str(Path(folder) / "cache"))
        judge = patchcritic(
            "eval", "--tracer", "off", "--diff", PATCH, "--model", SCRIPT, "--fail-on", "never"
        )
        kept = keep_replies(repo, environment)
        commands = {
            "eval, nothing kept": (*judge, "--no-cache"),
            "eval, all answers kept": judge,
            "eval, a provider's kept": kept,
            "git status": ("git", "status"),
        }
        medians = time_commands(commands, n_rounds=7, cwd=repo, env=environment)
        for name, seconds in medians.items():
            print(f"{name:24} {seconds * 1000:6.0f} ms (median of 7)")
        print(f"{'goals':24} < {GOAL_SECONDS * 1000:4.0f} ms, all kept < {KEPT_GOAL_SECONDS:g} s")
        command = (*kept, "--format", "json")
        done = subprocess.run(command, cwd=repo, env=environment, capture_output=True, check=True)
        report = json.loads(done.stdout)
        print(
            f"a provider's kept: {len(report['tests'])} tests, {report['usage']['n_calls']} calls"
        )
        command = (*judge, "--no-cache", "--format", "json")
        done = subprocess.run(command, cwd=repo, env=environment, capture_output=True, check=True)
    report = json.loads(done.stdout)
    coverage = report["verdict"]["coverage"]
    print(f"{coverage['judged']} of {coverage['associated']} associated tests judged; stages:")
    for stage, seconds in report["seconds"].items():
        print(f"  {stage:22} {seconds * 1000:6.0f} ms")


def keep_replies(repo: Path, environment: dict[str, str]) -> tuple[str, ...]:
    """Fill the store through a batch; gives the command that reads every reply from it."""
    judge = patchcritic("eval", "--tracer", "off", "--diff", PATCH, "--model", "openai/some-model")
    requests, responses = repo.parent / "requests.jsonl", repo.parent / "responses.jsonl"
    steps = [
        (*judge, "--export-requests", str(requests)),
        patchcritic("batch", "import", responses, "--requests", requests),
    ]
    message = {"role": "assistant", "content": json.dumps(ANSWER)}
    body = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
    for step in steps:
        if requests.exists():
            ids = [json.loads(line)["custom_id"] for line in requests.open(encoding="utf-8")]
            response = {"status_code": 200, "request_id": "", "body": body}
            lines = [json.dumps({"custom_id": one, "response": response}) for one in ids]
            responses.write_text("\n".join(lines), encoding="utf-8")
        subprocess.run(step, cwd=repo, env=environment, capture_output=True, check=True)
    return judge
