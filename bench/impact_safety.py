"""Safety of the association: does it hold every test whose outcome a mutation changes?

Takes real packages' source distributions, mutates one function at a time, runs the package's own
tests before and after (here, never in the product), and compares with the associated tests.

    python bench/impact_safety.py                 # all packages, 5 mutants each
    python bench/impact_safety.py toolz -n 10     # one package, 10 mutants
    python bench/impact_safety.py --scratch DIR   # keep downloads and outcomes between runs
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import os
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from patchcritic.diff import is_test_path, parse_patch
from patchcritic.discovery import discover_tests, load_layout
from patchcritic.domain import Snapshots
from patchcritic.impact import associate, find_changes, find_impact
from patchcritic.snapshot import Workspace
from patchcritic.symbols import SymbolIndex

PACKAGES = {
    # name==version: the folder of its tests; different styles of code and of tests.
    "boltons==26.2.0": "tests",
    "cachetools==6.2.0": "tests",
    "click==8.3.0": "tests",
    "pathspec==0.12.1": "tests",
    "pydash==8.0.5": "tests",
    "w3lib==2.3.1": "tests",
    "inflection==0.5.1": "test_inflection.py",
    "more-itertools==10.7.0": "tests",
    "parso==0.8.4": "test",
    "semver==3.0.4": "tests",
    "sqlparse==0.5.3": "tests",
    "tabulate==0.9.0": "test",
    "tinydb==4.8.2": "tests",
    "toolz==1.0.0": "toolz",
    "voluptuous==0.15.2": "voluptuous/tests",
}
TIMEOUT_S = 120
RECORDER = """
import json, os
seen = {}
def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        seen[report.nodeid] = report.outcome
def pytest_sessionfinish(session):
    with open(os.environ["OUTCOMES"], "w", encoding="utf-8") as file:
        json.dump(seen, file)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One mutated expression or body of a function."""

    path: str
    function: str
    line: int
    what: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One mutant: what really changed, and what was associated."""

    package: str
    mutant: str
    n_tests: int
    n_changed: int
    n_associated: int
    missed: tuple[str, ...]
    seconds: float


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", nargs="*")
    parser.add_argument("-n", type=int, default=5, help="mutants for each package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scratch", type=Path)
    parser.add_argument("-v", action="store_true", help="show the reasons of each mutant")
    options = parser.parse_args()
    wanted = [one for one in PACKAGES if not options.packages or _name(one) in options.packages]
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as temporary:
        scratch = options.scratch or Path(temporary)
        scratch.mkdir(parents=True, exist_ok=True)
        for package in wanted:
            try:
                repo = fetch_package(package, scratch)
                rng = random.Random(f"{package}:{options.seed}")
                results += measure_package(package, repo, scratch, rng, options.n)
            except (subprocess.SubprocessError, OSError, ValueError) as error:
                print(f"{package}: skipped, {error}")
    print_summary(results)


def _name(package: str) -> str:
    return package.partition("==")[0]


def fetch_package(package: str, scratch: Path) -> Path:
    """Download and unpack the source distribution, committed in a repository of its own."""
    repo = scratch / _name(package)
    if repo.exists():
        return repo
    folder = scratch / "sdists"
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-binary", ":all:", "--no-deps"]
    subprocess.run([*command, "-d", str(folder), package], check=True, capture_output=True)
    name = _name(package).replace("-", "_")
    archive = next(one for one in folder.glob("*.tar.gz") if one.name.lower().startswith(name))
    with tarfile.open(archive) as packed, tempfile.TemporaryDirectory(dir=scratch) as unpacked:
        packed.extractall(unpacked, filter="data")
        shutil.move(next(Path(unpacked).iterdir()), repo)
    for args in (["init", "-q"], ["add", "-Af"], ["commit", "-qm", "base"]):
        identity = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
        subprocess.run(["git", *identity, *args], cwd=repo, check=True, capture_output=True)
    return repo


