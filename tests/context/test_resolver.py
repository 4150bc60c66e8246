from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from patchcritic.context.resolver import Resolver
from patchcritic.context.source import SourceTree

MakeTree = Callable[[Mapping[str, str | bytes]], SourceTree]
FILES = {
    "src/shop/__init__.py": "from shop.cart import Cart as Basket\nfrom .prices import *\n",
    "src/shop/cart.py": """
        from shop import base
        from . import prices
        from .base import Named

        TAX = 0.2
        DEFAULT = base.Store()

        class Cart(Named, base.Sized):
            limit = 10

            def __init__(self, store: base.Store | None = None):
                self.store = base.Store()
                self.count = 0

            def total(self):
                self.check()
                self.store.load()
                self.count
                super().name()
                return prices.price(self.limit) * TAX

            def __call__(self) -> "Cart":
                return self

            @property
            def other(self) -> base.Store:
                return self.store

            @classmethod
            def make(cls):
                return Cart()
    """,
    "src/shop/base.py": """
        class Store:
            def load(self): ...
        class Named:
            def name(self): ...
        class Sized(Named):
            def check(self): ...
    """,
    "src/shop/prices.py": "def price(n): ...\n_hidden = 1\n",
    "tests/test_cart.py": """
        import shop
        import shop.cart as c
        from shop import Basket

        def helper() -> Basket: ...

        def test_it(cart: Basket):
            import shop.base
            local = Basket()
            made = helper()
            rebound = local
            looped = [x.total() for x in made]
    """,
    "loop/a.py": "from loop.b import x\n",
    "loop/b.py": "from loop.a import x\n",
    "loop/__init__.py": "",
}
CART, BASE, TEST = "src/shop/cart.py", "src/shop/base.py", "tests/test_cart.py"


@pytest.fixture
def resolver(make_tree: MakeTree) -> Resolver:
    return Resolver(make_tree(FILES))


@pytest.mark.parametrize(
    ("node", "chain", "last"),
    [
        ((CART, "Cart.total"), "TAX", (CART, "TAX")),
        ((CART, "Cart.total"), "prices.price", ("src/shop/prices.py", "price")),
        ((CART, "Cart.total"), "self.check", (BASE, "Sized.check")),
        ((CART, "Cart.total"), "self.limit", (CART, "Cart.limit")),
        ((CART, "Cart.total"), "self.store.load", (BASE, "Store.load")),
        ((CART, "Cart.total"), "self.count", (CART, "Cart.__init__")),
        ((CART, "Cart.total"), "self.unknown", None),
        ((CART, "Cart.total"), "DEFAULT.load", (BASE, "Store.load")),
        ((CART, "Cart.total"), "self.other.load", (BASE, "Store.load")),
        ((CART, "Cart.__init__"), "store.load", (BASE, "Store.load")),
        ((TEST, "test_it"), "shop.Basket", (CART, "Cart")),
        ((TEST, "test_it"), "shop.price", ("src/shop/prices.py", "price")),
        ((TEST, "test_it"), "shop.base.Store.load", (BASE, "Store.load")),
        ((TEST, "test_it"), "c.Cart.total", (CART, "Cart.total")),
        ((TEST, "test_it"), "local.total", (CART, "Cart.total")),
        ((TEST, "test_it"), "rebound.total", (CART, "Cart.total")),
        ((TEST, "test_it"), "made.total", (CART, "Cart.total")),
        ((TEST, "test_it"), "cart.total", (CART, "Cart.total")),
        ((TEST, "test_it"), "local.().total", (CART, "Cart.total")),
        ((TEST, "test_it"), "c.Cart.make.().total", (CART, "Cart.total")),
        ((TEST, "test_it"), "missing.total", None),
        ((TEST, "test_it"), "shop.missing", None),
        (("loop/a.py", "<module>"), "x", None),
        (("nowhere.py", "f"), "x", None),
    ],
)
def test_chains_lead_to_definitions(
    resolver: Resolver, node: tuple[str, str], chain: str, last: tuple[str, str] | None
) -> None:
    found = resolver.resolve(node, tuple(chain.split(".")))
    assert (found[-1] if found else None) == last


def test_an_instance_is_constructed_and_called_if_it_can_be(resolver: Resolver) -> None:
    found = resolver.resolve((TEST, "test_it"), ("Basket", "()"))
    assert found == ((CART, "Cart"), (CART, "Cart.__init__"), (CART, "Cart.__call__"))


def test_bases_come_nearest_first(resolver: Resolver) -> None:
    assert list(resolver.bases((CART, "Cart"))) == [(BASE, "Named"), (BASE, "Sized")]


def test_a_base_class_member_is_found_past_the_own_one(resolver: Resolver) -> None:
    assert resolver.member((BASE, "Sized"), "name", is_own=False) == (BASE, "Named.name")
    assert resolver.member((BASE, "Sized"), "check", is_own=False) is None


def test_the_class_around_a_function(resolver: Resolver) -> None:
    assert resolver.class_of((CART, "Cart.total")) == (CART, "Cart")
    assert resolver.class_of((TEST, "helper")) is None
