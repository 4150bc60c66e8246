"""What follows for a test that no changed symbol can reach: it keeps its outcome."""

from __future__ import annotations

from posixpath import basename, dirname

from patchcritic.domain import Fact, Label, Patch, TestCase, TestStatus

_INERT = (".md", ".rst", ".txt.in", ".png", ".svg", ".jpg", ".gif")
_INERT_NAMES = frozenset(
    {"changelog", "changes", "news", "readme", "license", "authors", "contributing", "history"}
)


def find_unreached_fact(
    patch: Patch, test: TestCase, base_status: TestStatus | None
) -> Fact | None:
    """The fact about a test that the change cannot reach; None when nothing is known of before.

    It decides only for a test that both versions have, and when the patch touches nothing that
    reaches tests without being named: configuration, data, or a conftest.py above the test.
    """
    if base_status is None or "base" not in test.exists_in:
        return None
    outcome = "passed" if base_status is TestStatus.PASSED else base_status.value
    message = (
        f"No changed symbol can be reached from this test, which {outcome} before the patch."
        if base_status is TestStatus.PASSED
        else f"No changed symbol can be reached from this test; its outcome before the patch,"
        f" {outcome}, stays."
    )
    decides = None
    if not any(_may_reach_unnamed(file.path, test) for file in patch.files):
        if base_status is TestStatus.PASSED:
            decides = Label.PASS
        elif base_status in {TestStatus.FAILED, TestStatus.ERROR}:
            decides = Label.FAIL
    return Fact(
        kind="unreached",
        path=test.span.path,
        line=test.span.start,
        message=message,
        decides=decides,
        node_id=test.node_id,
    )


def _may_reach_unnamed(path: str, test: TestCase) -> bool:
    if basename(path) == "conftest.py":
        folder = dirname(path)
        return not folder or test.span.path.startswith(folder + "/")
    if path.endswith(".py"):
        return basename(path) in {"setup.py", "sitecustomize.py"}
    stem = basename(path).partition(".")[0].lower()
    return not (path.endswith(_INERT) or stem in _INERT_NAMES)
