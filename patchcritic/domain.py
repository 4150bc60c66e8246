"""The shared nouns, in the field's standard terms; they import nothing of ours.

All of them are frozen values. Lines are 1-based and inclusive, paths are relative to the
repository root with ``/`` between parts, probabilities lie in 0..1 and times are seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Literal, Protocol, runtime_checkable

# --- Patch side -------------------------------------------------------------------------------


class Change(StrEnum):
    """What a patch does to one file."""

    ADDED = "added"
    DELETED = "deleted"
    MODIFIED = "modified"
    RENAMED = "renamed"
    COPIED = "copied"
    MODE_CHANGED = "mode_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffLine:
    """One line of a hunk, without its tag and without its line end."""

    tag: Literal[" ", "+", "-"]
    text: str
    old_line: int | None = None
    """Line number before the patch; None for an added line."""
    new_line: int | None = None
    """Line number after the patch; None for a removed line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """A run of changed lines; a length of 0 means nothing on that side."""

    old_start: int
    old_length: int
    new_start: int
    new_length: int
    section: str = ""
    """The text git prints behind ``@@``: what precedes the hunk, not what holds it."""
    lines: tuple[DiffLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchedFile:
    """One file of a patch."""

    path: str
    """The path after the patch; for a deleted file the path before it."""
    old_path: str | None
    """The path before the patch; None for an added file."""
    change: Change
    hunks: tuple[Hunk, ...] = ()
    is_test: bool = False
    """Whether the file belongs to the tests: test modules, conftest.py, data under test folders."""
    is_binary: bool = False
    old_mode: str | None = None
    """git's file mode before the patch, for example ``100644``; None when the diff is silent."""
    new_mode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """A parsed diff together with the text that ``git apply`` is given."""

    files: tuple[PatchedFile, ...]
    text: str
    """The diff as read, decoded as UTF-8 with ``surrogateescape`` so that no byte is lost."""
    strip: int = 1
    """Leading path parts to strip, as in ``git apply -p``; 0 for ``--no-prefix`` diffs."""

    @property
    def source_files(self) -> tuple[PatchedFile, ...]:
        """The files that are not tests."""
        return tuple(file for file in self.files if not file.is_test)

    @property
    def test_files(self) -> tuple[PatchedFile, ...]:
        """The files that belong to the tests."""
        return tuple(file for file in self.files if file.is_test)


# --- Code side --------------------------------------------------------------------------------


@runtime_checkable
class Snapshot(Protocol):
    """A read-only tree of files at one point, read from git's object database."""

    @property
    def tree_id(self) -> str:
        """The git tree object's id."""

    def paths(self) -> tuple[str, ...]:
        """Every regular file's path, sorted; symbolic links and submodules are left out."""

    def read(self, path: str) -> str | None:
        """The file's text, or None when it is absent, not text, or over the size limit."""

    def read_bytes(self, path: str) -> bytes | None:
        """The file's bytes, or None when it is absent or over the size limit."""

    def read_all(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of many files in one pipelined pass; absent ones are skipped."""

    def blob_id(self, path: str) -> str | None:
        """The git blob's id, the key under which what is derived from the file is cached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshots:
    """The tree before the patch, and the one with the patch (and the test patch) applied."""

    base: Snapshot
    patched: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Lines ``start`` to ``end`` of a file, both included."""

    path: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.path}:{self.start}"


class SymbolKind(StrEnum):
    """What a definition is."""

    FUNCTION = "function"
    METHOD = "method"
    CLASS = "class"
    VARIABLE = "variable"
    """A module constant, a class attribute, or another assigned name."""
    IMPORT = "import"
    STATEMENT = "statement"
    """Module-level code that defines no name."""
    FILE = "file"
    """A whole file that is not analysed further: templates, data, unparsable sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A definition in a file."""

    name: str
    qualname: str
    """Dotted from the module inwards, for example ``Schema.load``; ``<module>`` for the module."""
    kind: SymbolKind
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSymbol:
    """A definition whose behaviour the patch may change."""

    path: str
    qualname: str
    kind: SymbolKind
    change: Change
    old_span: Span | None
    """Where it was in the base tree; None when the patch adds it."""
    new_span: Span | None
    """Where it is in the patched tree; None when the patch deletes it."""
    is_cosmetic: bool = False
    """Only formatting, comments or docstrings differ: no behaviour change."""
    detail: str = ""
    """What differs, for a reader: ``body``, ``default arguments``, ``decorators``, ``moved``."""

    def __str__(self) -> str:
        return f"{self.path}::{self.qualname}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something certain by inspection of the patched tree, with its place."""

    kind: str
    """Stable identifier in kebab-case, for example ``syntax-error`` or ``call-does-not-fit``."""
    path: str
    line: int
    message: str
    decides: Label | None = None
    """The outcome this fact makes certain; None when it is only a premise for the critic."""
    node_id: NodeId | None = None
    """The test it is about; None when it is about the patch."""


# --- Test side --------------------------------------------------------------------------------

_PARAM = re.compile(r"^(?P<function>[^\[]*)(?:\[(?P<param>.*)\])?$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class NodeId:
    """A test's id exactly as pytest prints it: ``path::Class::function[param]``."""

    path: str
    """The test file relative to pytest's rootdir."""
    names: tuple[str, ...]
    """Class names, outermost first, and last the function."""
    param: str | None = None
    """The text between the brackets; None when there are none."""

    @classmethod
    def parse(cls, text: str) -> NodeId:
        """Read an id as pytest prints it. A file's path alone gives an id without names."""
        path, _, rest = text.partition("::")
        head, bracket, tail = rest.partition("[")
        names = tuple(part for part in head.split("::") if part)
        match = _PARAM.match(bracket + tail)
        return cls(path=path, names=names, param=match["param"] if match else None)

    @property
    def function_id(self) -> NodeId:
        """The same test without its parameter."""
        return NodeId(path=self.path, names=self.names)

    def __str__(self) -> str:
        base = "::".join((self.path, *self.names))
        return base if self.param is None else f"{base}[{self.param}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """A pytest fixture that a test uses, resolved to its definition."""

    name: str
    span: Span
    is_autouse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCase:
    """One test as pytest would collect it, found in the source."""

    __test__: ClassVar[bool] = False

    node_id: NodeId
    span: Span
    """Where the test function stands, decorators included. It may be in another file than
    ``node_id`` names, when the method is inherited."""
    fixtures: tuple[Fixture, ...] = ()
    """Definitions in the repository that this test uses, its fixtures' fixtures included."""
    is_parametrized: bool = False
    exists_in: frozenset[Literal["base", "patched"]] = frozenset({"base", "patched"})
    note: str = ""
    """What discovery could not know, for example that the parameter ids are not static."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """Why a test belongs to a patch."""

    node_id: NodeId
    score: float
    """0..1, higher is nearer; used to order and to cut, not a probability."""
    reasons: tuple[str, ...]
    """One line each, for a reader: ``test_x -> Schema.load -> _deserialize (changed)``."""
    distance: int = 0
    """Steps from the test to the nearest changed symbol; 0 when the test itself changed."""
    kind: Literal["added", "changed", "reaches", "explicit"] = "reaches"


class TestStatus(StrEnum):
    """A test's true outcome, as executed."""

    __test__ = False

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    XFAIL = "xfail"


# --- Critic side ------------------------------------------------------------------------------


class Label(StrEnum):
    """The prediction for one test."""

    PASS = "pass"
    FAIL = "fail"
    ABSTAIN = "abstain"


class PSource(StrEnum):
    """Where ``p_pass`` comes from, best first."""

    FACT = "fact"
    TRACE = "trace"
    LOGPROB = "logprob"
    VOTE = "vote"
    VERBALISED = "verbalised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of code shown to the critic."""

    role: Literal[
        "test",
        "fixture",
        "test-module",
        "changed-before",
        "changed-after",
        "called",
        "path",
        "class",
        "constant",
        "file",
    ]
    span: Span
    text: str
    n_tokens: int
    title: str = ""
    """What a reader sees above it; the span's text when empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A piece of code that was left out, and why."""

    title: str
    n_tokens: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the critic sees of the code for one test."""

    shared: tuple[Snippet, ...]
    """The same for every test of a patch: it stands in the prompt's common prefix."""
    snippets: tuple[Snippet, ...]
    """For this test only, the test itself last."""
    n_tokens: int
    """Estimated tokens of ``shared`` and ``snippets`` together."""
    budget: int
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticRequest:
    """All that a critic is told about one test."""

    patch: Patch
    test: TestCase
    context: Context
    facts: tuple[Fact, ...] = ()
    """Premises: facts about the patch and about this test that decide nothing by themselves."""
    base_status: TestStatus | None = None
    """The test's outcome before the patch, when it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What an answer took. Sums with ``+``; an unknown cost stays unknown."""

    n_calls: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Those of ``prompt_tokens`` that the provider or llama.cpp had in its prefix cache."""
    completion_tokens: int = 0
    cost_usd: float | None = 0.0
    """None when the model has no known price."""
    seconds: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        known = self.cost_usd is not None and other.cost_usd is not None
        return Usage(
            n_calls=self.n_calls + other.n_calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cost_usd=(self.cost_usd or 0.0) + (other.cost_usd or 0.0) if known else None,
            seconds=self.seconds + other.seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Why a test fails: the assertion or statement that does not hold."""

    assertion: str
    expected: str = ""
    actual: str = ""
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in the patched tree that a rationale rests on."""

    path: str
    line: int
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What one critic predicts for one test."""

    node_id: NodeId
    label: Label
    p_pass: float
    p_source: PSource
    rationale: str
    critic: str
    """The critic's name as the user would type it after ``--model``."""
    decided_by: Literal["fact", "tracer", "critic"] = "critic"
    witness: Witness | None = None
    citations: tuple[Citation, ...] = ()
    usage: Usage = field(default_factory=Usage)
    cached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticFailure:
    """No prediction could be had for one test; never counted as a pass or a fail."""

    node_id: NodeId
    critic: str
    kind: Literal["bad-answer", "refused", "timeout", "provider", "too-long", "budget"]
    message: str
    usage: Usage = field(default_factory=Usage)


class Critic(Protocol):
    """Judges one test at a time. The smallest thing a third party has to write."""

    @property
    def name(self) -> str:
        """What the user would type after ``--model``."""

    @property
    def fingerprint(self) -> str:
        """Everything besides the request that shapes an answer: model, prompt digest, schema
        version, sampling parameters. Part of every cache key."""

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """Predict one test's outcome. Raises ``errors.ModelUnavailable`` when no test can be
        judged at all."""

    async def close(self) -> None:
        """Give back what the critic holds: connections, threads, a loaded model."""


# --- Decision ---------------------------------------------------------------------------------


class VerdictLabel(StrEnum):
    """What is said of the whole patch."""

    PASS = "pass"
    FAIL = "fail"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of what should be judged was judged; counts of tests."""

    associated: int
    judged: int
    """Those with a PASS or FAIL prediction."""
    failed: int
    """Those the critic gave no answer for, or abstained on."""
    left_out: int
    """Those cut by ``--max-tests`` or by a budget."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The patch-level decision, and how it was come by."""

    label: VerdictLabel
    p_pass: float
    rule: str
    threshold: float
    decisive: tuple[NodeId, ...]
    """The tests that decided; empty when none did."""
    coverage: Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that a report needs."""

    verdict: Verdict
    predictions: tuple[Prediction, ...]
    failures: tuple[CriticFailure, ...]
    associations: tuple[Association, ...]
    left_out: tuple[NodeId, ...]
    unaffected: int
    """Tests in the inspected test files that the patch cannot affect; they keep their status."""
    facts: tuple[Fact, ...]
    warnings: tuple[str, ...]
    usage: Usage
    model: str
    prompt_digest: str
    patch: Patch
    changed: tuple[ChangedSymbol, ...]
    seconds: dict[str, float]
    """Wall time per stage, in the order in which they ran."""
    is_interrupted: bool = False
    """Whether the user ended it early; the tests not reached are in ``left_out``."""
