"""Imports: modules of the tree are evaluated, the standard library's are shown as proxies."""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any, NoReturn

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.lang.syntax import Reader, make_unit, parse
from patchcritic.tracer.lang.toplevel import TopLevel
from patchcritic.tracer.lang.translator import Unit

ROOT = "/repo/"
"""Where the tree seems to lie, as far as ``__file__`` tells."""
Found = ModuleType | Unknown


class Importer:
    """Finds, evaluates and remembers modules."""

    def __init__(
        self, reader: Reader, find_host: Callable[[str], ModuleType | None], top: TopLevel
    ) -> None:
        self.roots: tuple[str, ...] = ("",)
        self.installed: frozenset[str] | None = None
        """Packages that are known to be installed, and no others; None when that is not known."""
        self._reader = reader
        self._find_host = find_host
        self._top = top
        self._modules = top.world.realm.modules
        self._units: dict[str, tuple[Unit, ast.Module]] = {}
        self._unknown: dict[str, Unknown] = {}
        self._running: set[int] = set()
        self._made: dict[int, ModuleType] = {}
        self._folders: dict[str, frozenset[str] | None] = {}

    def find(self, dotted: str) -> Found:
        """The module itself, evaluated if it was not yet; an Unknown where it is not in the tree.

        Raises:
            ModuleNotFoundError: a parent is no package.
        """
        if dotted in self._modules:
            return self._known(dotted)
        if dotted in self._unknown:
            return self._unknown[dotted]
        parent_name, _, last = dotted.rpartition(".")
        if not parent_name:
            return self._find_top(dotted)
        parent = self.find(parent_name)
        if type(parent) is Unknown:
            return parent
        if dotted in self._modules:
            return self._known(dotted)
        folders = parent.__dict__.get("__path__")
        found: ModuleType | None = None
        if id(parent) not in self._made:
            found = self._find_host(dotted)
            if found is None:
                return self._lack(dotted, "is not modelled")
        elif folders is None:
            raise_no_package(dotted, parent_name)
        else:
            found = self._find_in(dotted, last, [str(each) for each in folders])
            if found is None:
                return self._lack(dotted, "is not in the tree: generated or compiled, perhaps")
        parent.__dict__[last] = found
        self._modules.setdefault(dotted, found)
        return found

    def is_made(self, module: Any) -> bool:
        """Whether it is a module of the tree."""
        return id(module) in self._made

    def is_unfinished(self, module: Any) -> bool:
        """Whether its statements are being evaluated."""
        return id(module) in self._running

    def find_submodule(self, parent: Any, name: str) -> Found | None:
        """What ``from parent import name`` finds beside attributes; None where there is nothing.

        A package of the tree may have had it generated or compiled: an Unknown then.
        """
        title = parent.__dict__.get("__name__")
        if id(parent) in self._made:
            return self.find(f"{title}.{name}") if "__path__" in parent.__dict__ else None
        known = self._modules.get(f"{title}.{name}")
        return known if known is not None else self._find_host(f"{title}.{name}")

    def _known(self, dotted: str) -> Found:
        found = self._modules[dotted]
        if found is None:
            raise_blocked(dotted)
        return found

    def _lack(self, dotted: str, why: str) -> Unknown:
        unknown = Unknown(UndecidedKind.THIRD_PARTY, f"{dotted} {why}")
        self._unknown[dotted] = unknown
        return unknown

    def _find_top(self, name: str) -> Found:
        host = self._find_host(name)
        if host is not None:
            self._modules[name] = host
            return host
        found = self._find_in(name, name, [ROOT + root for root in self.roots])
        if found is not None:
            return found
        is_absent = self.installed is not None and name not in self.installed
        if is_absent or name in _OF_PYTHON_2:
            raise_missing(name)
        return self._lack(name, "is not in the tree")

    def _find_in(self, dotted: str, last: str, folders: list[str]) -> ModuleType | None:
        portions = []
        for folder in folders:
            base = folder.removeprefix(ROOT).strip("/")
            path = f"{base}/{last}" if base else last
            names = self._names_in(base)
            if f"{last}/" in names:
                if "__init__.py" in self._names_in(path):
                    return self.load(f"{path}/__init__.py", dotted)
                portions.append(ROOT + path)
            if f"{last}.py" in names:
                return self.load(f"{path}.py", dotted)
        return self._namespace(dotted, portions) if portions else None

    def _names_in(self, folder: str) -> frozenset[str]:
        if folder not in self._folders:
            names = self._reader.list_folder(folder)
            self._folders[folder] = None if names is None else frozenset(names)
        return self._folders[folder] or frozenset()

    def _namespace(self, dotted: str, portions: list[str]) -> ModuleType:
        module = self._new(dotted, None, portions)
        self._modules[dotted] = module
        return module

    def load(self, path: str, dotted: str) -> ModuleType:
        """Evaluate a file as a module, which is registered while it is evaluated.

        Raises:
            Undecided: the file is not there or no text.
            BaseException: whatever its statements raise.
        """
        unit, tree = self._unit(path)
        is_package = path.rpartition("/")[2] == "__init__.py"
        folder = ROOT + path.rpartition("/")[0]
        module = self._new(dotted, path, [folder] if is_package else None)
        self._modules[dotted] = module
        self._running.add(id(module))
        spec = module.__dict__["__spec__"]
        spec._initializing = True  # noqa: SLF001 - the host words its AttributeErrors by it
        try:
            self._top.run(unit, tree, module.__dict__)
        except BaseException:
            self._modules.pop(dotted, None)
            raise
        finally:
            self._running.discard(id(module))
            spec._initializing = False  # noqa: SLF001
        return self._modules.get(dotted, module)

    def _unit(self, path: str) -> tuple[Unit, ast.Module]:
        if path not in self._units:
            source = self._reader.read(path)
            if source is None:
                raise Undecided(UndecidedKind.IMPORT, f"{path} cannot be read")
            tree = parse(source, ROOT + path, "exec")
            self._units[path] = make_unit(tree, source, path), tree
        return self._units[path]

    def _new(self, dotted: str, path: str | None, folders: list[str] | None) -> ModuleType:
        module = ModuleType(dotted)
        names = module.__dict__
        package = dotted if folders is not None else dotted.rpartition(".")[0]
        names["__package__"] = package
        origin = None if path is None else ROOT + path
        if origin is not None:
            names["__file__"] = origin
            names["__cached__"] = None
        if folders is not None:
            names["__path__"] = folders
        names["__spec__"] = SimpleNamespace(
            name=dotted,
            origin=origin,
            parent=package,
            submodule_search_locations=folders,
            loader=None,
            has_location=origin is not None,
            cached=None,
        )
        names["__builtins__"] = self._top.world.builtins
        self._made[id(module)] = module
        return module


