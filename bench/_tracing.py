"""Labelled pairs, traced: every test of every submission in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from patchcritic.bench.run.case import prepare_case
from patchcritic.datasets import (
    RepositoryFolder,
    Skipped,
    read_instances,
    read_labels,
    read_submissions,
)
from patchcritic.domain import Instance, LabelledPair, NodeId
from patchcritic.domain.trace import Trace
from patchcritic.errors import PatchcriticError
from patchcritic.snapshot import MemorySnapshot, Workspace
from patchcritic.tracer.box.child.preload import load_host_modules
from patchcritic.tracer.testing import Session

STACK_BYTES = 256 << 20
MAX_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """One labelled pair and what the tracer says."""

    data: str
    package: str
    instance_id: str
    submission: str
    node_id: str
    status: str
    outcome: str
    kind: str = ""
    reason: str = ""
    witness: str = ""
    place: str = ""
    seconds: float = 0.0
    load_seconds: float = 0.0

    @property
    def is_wrong(self) -> bool:
        """Whether the tracer decided against the label."""
        return (self.outcome == "fail" and self.status not in ("failed", "error")) or (
            self.outcome == "pass" and self.status != "passed"
        )


class SnapshotReader:
    """The files of a snapshot as a session reads them."""

    def __init__(self, snapshot: MemorySnapshot) -> None:
        self._snapshot = snapshot
        self._folders: dict[str, set[str]] = {"": set()}
        for path in snapshot.paths():
            name, parent = path, path.rpartition("/")[0]
            self._folders.setdefault(parent, set()).add(name.rpartition("/")[2])
            while parent:
                above, _, folder = parent.rpartition("/")
                self._folders.setdefault(above, set()).add(f"{folder}/")
                parent = above

    def read(self, path: str) -> str | None:
        """The file's text."""
        return self._snapshot.read(path)

    def read_bytes(self, path: str) -> bytes | None:
        """The file's bytes."""
        return self._snapshot.read_bytes(path)

    def list_folder(self, path: str) -> tuple[str, ...] | None:
        """The names in a folder, those of folders with ``/`` at the end."""
        names = self._folders.get(path)
        return None if names is None else tuple(sorted(names))


def trace_dataset(
    folder: Path, repos: Path, choose: Callable[[LabelledPair], bool]
) -> Iterator[Traced]:
    """Trace the chosen pairs of a dataset, submission by submission."""
    instances = {one.instance_id: one for one in read_instances(folder / "dataset.jsonl")}
    submissions: dict[tuple[str, str], str] = {
        (one.instance_id, one.model_name_or_path): one.model_patch
        for one in read_submissions(folder / "predictions.jsonl")
    }
    pairs = [one for one in read_labels(folder / "labels.jsonl") if choose(one)]
    pairs.sort(key=lambda one: (one.instance_id, one.submission, str(one.node_id)))
    checkouts = RepositoryFolder(repos)
    load_host_modules()
    for instance_id, of_instance in groupby(pairs, key=lambda one: one.instance_id):
        instance = instances[instance_id]
        repo = checkouts.find(instance)
        if isinstance(repo, Skipped):
            print(repo.reason, file=sys.stderr)
            continue
        yield from _trace_instance(str(folder), instance, repo, submissions, list(of_instance))


def _trace_instance(
    data: str,
    instance: Instance,
    repo: Path,
    submissions: dict[tuple[str, str], str],
    pairs: list[LabelledPair],
) -> Iterator[Traced]:
    case = prepare_case(instance)
    installed = installed_in(Path(data) / "environments" / instance.instance_id)
    blobs: dict[str, bytes] = {}
    with Workspace.open(repo) as workspace:
        base = workspace.resolve(instance.base_commit)
        if case.test_patch is not None:
            base = workspace.apply(base, case.test_patch)
        for submission, of_submission in groupby(pairs, key=lambda one: one.submission):
            wanted = list(of_submission)
            try:
                patch = case.read_candidate(submissions.get((instance.instance_id, submission), ""))
                tree = workspace.apply(base, patch) if patch is not None else base
            except PatchcriticError as error:
                print(f"{instance.instance_id} {submission}: {error}", file=sys.stderr)
                continue
            snapshot = workspace.snapshot(tree)
            missing = [
                path for path in snapshot.paths() if (snapshot.blob_id(path) or "") not in blobs
            ]
            for path, raw in snapshot.read_all(missing):
                blobs[snapshot.blob_id(path) or ""] = raw
            ids = {path: snapshot.blob_id(path) or "" for path in snapshot.paths()}
            files: dict[str, str | bytes] = {
                path: blobs[blob_id] for path, blob_id in ids.items() if blob_id in blobs
            }
            reader = SnapshotReader(MemorySnapshot(files))
            for pair, said in trace_tests(reader, wanted, {"installed": installed}):
                yield Traced(
                    data=data,
                    package=instance.repo.rpartition("/")[2],
                    instance_id=instance.instance_id,
                    submission=submission,
                    node_id=str(pair.node_id),
                    status=str(pair.status),
                    **said,
                )


