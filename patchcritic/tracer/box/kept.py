"""Traces of before, found again by what they depended on."""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from patchcritic.tracer.box.codec import decode_trace, encode_trace
from patchcritic.tracer.box.wire import LineNotValid

if TYPE_CHECKING:
    from patchcritic.domain import NodeId
    from patchcritic.domain.trace import Trace
    from patchcritic.tracer.box.serving import TreeServer
    from patchcritic.tracer.box.settings import TracerSettings

_TRACES, _READS = "trace", "trace-reads"
MAX_READS = 8
"""Sets of files that are remembered per test; one is enough unless imports differ by tree."""


class TraceStore(Protocol):
    """Keeps rows of bytes by kind and key; ``cache.IndexStore`` is one."""

    def get_rows(self, kind: str, blob_ids: Iterable[str]) -> dict[str, bytes]:
        """The rows of that kind which are kept among these keys'."""

    def put_rows(self, kind: str, rows: Mapping[str, bytes]) -> None:
        """Keep rows under their keys."""


class KeptTraces:
    """Remembers, per test, what its trace read, and the trace by the state of all that.

    Part of every key: the tracer's own sources, the version of Python, and the settings.
    """

    def __init__(self, store: TraceStore | None, settings: TracerSettings) -> None:
        self._store = store
        self._base = _digest(own_digest(), sys.version, repr(settings))

    def find(self, server: TreeServer, node_ids: Iterable[NodeId]) -> dict[NodeId, Trace]:
        """The traces of before that hold for this tree."""
        if self._store is None:
            return {}
        keys = {node_id: self._key(node_id) for node_id in node_ids}
        rows = self._store.get_rows(_READS, keys.values())
        wanted: dict[str, tuple[NodeId, list[str]]] = {}
        states: dict[tuple[str, ...], str] = {}
        for node_id, key in keys.items():
            for reads in _unpack(rows.get(key), []):
                if tuple(reads) not in states:
                    states[tuple(reads)] = server.digest(reads)
                wanted[_digest(key, states[tuple(reads)])] = (node_id, reads)
        found = {}
        for key, row in self._store.get_rows(_TRACES, wanted).items():
            node_id, reads = wanted[key]
            trace = _read_trace(node_id, row, reads)
            if trace is not None:
                found[node_id] = trace
        return found

    def keep(self, server: TreeServer, traces: Iterable[Trace]) -> None:
        """Remember traces of this tree; of those that only this run left undecided it is not known
        what they read."""
        kept = [trace for trace in traces if trace.paths_read]
        if self._store is None or not kept:
            return
        keys = {trace.node_id: self._key(trace.node_id) for trace in kept}
        old = self._store.get_rows(_READS, keys.values())
        reads: dict[str, bytes] = {}
        rows: dict[str, bytes] = {}
        states: dict[tuple[str, ...], str] = {}
        for trace in kept:
            key, paths = keys[trace.node_id], trace.paths_read
            if paths not in states:
                states[paths] = server.digest(paths)
            before = [one for one in _unpack(old.get(key), []) if tuple(one) != paths]
            reads[key] = _pack([paths, *before[: MAX_READS - 1]])
            rows[_digest(key, states[paths])] = _pack(encode_trace(trace))
        self._store.put_rows(_READS, reads)
        self._store.put_rows(_TRACES, rows)

    def _key(self, node_id: NodeId) -> str:
        return _digest(self._base, str(node_id))


@cache
def own_digest() -> str:
    """Of the tracer's own sources: a change in them makes every kept trace void."""
    folder = Path(__file__).resolve().parents[1]
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def _read_trace(node_id: NodeId, row: bytes, reads: list[str]) -> Trace | None:
    try:
        return replace(decode_trace(node_id, _unpack(row, None)), paths_read=tuple(reads))
    except LineNotValid:
        return None


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _pack(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode("ascii"), 3)


def _unpack(row: bytes | None, default: Any) -> Any:
    if row is None:
        return default
    try:
        return json.loads(zlib.decompress(row))
    except (ValueError, zlib.error):
        return default
