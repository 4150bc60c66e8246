"""One request as numbers: everything the static critic looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log1p

from patchcritic.critics.static.change import Target, find_target_symbols, read_target
from patchcritic.critics.static.edit import describe_edit
from patchcritic.critics.static.module import ModuleCode
from patchcritic.critics.static.overlap import describe_overlap, target_names
from patchcritic.critics.static.place import Place, describe_place, parse_definition
from patchcritic.critics.static.reached import describe_trails, describe_ways
from patchcritic.critics.static.support import support_names
from patchcritic.critics.static.testfile import TestFile
from patchcritic.critics.static.testshape import TestShape, read_test
from patchcritic.critics.static.trail import Trail, describe_association, read_trails
from patchcritic.critics.static.ways import Way, find_ways
from patchcritic.domain import ChangedSymbol, CriticRequest, Patch, TestStatus

FEATURES_VERSION = 1
"""Counted up when a feature of the same name means something else."""
_DIGITS = 6


@dataclass(slots=True)
class _Changed:
    """What all tests that can notice the same part of the patch share."""

    target: Target
    features: dict[str, float]
    place: Place | None = None
    module: ModuleCode | None = None
    ways: Mapping[str, Way] = field(default_factory=dict)


@dataclass(slots=True)
class _Read:
    """What was read of one patch and of the tests asked about so far."""

    patch: Patch
    changed: dict[tuple[ChangedSymbol, ...], _Changed] = field(default_factory=dict)
    modules: dict[str, ModuleCode] = field(default_factory=dict)
    files: dict[str, tuple[str, TestFile]] = field(default_factory=dict)
    tests: dict[tuple[str, int, int], TestShape] = field(default_factory=dict)


class FeatureReader:
    """Reads requests; what the tests of one patch share is read once."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._read: _Read | None = None

    def read(self, request: CriticRequest) -> dict[str, float]:
        """The features that are not 0, by name.

        Nothing is known of a test file that cannot be read, nor of how the change reaches the
        test where nobody looked: those features are 0.
        """
        if self._read is None or request.patch is not self._read.patch:
            self._read = _Read(request.patch)
        read = self._read
        text, file = _read_file(read, request)
        shape = _read_shape(read, request, text)
        trails = read_trails(request.association)
        changed = _find_changed(read, request, trails, shape, file)
        found = {
            **_describe_request(request),
            **describe_association(request.association, trails, request.test),
            **changed.features,
            **shape.features,
            **describe_overlap(request.test, shape, file, changed.target, changed.place, trails),
        }
        if changed.module is not None:
            support = support_names(request, text)
            found |= describe_trails(changed.module, trails, shape, request.test)
            found |= describe_ways(changed.ways, shape, file, changed.place, support)
        # Rounded, so that what training keeps on disk is the same number.
        return {name: round(value, _DIGITS) for name, value in found.items() if value}


def _read_file(read: _Read, request: CriticRequest) -> tuple[str, TestFile]:
    path = request.test.span.path
    if path not in read.files:
        text = (request.tree.read(path) if request.tree is not None else None) or ""
        read.files[path] = text, TestFile(text)
    return read.files[path]


def _read_shape(read: _Read, request: CriticRequest, text: str) -> TestShape:
    span = request.test.span
    key = (span.path, span.start, span.end)
    if key not in read.tests:
        read.tests[key] = read_test(text, request.test)
    return read.tests[key]


def _find_changed(
    read: _Read,
    request: CriticRequest,
    trails: Sequence[Trail],
    shape: TestShape,
    file: TestFile,
) -> _Changed:
    """The part of the patch that the test can notice."""

    def weigh(name: str) -> float:
        return file.weight_of(name) if name in shape.names else 0.0

    symbols = find_target_symbols(request.changed, trails, weigh)
    if symbols not in read.changed:
        read.changed[symbols] = _read_changed(read, request, symbols)
    return read.changed[symbols]


def _read_changed(
    read: _Read, request: CriticRequest, symbols: tuple[ChangedSymbol, ...]
) -> _Changed:
    target = read_target(request.patch, symbols)
    features = describe_edit(target.edit) | target.features
    span = target.focus.new_span if target.focus is not None else None
    if span is None or request.tree is None or not span.path.endswith((".py", ".pyi")):
        return _Changed(target, features)
    text = request.tree.read(span.path) or ""
    if span.path not in read.modules:
        read.modules[span.path] = ModuleCode(text)
    module = read.modules[span.path]
    place = None
    definition = parse_definition(text, span.start, span.end)
    if definition is not None and target.lines:
        described, place = describe_place(definition, target.lines)
        features |= described
    ways = find_ways(module, sorted(target_names(target)))
    return _Changed(target, features, place, module, ways)


def _describe_request(request: CriticRequest) -> dict[str, float]:
    own = [fact for fact in request.facts if fact.node_id is not None]
    status = request.base_status
    return {
        "patch_symbols": log1p(sum(not one.is_cosmetic for one in request.changed)),
        "facts_of_patch": float(min(len(request.facts) - len(own), 3)),
        "facts_of_test": float(min(len(own), 3)),
        "base_failed": float(status in (TestStatus.FAILED, TestStatus.ERROR)),
        "base_passed": float(status is TestStatus.PASSED),
        "is_new_test": float("base" not in request.test.exists_in),
    }