def installed_in(environment: Path) -> list[str] | None:
    """The modules of the environment that the labels come from; None when it is not to be used."""
    folders = list(environment.glob("lib/python3*/site-packages"))
    if not folders or not os.environ.get("TRACER_ENVIRONMENTS"):
        return None
    names = {one.name.partition(".")[0] for one in folders[0].iterdir()}
    return sorted(names - {"__pycache__"})


def trace_tests(
    reader: SnapshotReader, pairs: Iterable[LabelledPair], options: dict[str, Any]
) -> Iterator[tuple[LabelledPair, dict[str, Any]]]:
    """Trace tests, each file's modules loaded once, each test in a fork of that."""
    ordered = sorted(pairs, key=lambda one: one.node_id.path)
    for path, of_file in groupby(ordered, key=lambda one: one.node_id.path):
        wanted = list(of_file)
        said = _in_fork(lambda write, p=path, w=wanted: _trace_file(reader, p, w, options, write))  # type: ignore[misc]
        by_id = {one["node_id"]: one for one in said}
        for pair in wanted:
            found = by_id.get(str(pair.node_id))
            if found is None:
                found = {"outcome": "undecided", "kind": "crash", "reason": "the process ended"}
            found.pop("node_id", None)
            yield pair, found


def _trace_file(
    reader: SnapshotReader,
    path: str,
    pairs: list[LabelledPair],
    options: dict[str, Any],
    write: Callable[[dict[str, Any]], None],
) -> None:
    started = time.perf_counter()
    session = Session(reader, options)
    session.load(path)
    load_seconds = time.perf_counter() - started
    for pair in pairs:
        for said in _in_fork(lambda tell, p=pair: tell(_describe(session, p.node_id))):  # type: ignore[misc]
            write({**said, "load_seconds": load_seconds})


def _describe(session: Any, node_id: NodeId) -> dict[str, Any]:
    started = time.perf_counter()
    trace: Trace = session.trace(node_id)
    said: dict[str, Any] = {
        "node_id": str(node_id),
        "outcome": str(trace.outcome),
        "seconds": time.perf_counter() - started,
    }
    if trace.undecidable is not None:
        lost = trace.undecidable
        said |= {
            "kind": lost.kind, "reason": lost.reason[:300], "place": f"{lost.path}:{lost.line}"
        }  # fmt: skip
    if trace.witness is not None:
        seen = trace.witness
        text = f"{seen.assertion} (expected {seen.expected}, actual {seen.actual})"
        said |= {"witness": text[:400], "place": f"{seen.path}:{seen.line}"}
    return said


def _in_fork(work: Callable[[Callable[[dict[str, Any]], None]], None]) -> list[dict[str, Any]]:
    """What a forked process writes before it ends, however it ends."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            signal.alarm(MAX_SECONDS * 10)
            with os.fdopen(writing, "w", encoding="utf-8", errors="replace") as file:

                def write(value: dict[str, Any]) -> None:
                    file.write(json.dumps(value) + "\n")
                    file.flush()

                work(write)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.__stderr__)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as file:
        lines = file.read().splitlines()
    os.waitpid(pid, 0)
    return [json.loads(line) for line in lines]


def with_deep_stack(work: Callable[[], None]) -> None:
    """Do something in a thread whose stack takes hundreds of traced calls."""
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, resource.getrlimit(resource.RLIMIT_AS)[1]))
    sys.setrecursionlimit(20_000)
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def to_row(traced: Traced) -> str:
    """One JSON line."""
    return json.dumps(asdict(traced))
