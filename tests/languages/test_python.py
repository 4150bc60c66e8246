from __future__ import annotations

from patchcritic.domain import Snapshots
from patchcritic.languages import Python
from patchcritic.snapshot import MemorySnapshot
from patchcritic.symbols import SymbolIndex, parse_symbols


def test_python_asks_the_rooms() -> None:
    snapshot = MemorySnapshot({"test_a.py": "def test_b(): pass\n", "a.py": ""})
    language, index = Python(), SymbolIndex()
    assert language.symbols("a.py", "def f(): pass") == parse_symbols("def f(): pass")
    assert language.is_test_file(snapshot, "test_a.py")
    assert not language.is_test_file(snapshot, "a.py")
    found = language.discover(snapshot, ["test_a.py"], index)
    assert [str(test.node_id) for test in found.tests] == ["test_a.py::test_b"]
    assert Snapshots(base=snapshot, patched=snapshot).base.paths() == ("a.py", "test_a.py")
