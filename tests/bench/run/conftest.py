"""Small instances, submissions and patches."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from patchcritic.domain import Instance, LabelledPair, NodeId, Submission, TestStatus

SOURCE_PATCH = """\
diff --git a/src/calc.py b/src/calc.py
--- a/src/calc.py
+++ b/src/calc.py
@@ -1 +1 @@
-x = 1
+x = 2
"""
TEST_PATCH = """\
diff --git a/tests/test_calc.py b/tests/test_calc.py
--- a/tests/test_calc.py
+++ b/tests/test_calc.py
@@ -1 +1 @@
-assert 1
+assert 2
"""


@pytest.fixture
def source_patch() -> str:
    return SOURCE_PATCH


@pytest.fixture
def test_patch() -> str:
    return TEST_PATCH


@pytest.fixture
def instance() -> Instance:
    return Instance(
        instance_id="acme__calc-1",
        repo="acme/calc",
        base_commit="HEAD",
        patch=SOURCE_PATCH,
        test_patch=TEST_PATCH,
        fail_to_pass=("tests/test_calc.py::test_new[1-a]", "tests/test_calc.py::test_new[2-b"),
        pass_to_pass=("tests/test_calc.py::test_old",),
    )


@pytest.fixture
def submit() -> Callable[[str], Submission]:
    return lambda patch: Submission(
        instance_id="acme__calc-1", model_name_or_path="lab/one", model_patch=patch
    )


@pytest.fixture
def label() -> Callable[[str, str], LabelledPair]:
    return lambda name, status: LabelledPair(
        instance_id="acme__calc-1",
        submission="lab/one",
        node_id=NodeId.parse(name),
        status=TestStatus(status),
    )
