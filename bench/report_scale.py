"""Reports of a huge change: 1,000 changed files, 5,000 associated tests, every format at once."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from bench._timing import clean_environment, patchcritic

N_FILES = int(os.environ.get("PATCHCRITIC_BENCH_FILES", "1000"))
N_TESTS_A_FILE = 5
FILES = ("report.json", "report.jsonl", "report.xml", "report.sarif", "report.md", "report.html",
         "report.txt", "github:report.log")  # fmt: skip
TELLTALE = re.compile(
    r"Left out of this page.*|… and [\d,]+ more[\w ]*|[\d,]+ more [\w ]* not annotated"
    r'|[\d,]+ more [\w ]* left out of this file|"?omitted\w*"?: ?[^,]*'
)
LONG = "the value is traced through every caller, " * 40
SCRIPT = (
    ("*test_answer_3", {"label": "fail", "p_pass": 0.06, "rationale": f"off by one; {LONG}",
                        "witness": {"assertion": "assert answer(3) == 3 + shift", "expected": "4",
                                    "actual": "5", "path": "{path}", "line": 12}}),
    ("*7.py::test_answer_4", {"label": "abstain", "p_pass": 0.5, "rationale": f"unknown; {LONG}"}),
    ("*9.py::test_answer_4", "no JSON at all"),
    ("*", {"label": "pass", "p_pass": 0.93, "rationale": f"every assertion holds; {LONG}"}),
)  # fmt: skip


def main() -> None:
    """Print time, peak memory, every report's size, and what it says it left out."""
    with tempfile.TemporaryDirectory(prefix="patchcritic-bench-") as name:
        folder = Path(name)
        repo = _make_repo(folder / "repo")
        lines = [json.dumps({"match": match, "response": said}) for match, said in SCRIPT]
        (folder / "script.jsonl").write_text("\n".join(lines), encoding="utf-8")
        outputs = [word for file in FILES for word in ("-o", _place(file, folder))]
        command = patchcritic(
            *("eval", "--repo", repo, "--diff", "HEAD~1..HEAD", "--no-cache", "--quiet"),
            *("--model", f"scripted:{folder / 'script.jsonl'}", *outputs),
        )
        environment = clean_environment(PATCHCRITIC_CACHE_DIR=str(folder / "cache"))
        started = time.perf_counter()
        done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8")
        wall = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in (0, 1, 4):
            raise RuntimeError(f"exit code {done.returncode}: {done.stderr[-800:]}")
        _print_run(folder, wall, used)
        for file in FILES:
            _print_file(Path(_place(file, folder).rpartition(":")[2]))


def _place(file: str, folder: Path) -> str:
    chosen, colon, name = file.rpartition(":")
    return f"{chosen}{colon}{folder / name}"


def _print_run(folder: Path, wall: float, used: resource.struct_rusage) -> None:
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    coverage = report["verdict"]["coverage"]
    print(f"{coverage['associated']:,} associated tests, {coverage['judged']:,} judged, "
          f"{len(report['failures']):,} without an answer")  # fmt: skip
    cpu = used.ru_utime + used.ru_stime
    print(f"wall {wall:.1f} s, processor {cpu:.1f} s, peak {used.ru_maxrss / 1024:.0f} MB; stages:")
    for stage, seconds in report["seconds"].items():
        print(f"  {stage:12} {seconds:6.1f} s")
    rest = wall - sum(report["seconds"].values())
    print(f"  {'start, write':12} {rest:6.1f} s")


def _print_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    longest = max(map(len, text.splitlines()))
    print(f"{path.name:14} {len(text.encode()) / 1e6:7.3f} MB, longest line {longest:,}")
    told = (re.sub(r"<[^>]*>", "", found[0]) for found in TELLTALE.finditer(text))
    for line in list(dict.fromkeys(told))[:4]:
        print(f"{'':15}{line[:110]}")


def _make_repo(repo: Path) -> Path:
    """A repository whose last commit changes every module; each has tests of its own."""
    for folder in ("src/huge", "tests"):
        (repo / folder).mkdir(parents=True)
    (repo / "src/huge/__init__.py").write_text("", encoding="utf-8")
    _run_git(repo, "init", "-q", "-b", "main")
    for commit, shift in (("before", 0), ("after", 1)):
        for number in range(N_FILES):
            source = f"def answer(n):\n    return n + {shift}\n\n\ndef other(n):\n    return -n\n"
            (repo / f"src/huge/m{number:04}.py").write_text(source, encoding="utf-8")
            tests = "".join(
                f"\n\ndef test_answer_{one}():\n    assert answer({one}) == {one + 1}\n"
                for one in range(N_TESTS_A_FILE)
            )
            text = f"from huge.m{number:04} import answer\n{tests}"
            (repo / f"tests/test_m{number:04}.py").write_text(text, encoding="utf-8")
        _run_git(repo, "add", "-A")
        _run_git(repo, "-c", "user.name=b", "-c", "user.email=b@b", "commit", "-qm", commit)
    return repo


def _run_git(repo: Path, *arguments: str) -> None:
    subprocess.run(("git", "-C", repo, *arguments), check=True, capture_output=True)