_OF_PYTHON_2 = frozenset(
    [
        "__builtin__",
        "BaseHTTPServer",
        "cPickle",
        "ConfigParser",
        "Cookie",
        "cookielib",
        "copy_reg",
        "cStringIO",
        "dummy_thread",
        "HTMLParser",
        "htmlentitydefs",
        "httplib",
        "itertools_izip",
        "Queue",
        "robotparser",
        "SimpleHTTPServer",
        "SocketServer",
        "StringIO",
        "Tkinter",
        "thread",
        "tkFileDialog",
        "tkMessageBox",
        "urllib2",
        "urlparse",
        "UserDict",
        "UserList",
        "UserString",
        "xmlrpclib",
        "__pypy__",
        "_winreg",
        "winreg",
        "msvcrt",
        "nt",
        "_winapi",
        "winsound",
        "java",
    ]
)
"""Modules that no Python 3 on Linux has, and that no package is called."""


@exact
def raise_missing(name: str) -> NoReturn:
    """Say what an import says where there is no such module."""
    raise ModuleNotFoundError(f"No module named {name!r}", name=name)


@exact
def raise_no_package(dotted: str, parent: str) -> NoReturn:
    """Raise as for a module below one that is no package."""
    raise ModuleNotFoundError(
        f"No module named {dotted!r}; {parent!r} is not a package", name=dotted
    )


@exact
def raise_blocked(dotted: str) -> NoReturn:
    """Raise as for a module that ``sys.modules`` says is not to be had."""
    raise ModuleNotFoundError(f"import of {dotted} halted; None in sys.modules", name=dotted)
