"""The tracer against the interpreter's own test files: what it decides and whether it is right.

The truth is a run with unittest; nearly all of it is "passed", so each file is also measured with
one small fault in every test method. ``TRACER_FILES`` names files (``test_with test_enum``) instead
of all, ``TRACER_FAULTS`` the number of faulty variants of each (1), ``TRACER_ROWS`` a file that
gets every row. Needs the ``test`` package beside the interpreter.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import bench
from bench._test_mutations import mutate_tests
from bench._tracing import SnapshotReader, Traced, to_row, trace_tests, with_deep_stack
from patchcritic.domain import LabelledPair, NodeId, TestStatus
from patchcritic.snapshot import MemorySnapshot

MAX_SECONDS = 300
MAX_BYTES = 300_000
FILES = """
test_generators test_with test_dataclasses test_enum test_string_literals test_fstring test_grammar
test_scope test_exceptions test_raise test_contextlib test_contextlib_async test_functools
test_collections test_itertools test_operator test_property test_super test_descr test_class
test_metaclass test_decorators test_listcomps test_genexps test_dictcomps test_setcomps test_unpack
test_unpack_ex test_patma test_named_expressions test_keywordonlyarg test_positional_only_arg
test_extcall test_augassign test_compare test_bool test_int test_int_literal test_float test_list
test_dict test_set test_tuple test_slice test_range test_iter test_enumerate test_richcmp
test_contains test_global test_string test_textwrap test_bisect test_heapq test_fractions
test_statistics test_copy test_abc test_typing test_genericalias test_coroutines test_asyncgen
test_exception_group test_except_star test_exception_variations test_exception_hierarchy
test_builtin test_binop test_complex test_pow test_long test_unary test_index test_isinstance
test_hash test_userdict test_userlist test_userstring test_defaultdict test_deque test_ordered_dict
test_dictviews test_sort test_reprlib test_funcattrs test_subclassinit test_genericclass
test_type_aliases test_types test_typechecks test_yield_from test_generator_stop test_opcodes
test_dynamic test_dynamicclassattribute test_call test_lambda test_nonlocal test_baseexception
test_json test_shlex test_string_format test_strtod test_format test_unicode test_bytes test_math
test_cmath test_numeric_tower test_abstract_numbers test_colorsys test_graphlib test_ipaddress
test_difflib test_pprint test_struct test_base64 test_binascii test_html test_htmlparser
test_urlparse test_weakset test_finalization test_contextvars test_context test_module
test_memoryview test_array test_re test_random test_datetime test_calendar test_configparser
test_csv test_argparse test_getopt test_optparse test_fnmatch test_posixpath test_genericpath
test_pathlib test_io test_memoryio test_stringprep test_unicodedata test_keyword test_ast
test_decimal test_hashlib test_hmac test_quopri test_uu test_copyreg test_print test_strftime
test_charmapcodec test_eof test_errno test_future test_pkg test_sundry test_ucn test_utf8source
test_weakref test_zipapp test_sched test_secrets test_queue test_tokenize test_tomllib
"""


def main() -> None:
    """Run, trace and report."""
    import test  # type: ignore[import-not-found,unused-ignore]

    folder = Path(test.__path__[0])
    named = os.environ.get("TRACER_FILES", FILES).split()
    names = [name for name in named if path_of(folder, name) is not None]
    files = {
        f"test/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
        if path.stat().st_size < MAX_BYTES
    }
    rows: list[Traced] = []
    with_deep_stack(lambda: rows.extend(_measure(names, files)))
    report(rows)


def path_of(folder: Path, name: str) -> Path | None:
    """The file of a test module or test package."""
    places = (folder / f"{name}.py", folder / name / "__init__.py")
    return next((place for place in places if place.is_file()), None)


def _measure(names: Sequence[str], files: dict[str, bytes]) -> Iterator[Traced]:
    n_faulty = int(os.environ.get("TRACER_FAULTS", "1"))
    target = os.environ.get("TRACER_ROWS")
    for name in names:
        path = next(p for p in (f"test/{name}.py", f"test/{name}/__init__.py") if p in files)
        of_file: list[Traced] = []
        for variant in range(n_faulty + 1):
            text = files[path].decode("utf-8", "replace")
            if variant:
                text = mutate_tests(text, Random(f"{name} {variant}"))
            tree = {**files, path: text.encode("utf-8")} if variant else files
            of_file += _measure_file(path, "faulty" if variant else "as it is", text, tree)
        for row in of_file:
            if row.is_wrong:
                print(_describe(row))
            if target:
                with Path(target).open("a", encoding="utf-8") as file:
                    file.write(to_row(row) + "\n")
        _line(name, of_file)
        yield from of_file


def _measure_file(path: str, data: str, text: str, files: dict[str, bytes]) -> Iterator[Traced]:
    name = path.removeprefix("test/").removesuffix(".py").removesuffix("/__init__")
    pairs = [
        LabelledPair(
            instance_id=name,
            submission=data,
            node_id=NodeId(path=path, names=names),
            status=TestStatus(status),
        )
        for names, status in run_really(path, name, text if data == "faulty" else None).items()
    ]
    for pair, said in trace_tests(SnapshotReader(MemorySnapshot(files)), pairs, {}):
        yield Traced(
            data=data,
            package=name,
            instance_id=name,
            submission=data,
            node_id=str(pair.node_id),
            status=str(pair.status),
            **said,
        )


def run_really(path: str, name: str, text: str | None) -> dict[tuple[str, ...], str]:
    """The status of each test, by class and method, as unittest says; text replaces the file."""
    import test  # type: ignore[import-not-found,unused-ignore]

    script = Path(bench.__file__).parent / "_unittest_truth.py"
    with tempfile.TemporaryDirectory() as folder:
        overlay, output = Path(folder, "overlay"), Path(folder, "output")
        overlay.mkdir()
        output.touch()
        if text is not None:
            file = overlay / path.removeprefix("test/")
            if file.name == "__init__.py":
                shutil.copytree(Path(test.__path__[0]) / name, file.parent)
            file.write_text(text, encoding="utf-8")
        command = [sys.executable, str(script), str(overlay), name, str(output)]
        environment = {"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            subprocess.run(
                command, cwd=folder, capture_output=True, timeout=MAX_SECONDS, env=environment
            )
        except subprocess.TimeoutExpired:
            print(f"{name} ran for more than {MAX_SECONDS} s; only its first tests count")
        rows = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    return {tuple(row["names"]): row["status"] for row in rows}


def report(rows: Sequence[Traced]) -> None:
    """Print the totals and the commonest reasons for not deciding."""
    print()
    for data in ("as it is", "faulty"):
        _line(data, [row for row in rows if row.data == data])
    _line("failing in truth", [row for row in rows if row.status in ("failed", "error")])
    _line("all", rows)
    lost = [row for row in rows if row.outcome == "undecided" and row.kind not in ("skip", "xfail")]
    print("\ncommonest reasons for UNDECIDED")
    reasons = Counter((row.kind, row.reason[:100]) for row in lost)
    for (kind, reason), count in reasons.most_common(int(os.environ.get("TRACER_REASONS", "10"))):
        print(f"{count:>6}  {kind}: {reason}")


def _line(name: str, rows: Sequence[Traced]) -> None:
    ran = [row for row in rows if row.status in ("passed", "failed", "error")]
    if not ran:
        print(f"{name:<26} no tests", flush=True)
        return
    decided = [row for row in ran if row.outcome != "undecided"]
    n_wrong = sum(row.is_wrong for row in rows)
    print(
        f"{name:<26}{len(ran):>6} tests, {len(decided) / len(ran):>6.1%} decided, {n_wrong} wrong",
        flush=True,
    )


def _describe(row: Traced) -> str:
    return (
        f"WRONG ({row.data}) {row.node_id}: {row.outcome} but {row.status}; "
        f"{row.witness} at {row.place}"
    )


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        report([Traced(**json.loads(line)) for line in lines])
