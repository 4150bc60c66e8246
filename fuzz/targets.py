"""What is fuzzed: each target takes bytes, and raises nothing that the project does not raise."""

from __future__ import annotations

from collections.abc import Callable

Target = Callable[[bytes], None]
SEPARATOR = b"\n%%\n"
"""Between the files of one input for ``discovery``."""
_FILES = (
    "tests/test_a.py",
    "conftest.py",
    "pyproject.toml",
    "tests/conftest.py",
    "tests/b_test.py",
)


def fuzz_diff(data: bytes) -> None:
    """A diff is read or refused, and what is read can be redacted and written back."""
    from patchcritic.diff import parse_patch
    from patchcritic.errors import PatchNotReadable
    from patchcritic.redact import Redactor, redact_patch
    from patchcritic.snapshot.applying import apply_arguments

    try:
        patch = parse_patch(data.decode("utf-8", "surrogateescape"))
    except PatchNotReadable:
        return
    apply_arguments(patch)
    redact_patch(patch, Redactor(key=b"k"))


def fuzz_json(data: bytes) -> None:
    """A model's answer, a comparison's and a batch line are read or refused."""
    from patchcritic.critics.answer import BadAnswer, parse_answer
    from patchcritic.critics.batch.answers import read_answer
    from patchcritic.critics.compare.answer import parse_choice

    text = data.decode("utf-8", "replace")
    for parse in (parse_answer, parse_choice):
        try:
            parse(text)
        except BadAnswer:
            continue
    read_answer(data)


def fuzz_config(data: bytes) -> None:
    """A pyproject.toml is read or refused with the project's own error."""
    from patchcritic.config.places import TableText
    from patchcritic.config.strict import check_types
    from patchcritic.config.table import read_table
    from patchcritic.errors import ConfigProblem

    text = data.decode("utf-8", "replace")
    try:
        check_types(read_table(TableText(name="pyproject.toml", text=text)))
    except ConfigProblem:
        return


def fuzz_discovery(data: bytes) -> None:
    """Tests, conftest files and options of any content are listed, or left out with a warning."""
    from patchcritic.discovery import discover_tests, load_layout, select_tests
    from patchcritic.snapshot import MemorySnapshot

    parts = data.split(SEPARATOR, len(_FILES) - 1)
    snapshot = MemorySnapshot(dict(zip(_FILES, parts, strict=False)))
    layout = load_layout(snapshot)
    found = discover_tests(snapshot, snapshot.paths(), layout)
    names = [str(test.node_id) for test in found.tests[:3]]
    select_tests([*names, "tests", "no::such"], found.tests)


def fuzz_redact(data: bytes) -> None:
    """Redaction keeps lines as they are, and takes its own placeholders for no secrets."""
    from patchcritic.redact import Redactor

    text = data.decode("utf-8", "surrogateescape")
    redactor = Redactor(key=b"k")
    once = redactor.redact(text)
    assert once.count("\n") == text.count("\n"), "a line went missing"
    # What one secret took away may have been another one's mark, so more may be found then.
    again = redactor.redact(once)
    assert all(mark in again for mark in redactor.places if mark in once), "a placeholder went"


TARGETS: dict[str, Target] = {
    "diff": fuzz_diff,
    "json": fuzz_json,
    "config": fuzz_config,
    "discovery": fuzz_discovery,
    "redact": fuzz_redact,
}
