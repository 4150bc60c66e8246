"""Where pytest would import a test file from, and under which name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

_SOURCE_ROOTS = ("", "src", "lib", "python")
_PACKAGE_FILE = "__init__.py"

HasFile = Callable[[str], bool]


def place_of(path: str, has_file: HasFile) -> tuple[str, str]:
    """The folder that goes onto ``sys.path`` for a file, and the module's name below it.

    pytest's ``prepend`` rule: the first folder upward that has no ``__init__.py``.
    """
    folder, _, file = path.rpartition("/")
    names = [file.removesuffix(".py")]
    while folder and has_file(f"{folder}/{_PACKAGE_FILE}"):
        folder, _, last = folder.rpartition("/")
        names.append(last)
    if names[0] == "__init__":
        names = names[1:]
    return folder, ".".join(reversed(names))


def conftests_of(path: str, has_file: HasFile) -> tuple[str, ...]:
    """The conftest.py files that hold for a test file, the top folder's first."""
    folder = path.rpartition("/")[0]
    folders = [folder]
    while folder:
        folder = folder.rpartition("/")[0]
        folders.append(folder)
    files = (f"{one}/conftest.py".lstrip("/") for one in reversed(folders))
    return tuple(one for one in files if has_file(one))


def import_roots(
    path: str, conftests: Iterable[str], pythonpath: Iterable[str], has_file: HasFile
) -> tuple[str, ...]:
    """The folders of ``sys.path`` while a test file's tests run, the first first."""
    return tuple(dict.fromkeys(_roots(path, conftests, pythonpath, has_file)))


def _roots(
    path: str, conftests: Iterable[str], pythonpath: Iterable[str], has_file: HasFile
) -> Iterator[str]:
    yield place_of(path, has_file)[0]
    for conftest in reversed(tuple(conftests)):
        yield place_of(conftest, has_file)[0]
    for folder in pythonpath:
        yield folder.strip("/").removeprefix("./").removesuffix("/.") if folder != "." else ""
    yield from _SOURCE_ROOTS
