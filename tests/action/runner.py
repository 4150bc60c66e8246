"""What a runner does with action.yml, as far as its own steps need it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")
_COMMAND_OUTPUT = re.compile(r"(?P<name>[^\n=<]+)<<(?P<mark>[^\n]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the steps left."""

    code: int
    stdout: str
    stderr: str
    outputs: dict[str, str]
    """Those of the Action, not of its steps."""
    summary: str


@dataclass(slots=True, kw_only=True)
class Runner:
    """Runs the steps of a composite Action in a workspace, with bash as GitHub calls it."""

    action: Path
    """The folder that holds action.yml."""
    workspace: Path
    temporary: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, given: Mapping[str, str], **environment: str) -> Outcome:
        """Run every step until one fails."""
        document: Any = YAML(typ="safe").load(self.action / "action.yml")
        known = document["inputs"]
        assert set(given) <= set(known), "a workflow would be warned of unknown inputs"
        values = {f"inputs.{name}": str(known[name].get("default", "")) for name in known}
        values |= {f"inputs.{name}": value for name, value in given.items()}
        outcome = Outcome(code=0, stdout="", stderr="", outputs={}, summary="")
        for number, step in enumerate(document["runs"]["steps"]):
            assert step["shell"] == "bash"
            assert "${{" not in step["run"], "values reach a script through its environment"
            own = {name: evaluate(value, values) for name, value in step.get("env", {}).items()}
            outcome = self._run_step(number, step["run"], {**environment, **own})
            values |= {
                f"steps.{step['id']}.outputs.{name}": value
                for name, value in outcome.outputs.items()
            }
            if outcome.code:
                break
        outputs = {
            name: evaluate(output["value"], values) for name, output in document["outputs"].items()
        }
        return Outcome(
            code=outcome.code,
            stdout=outcome.stdout,
            stderr=outcome.stderr,
            outputs=outputs,
            summary=outcome.summary,
        )

    def _run_step(self, number: int, script: str, environment: Mapping[str, str]) -> Outcome:
        files = {
            "GITHUB_OUTPUT": self.temporary / f"output-{number}",
            "GITHUB_STEP_SUMMARY": self.temporary / f"summary-{number}",
        }
        for path in files.values():
            path.touch()
        (self.temporary / "script.sh").write_text(script, encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", self.temporary / "script.sh"],
            cwd=self.workspace,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.temporary),
                "GITHUB_WORKSPACE": str(self.workspace),
                "GITHUB_ACTION_PATH": str(self.action),
                "RUNNER_TEMP": str(self.temporary),
                **{name: str(path) for name, path in files.items()},
                **self.environment,
                **environment,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
        return Outcome(
            code=done.returncode,
            stdout=done.stdout,
            stderr=done.stderr,
            outputs=read_outputs(files["GITHUB_OUTPUT"].read_bytes().decode("utf-8")),
            summary=files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8"),
        )


def evaluate(text: str, values: Mapping[str, str]) -> str:
    """The text with its ``${{ }}`` filled in; what nobody set is empty, as on GitHub."""
    return _EXPRESSION.sub(lambda found: values.get(found[1], ""), text)


def read_outputs(text: str) -> dict[str, str]:
    """The file of outputs, by the runner's grammar: ``name=value``, or ``name<<MARK`` and lines
    up to MARK. The last one of a name counts."""
    found: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        heredoc = _COMMAND_OUTPUT.fullmatch(line)
        if heredoc is None:
            name, equals, value = line.partition("=")
            assert equals, f"the runner refuses {line!r}"
            found[name] = value
            continue
        kept = []
        for one in lines:
            if one == heredoc["mark"]:
                break
            kept.append(one)
        else:
            raise AssertionError(f"the runner finds no {heredoc['mark']}")
        found[heredoc["name"]] = "\n".join(kept)
    return found