def measure_package(
    package: str, repo: Path, scratch: Path, rng: random.Random, count: int
) -> Iterator[Result]:
    """Mutate, run and compare until ``count`` mutants changed some test's outcome."""
    tests = PACKAGES[package]
    before = run_tests(repo, tests, scratch / f"{repo.name}.base.json")
    again = run_tests(repo, tests, scratch / f"{repo.name}.again.json")
    stable = {
        name
        for name, outcome in before.items()
        # Doctests in text files are no tests to discovery, which leaves them out and says so.
        if again.get(name) == outcome and name.partition("::")[0].endswith(".py")
    }
    if not stable:
        raise ValueError("its tests do not run here")
    print(f"\n{package}: {len(stable)} stable tests of {len(before)}")
    index = SymbolIndex()
    n_found = n_tried = 0
    for mutant in propose_mutants(repo, rng):
        if n_found == count or n_tried == 4 * count:
            return
        n_tried += 1
        after = run_mutant(repo, tests, mutant, scratch, n_tried)
        if after is None:
            continue
        changed = {name for name in stable if after.get(name) != before[name]}
        started = time.perf_counter()
        associated, _ = find_associated(repo, mutant, index)
        seconds = time.perf_counter() - started
        if changed:
            n_found += 1
        else:
            continue
        missed = sorted(one for one in changed if one.partition("[")[0] not in associated)
        if missed:  # a test that fails now and then is no miss: it has to do it again
            second = run_mutant(repo, tests, mutant, scratch, n_tried, suffix=".second") or after
            flaky = {one for one in missed if second.get(one) != after.get(one)}
            changed -= flaky
            missed = [one for one in missed if one not in flaky]
            if flaky:
                print(f"  ({len(flaky)} tests are flaky: left out, among them {min(flaky)})")
        result = Result(
            package=_name(package),
            mutant=f"{mutant.path}:{mutant.line} {mutant.function}: {mutant.what}",
            n_tests=len(stable),
            n_changed=len(changed),
            n_associated=sum(one.partition("[")[0] in associated for one in stable),
            missed=tuple(missed),
            seconds=seconds,
        )
        print_result(result)
        yield result


