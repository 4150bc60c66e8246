"""The index: one look per content, with a store behind it or without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from patchcritic.snapshot import MemorySnapshot
from patchcritic.symbols import FileSymbols, SymbolIndex


class Rows:
    """A store in memory that counts what is asked of it."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], bytes] = {}

    def get_rows(self, kind: str, blob_ids: Iterable[str]) -> dict[str, bytes]:
        return {one: self.rows[kind, one] for one in blob_ids if (kind, one) in self.rows}

    def put_rows(self, kind: str, rows: Mapping[str, bytes]) -> None:
        self.rows.update({(kind, one): value for one, value in rows.items()})


class Unreadable(MemorySnapshot):
    """A snapshot whose contents must not be asked for."""

    def read(self, path: str) -> str | None:
        raise AssertionError(path)

    def read_bytes(self, path: str) -> bytes | None:
        raise AssertionError(path)


FILES: dict[str, str | bytes] = {
    "a.py": "def f(x: int) -> int:\n    return helper(x)\n\nfrom b import helper as g\n",
    "copy.py": "def f(x: int) -> int:\n    return helper(x)\n\nfrom b import helper as g\n",
    "bad.py": "def f(:\n",
    "latin.py": b"# \xe9\nx = caf\xe9\n",
    "data.txt": "helper",
}


def test_equal_contents_are_parsed_once() -> None:
    index, snapshot = SymbolIndex(), MemorySnapshot(FILES)
    assert index.symbols(snapshot, "a.py") is index.symbols(snapshot, "copy.py")


def test_what_cannot_be_read_says_so() -> None:
    index, snapshot = SymbolIndex(), MemorySnapshot(FILES)
    assert index.symbols(snapshot, "none.py") is None
    bad = index.symbols(snapshot, "bad.py")
    latin = index.symbols(snapshot, "latin.py")
    assert bad is not None
    assert bad.error == "invalid syntax"
    assert latin is not None
    assert latin.error is not None
    assert "not UTF-8" in latin.error


def test_tokens_tell_which_file_holds_a_name() -> None:
    table = SymbolIndex().tokens(MemorySnapshot(FILES))
    assert table.paths_with("helper") == ("a.py", "copy.py")
    assert table.paths_with("help") == ()
    assert table.paths_with("def") == ("a.py", "bad.py", "copy.py")
    assert table.paths_with("absent") == ()
    assert table.paths == ("a.py", "bad.py", "copy.py", "latin.py")


def test_a_second_run_reads_no_file() -> None:
    store = Rows()
    first = SymbolIndex(store)
    parsed = first.symbols(MemorySnapshot(FILES), "a.py")
    table = first.tokens(MemorySnapshot(FILES))
    first.save()

    second = SymbolIndex(store)
    assert second.symbols(Unreadable(FILES), "a.py") == parsed
    assert second.tokens(Unreadable(FILES)).paths_with("helper") == table.paths_with("helper")


def test_only_save_hands_over_what_was_parsed() -> None:
    store = Rows()
    index = SymbolIndex(store)
    index.symbols(MemorySnapshot(FILES), "a.py")
    assert not store.rows
    index.save()
    assert len(store.rows) == 1


def test_a_broken_row_is_parsed_again() -> None:
    store = Rows()
    snapshot = MemorySnapshot(FILES)
    blob_id = snapshot.blob_id("a.py")
    assert blob_id is not None
    for row in (b"not json", b"[]", b"[999,null,null,[],[]]", b'[1,null,null,[["x"]],[]]'):
        store.rows["symbols", blob_id] = row
        symbols = SymbolIndex(store).symbols(snapshot, "a.py")
        assert symbols is not None
        assert len(symbols.definitions) == 2


def test_another_language_has_a_parser_and_a_key_of_its_own() -> None:
    store = Rows()
    index = SymbolIndex(store)
    index.add_parser([".js"], lambda path, text: FileSymbols(error=f"{path}:{text}"))
    snapshot = MemorySnapshot({"a.js": "x", "a.py": "x"})
    assert index.has_parser("a.js")
    assert not index.has_parser("a.py")
    script, module = index.symbols(snapshot, "a.js"), index.symbols(snapshot, "a.py")
    assert script == FileSymbols(error="a.js:x")
    assert module is not None
    assert module.error is None
    index.save()
    assert len(store.rows) == 2
