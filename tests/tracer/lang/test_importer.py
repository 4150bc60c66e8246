from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.tracer.core.undecided import Undecided
from patchcritic.tracer.core.unknown import Unknown, reason_of

Make = Callable[[dict[str, str]], Any]

PACKAGE = {
    "pkg/__init__.py": "from .a import x\nfrom . import b\n__version__ = '1'\n",
    "pkg/a.py": "x = 5\ny = __name__, __package__, __file__\n",
    "pkg/b.py": "from .a import x as z\nfrom pkg import a\nimport pkg.sub.c as c\n",
    "pkg/sub/__init__.py": "__all__ = ['c', 'v']\nv = 3\n_hidden = 4\n",
    "pkg/sub/c.py": "from ..a import *\nfrom ...pkg import a as aa\nw = x\n"
    if False
    else "from ..a import *\nfrom .. import a as aa\nw = x\n",
    "space/inner/deep.py": "v = 7\n",
}


def test_packages_are_evaluated_on_import(make_world: Make) -> None:
    world = make_world(PACKAGE)
    package = world.load("pkg")
    assert package.x == 5
    assert package.b.z == 5
    assert package.a is world.realm.modules["pkg.a"]
    assert package.sub.c.w == 5
    assert package.a.y == ("pkg.a", "pkg", "/repo/pkg/a.py")
    assert package.__path__ == ["/repo/pkg"]
    assert package.__spec__.name == "pkg"


def test_a_folder_without_init_is_a_namespace_package(make_world: Make) -> None:
    world = make_world(
        PACKAGE | {"t.py": "import space.inner.deep\nfrom space.inner import deep\n"}
    )
    module = world.load("t")
    assert module.space.inner.deep.v == module.deep.v == 7


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("from pkg.sub import *", {"c", "v"}),
        ("from pkg.a import *", {"x", "y"}),
        ("import pkg.sub.c", {"pkg"}),
        ("import pkg.sub.c as q", {"q"}),
        ("from pkg import a as q, b", {"q", "b"}),
    ],
)
def test_imports_bind_what_cpython_binds(make_world: Make, statement: str, names: set[str]) -> None:
    module = make_world(PACKAGE | {"t.py": statement}).load("t")
    assert {name for name in vars(module) if not name.startswith("__")} == names


@pytest.mark.parametrize(
    ("files", "kind", "message"),
    [
        ({"t.py": "from pkg.a import nope"}, "ImportError",
         "cannot import name 'nope' from 'pkg.a' (/repo/pkg/a.py)"),
        ({"t.py": "import pkg.a.deeper"}, "ModuleNotFoundError",
         "No module named 'pkg.a.deeper'; 'pkg.a' is not a package"),
        ({"t.py": "from . import x"}, "ImportError",
         "attempted relative import with no known parent package"),
        ({"q/__init__.py": "", "q/t.py": "from ... import x", "t.py": "import q.t"}, "ImportError",
         "attempted relative import beyond top-level package"),
        ({"c1.py": "from c2 import y\nx = 1", "c2.py": "from c1 import x\ny = 1",
          "t.py": "import c1"}, "ImportError",
         "cannot import name 'x' from partially initialized module 'c1'"),
        ({"c1.py": "import c2\nx = 1", "c2.py": "import c1\ny = c1.x", "t.py": "import c1"},
         "AttributeError",
         "partially initialized module 'c1' has no attribute 'x'"),
        ({"bad.py": "x = = 1", "t.py": "import bad"}, "SyntaxError", "invalid syntax"),
        ({"m.py": "raise KeyError('k')", "t.py": "import m"}, "KeyError", "'k'"),
        ({"m.py": "__all__ = ['nope']", "t.py": "from m import *"}, "AttributeError",
         "module 'm' has no attribute 'nope'"),
        ({"t.py": "import sys\nsys.modules['zz'] = None\nimport zz"}, "ModuleNotFoundError",
         "import of zz halted; None in sys.modules"),
    ],
)  # fmt: skip
def test_imports_fail_as_in_cpython(
    make_world: Make, files: dict[str, str], kind: str, message: str
) -> None:
    with pytest.raises(Exception) as caught:
        make_world(PACKAGE | files).load("t")
    assert type(caught.value).__name__ == kind
    assert str(caught.value).startswith(message)