def run_tests(repo: Path, tests: str, record: Path) -> dict[str, str]:
    """The outcome of every test; kept in ``record`` for the next run of the benchmark."""
    if not record.exists():
        plugin = record.parent / "outcome_recorder.py"
        plugin.write_text(RECORDER, encoding="utf-8")
        paths = [repo / "src", repo, record.parent]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "OUTCOMES": str(record),
        }
        flags = ["-q", "-p", "outcome_recorder", "-p", "no:cacheprovider", "--tb=no"]
        subprocess.run(
            [sys.executable, "-m", "pytest", *flags, "-W", "ignore", tests],
            cwd=repo,
            env=environment,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    if not record.exists():
        return {}
    loaded: dict[str, str] = json.loads(record.read_text(encoding="utf-8"))
    return loaded


def run_mutant(
    repo: Path, tests: str, mutant: Mutant, scratch: Path, number: int, *, suffix: str = ""
) -> dict[str, str] | None:
    """The outcomes with the mutant in place; None when it never ends."""
    digest = f"{abs(hash_text(mutant.path + mutant.text)):x}"
    record = scratch / f"{repo.name}.{digest}{suffix}.json"
    file = repo / mutant.path
    original = file.read_text(encoding="utf-8")
    try:
        file.write_text(mutant.text, encoding="utf-8")
        return run_tests(repo, tests, record)
    except subprocess.TimeoutExpired:
        print(f"  (mutant {number} never ends: left out)")
        return None
    finally:
        file.write_text(original, encoding="utf-8")


def hash_text(text: str) -> int:
    """A hash that is the same in every process."""
    value = 0
    for char in text:
        value = (value * 1_000_003 + ord(char)) & 0xFFFFFFFFFFFFFFFF
    return value


def find_associated(repo: Path, mutant: Mutant, index: SymbolIndex) -> tuple[set[str], int]:
    """The function-level ids of the associated tests, and how many were discovered."""
    old = (repo / mutant.path).read_text(encoding="utf-8").splitlines(keepends=True)
    new = mutant.text.splitlines(keepends=True)
    name = mutant.path
    diff = "".join(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"))
    with Workspace.open(repo) as workspace:
        patch = parse_patch(f"diff --git a/{name} b/{name}\n{diff}")
        base = workspace.resolve("HEAD")
        patched = workspace.apply(base, patch)
        snapshots = Snapshots(base=workspace.snapshot(base), patched=workspace.snapshot(patched))
        layout = load_layout(snapshots.patched)
        changed = find_changes(snapshots, patch, index)
        impact = find_impact(snapshots, patch, changed, index, is_test_file=layout.is_test_file)
        discovery = discover_tests(snapshots.patched, impact.test_paths, layout)
        associations = associate(impact, discovery.tests)
    found = {str(one.node_id.function_id) for one in associations}
    return found, len(discovery.tests)


def propose_mutants(repo: Path, rng: random.Random) -> Iterator[Mutant]:
    """Endless mutants of the package's own functions, one function at a time."""
    files = [
        path.relative_to(repo).as_posix()
        for path in sorted(repo.rglob("*.py"))
        if not is_test_path(path.relative_to(repo).as_posix())
    ]
    skipped = ("docs/", "setup.py", "examples/", "bench/", "scripts/", "build/")
    functions = [
        (path, node)
        for path in files
        if not path.startswith(skipped)
        for node in ast.walk(ast.parse((repo / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and len(node.body) > 0
    ]
    rng.shuffle(functions)
    for path, node in functions:
        text = (repo / path).read_text(encoding="utf-8")
        options = list(mutations_of(node))
        if options:
            target, replacement, what = rng.choice(options)
            yield Mutant(
                path=path,
                function=node.name,
                line=target.lineno,
                what=what,
                text=replace_node(text, target, replacement),
            )


def mutations_of(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
) -> Iterator[tuple[ast.expr, str, str]]:
    """Expressions of a function that can be replaced, each with its replacement."""
    swaps: dict[type[ast.cmpop], str] = {
        ast.Eq: "!=", ast.NotEq: "==", ast.Lt: ">=", ast.Gt: "<=", ast.LtE: ">", ast.GtE: "<",
        ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
    }  # fmt: skip
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Return) and node.value is not None:
                yield node.value, "None", "returns None"
                yield node.value, "(1 / 0)", "raises instead of returning"
            elif isinstance(node, ast.Compare) and len(node.ops) == 1:
                left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
                yield node, f"({left} {swaps[type(node.ops[0])]} {right})", "comparison turned"
            elif isinstance(node, ast.If | ast.While | ast.IfExp):
                if isinstance(node, ast.If):
                    yield node.test, f"(not ({ast.unparse(node.test)}))", "condition negated"
            elif isinstance(node, ast.Constant) and type(node.value) is int:
                yield node, str(node.value + 1), "constant plus one"


def replace_node(text: str, node: ast.expr, replacement: str) -> str:
    """The text with one expression's source replaced; columns count UTF-8 bytes."""
    lines = [line.encode() for line in text.splitlines(keepends=True)]
    assert node.end_lineno is not None
    first, last = node.lineno - 1, node.end_lineno - 1
    head = b"".join(lines[:first]) + lines[first][: node.col_offset]
    tail = lines[last][node.end_col_offset :] + b"".join(lines[last + 1 :])
    # Kept on as many lines as before, so that a reader finds the other lines where they were.
    return (head + replacement.encode() + tail).decode()


def print_result(result: Result) -> None:
    """One line for a mutant, and its misses."""
    share = result.n_associated / result.n_tests
    print(
        f"  {result.n_changed:5} changed, {len(result.missed):4} missed, associated "
        f"{result.n_associated:5} ({share:5.0%})  {result.seconds:5.2f} s  {result.mutant}"
    )
    for one in result.missed[:5]:
        print(f"        missed: {one}")


def print_summary(results: list[Result]) -> None:
    """Recall over all changed outcomes, and the mean share of each suite."""
    if not results:
        print("no mutant changed an outcome")
        return
    n_changed = sum(one.n_changed for one in results)
    n_missed = sum(len(one.missed) for one in results)
    shares = [one.n_associated / one.n_tests for one in results]
    print(
        f"\n{len(results)} mutants in {len({one.package for one in results})} packages: recall "
        f"{1 - n_missed / n_changed:.2%} of {n_changed} changed outcomes ({n_missed} missed); "
        f"on average {sum(shares) / len(shares):.1%} of the suite is associated"
    )
    print(json.dumps({"mutants": [asdict(one) for one in results if one.missed]})[:2000])


if __name__ == "__main__":
    main()
