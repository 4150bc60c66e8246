"""What was answered once is not asked again, and needs nobody to ask."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Cli = Callable[..., Any]

ANSWER = {
    "premises": [],
    "trace": [{"says": "it holds", "path": "", "line": 0, "holds": "yes"}],
    "witness": None,
    "rationale": "traced",
    "label": "pass",
    "p_pass": 0.93,
}
RUN = """
import sys
from patchcritic.cli import main
try:
    main()
finally:
    heavy = {"litellm", "openai", "httpx", "aiohttp"} & sys.modules.keys()
    print("heavy:", sorted(heavy), file=sys.stderr)
"""


def answer_all(requests: Path, responses: Path) -> int:
    """What a batch service would write; gives the number of lines."""
    lines = []
    for text in requests.read_text(encoding="utf-8").splitlines():
        message = {"role": "assistant", "content": json.dumps(ANSWER)}
        body = {
            "object": "chat.completion",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18},
        }
        custom_id = json.loads(text)["custom_id"]
        response = {"status_code": 200, "request_id": "r", "body": body}
        line = {"id": "b", "custom_id": custom_id, "response": response, "error": None}
        lines.append(json.dumps(line))
    responses.write_text("\n".join(reversed(lines)), encoding="utf-8")
    return len(lines)


def test_imported_answers_are_read_without_a_call_and_without_litellm(
    cli: Cli, repo: Path, patches: Path, tmp_path: Path
) -> None:
    requests, responses = tmp_path / "requests.jsonl", tmp_path / "responses.jsonl"
    judge = ["eval", "--repo", str(repo), "--diff", str(patches / "format-clock.patch")]
    judge += ["--model", "openai/some-model"]
    assert cli(*judge, "--export-requests", requests).code == 0
    n_requests = answer_all(requests, responses)
    assert cli("batch", "import", responses, "--requests", requests).code == 0

    done = subprocess.run(
        [sys.executable, "-c", RUN, *judge, "--format", "json"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "heavy: []" in done.stderr
    report = json.loads(done.stdout)
    assert report["verdict"]["label"] == "pass"
    assert report["usage"]["n_calls"] == 0
    assert len(report["tests"]) == n_requests > 5
    assert all(test["cached"] for test in report["tests"])
    assert cli(*judge, "--export-requests", requests).code == 0
    assert requests.read_text(encoding="utf-8") == ""
