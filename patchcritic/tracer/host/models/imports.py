"""``importlib``: importing by name is what an import statement does."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.proxies import public_names
from patchcritic.tracer.host.table import Names, stand_in, unknown_names


def build_importlib(guard: Guarding) -> Names:
    """``import_module`` imports from the tree and the table."""

    def import_module(name: Any, package: Any = None) -> Any:
        if type(name) is Unknown:
            raise undecided_by(name)
        if guard.realm.find_module is None:
            raise Undecided(UndecidedKind.IMPORT, "nothing to import from")
        whole = _resolve(name, package) if name.startswith(".") else name
        return guard.realm.find_module(whole)

    import_module.__module__ = "importlib"
    names: Names = {"import_module": import_module, "invalidate_caches": lambda: None}
    names["__import__"] = guard.builtins.get("__import__")
    names.update(unknown_names("reload", UndecidedKind.IMPORT, "evaluates a module anew"))
    return names


@exact
def _resolve(name: str, package: Any) -> str:
    if not package:
        raise TypeError(
            f"the 'package' argument is required to perform a relative import for {name!r}"
        )
    return importlib.util.resolve_name(name, package)


def build_importlib_util(guard: Guarding) -> Names:
    """Names only; specs tell where modules lie."""
    return {"resolve_name": stand_in("importlib.util", importlib.util.resolve_name)}


def contain_pkgutil(guard: Guarding) -> Any:
    """``pkgutil.resolve_name`` as mock calls it."""
    from types import ModuleType

    module = ModuleType("pkgutil")

    def resolve_name(name: str) -> Any:
        found = guard.realm.find_module
        if found is None:
            raise Undecided(UndecidedKind.IMPORT, "nothing to import from")
        head, *rest = name.partition(":")[0].split(".")
        value: Any = found(head)
        dotted = head
        for part in rest:
            dotted += f".{part}"
            value = _step(guard, value, part, dotted)
        for part in [each for each in name.partition(":")[2].split(".") if each]:
            value = guard.get_attr(value, part)
        return value

    module.__dict__["resolve_name"] = resolve_name
    return module


def _step(guard: Guarding, value: Any, part: str, dotted: str) -> Any:
    from types import ModuleType

    if isinstance(value, ModuleType) and part not in value.__dict__:
        assert guard.realm.find_module is not None
        try:
            return guard.realm.find_module(dotted)
        except ImportError:
            pass
    return guard.get_attr(value, part)


def build_pkgutil(guard: Guarding) -> Names:
    """Resolving names; the rest looks at folders of the path."""
    return public_names(guard.contained("pkgutil"))