def test_circular_imports_of_modules_work(make_world: Make) -> None:
    files = {
        "c1.py": "import c2\ndef f(): return c2.g()\nx = 1",
        "c2.py": "import c1\ndef g(): return c1.x",
        "t.py": "import c1\nr = c1.f()",
    }
    assert make_world(files).load("t").r == 1


def test_a_failed_module_is_imported_anew(make_world: Make) -> None:
    files = {
        "m.py": "import log\nlog.tries.append(1)\nif len(log.tries) < 2: raise ValueError",
        "log.py": "tries = []",
        "t.py": "try:\n    import m\nexcept ValueError:\n    import m\nimport log",
    }
    assert make_world(files).load("t").log.tries == [1, 1]


def test_what_is_not_in_the_tree_is_unknown_and_no_import_error(make_world: Make) -> None:
    source = "try:\n    import numpy as np\nexcept ImportError:\n    np = None\n"
    module = make_world({"t.py": source}).load("t")
    assert type(vars(module)["np"]) is Unknown
    assert "numpy is not in the tree" in reason_of(vars(module)["np"])


def test_a_missing_part_of_a_package_may_have_been_generated(make_world: Make) -> None:
    source = "try:\n    from pkg._speedups import fast\nexcept ImportError:\n    fast = None\n"
    module = make_world(PACKAGE | {"t.py": source}).load("t")
    assert type(vars(module)["fast"]) is Unknown


def test_module_getattr_and_roots(make_world: Make) -> None:
    files = {
        "src/lazy.py": "def __getattr__(name):\n    if name == 'x': return 5\n"
        "    raise AttributeError(name)\n",
        "t.py": "import lazy\nfrom lazy import x\ny = lazy.x\nz = hasattr(lazy, 'no')",
    }
    world = make_world(files)
    world.interpreter.set_roots(("", "src"))
    module = world.load("t")
    assert (module.x, module.y, module.z) == (5, 5, False)


def test_importlib_and_dunder_import(make_world: Make) -> None:
    source = "a = __import__('pkg.a')\nb = __import__('pkg.a', fromlist=['x'])\n"
    module = make_world(PACKAGE | {"t.py": source}).load("t")
    assert module.a.__name__ == "pkg"
    assert module.b.x == 5


class TestStatementsThatAreUndecided:
    def test_lose_what_they_bind_and_the_rest_goes_on(self, make_world: Make) -> None:
        source = """
import numpy
before = 1
registry = []
kept = (1, 2)
def f(): return registry
if numpy.x:
    a = 1
else:
    def b(): pass
with numpy.y() as d, open('x') as c: pass
registry.append(numpy.array(registry))
after = before + 1
"""
        world = make_world({"t.py": source})
        names = vars(world.load("t"))
        unknown = {name for name, value in names.items() if type(value) is Unknown}
        assert unknown == {"numpy", "a", "b", "c", "d", "registry"}
        assert names["after"] == 2
        assert world.interpreter.n_lost == 3
        assert world.realm.undecided is None

    def test_a_class_keeps_its_decided_part(self, make_world: Make) -> None:
        world = make_world({"t.py": "import numpy\nclass A(numpy.B): pass\nclass C: x = 1"})
        names = vars(world.load("t"))
        assert type(names["A"]) is Unknown
        assert names["C"].x == 1

    def test_are_those_too_whose_exception_the_host_made_of_something_unknown(
        self, make_world: Make
    ) -> None:
        source = "import numpy\nx = ','.join([numpy])\ny = 1"
        names = vars(make_world({"t.py": source}).load("t"))
        assert type(names["x"]) is Unknown
        assert names["y"] == 1

    def test_in_a_function_they_end_the_trace(self, make_world: Make) -> None:
        source = "import numpy\ndef f():\n    try: numpy.x()\n    except BaseException: return 1"
        module = make_world({"t.py": source}).load("t")
        with pytest.raises(Undecided):
            module.f()

    def test_a_refused_file_is_undecided(self, make_world: Make) -> None:
        with pytest.raises(Undecided, match="'return' outside function"):
            make_world({"t.py": "return 5"}).load("t")
