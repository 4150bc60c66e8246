from __future__ import annotations

import pytest

from patchcritic.diff import is_test_path


@pytest.mark.parametrize(
    "path",
    [
        "conftest.py",
        "pkg/conftest.py",
        "test_a.py",
        "pkg/test_a.py",
        "pkg/a_test.py",
        "app/tests.py",
        "app/tests/helpers.py",
        "tests/data/x.json",
        "test/helpers.py",
        "test.py",
        "lib/pkg/test/test_a.py",
        "src/FooTest.java",
        "src/FooTests.java",
        "src/TestFoo.java",
        "src/test/java/Helper.java",
        "src/foo.spec.ts",
        "src/foo.test.jsx",
        "src/foo-test.js",
        "src/__tests__/foo.js",
        "foo_test.go",
        "internal/testdata/in.txt",
        "spec/models/user_spec.rb",
        "FooTest.php",
    ],
)
def test_path_belongs_to_tests(path: str) -> None:
    assert is_test_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "src/testing/util.py",
        "mypkg/testing.py",
        "django/test/client.py",
        "rest_framework/test.py",
        "src/latest.py",
        "src/attest/core.py",
        "contest.py",
        "src/Contest.java",
        "src/Latest.java",
        "src/Testing.java",
        "src/protest.js",
        "docs/testing.md",
        "README.md",
        "pkg/testutils.py",
        "latest_go.go",
    ],
)
def test_path_is_production(path: str) -> None:
    assert not is_test_path(path)
