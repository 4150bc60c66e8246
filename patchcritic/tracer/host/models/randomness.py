"""``random``: exact once it is seeded, unknown before."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.table import Names, take, unknown_names

_NUMBERS = {
    "random": float,
    "uniform": float,
    "triangular": float,
    "betavariate": float,
    "expovariate": float,
    "gammavariate": float,
    "gauss": float,
    "lognormvariate": float,
    "normalvariate": float,
    "vonmisesvariate": float,
    "paretovariate": float,
    "weibullvariate": float,
    "randint": int,
    "randrange": int,
    "getrandbits": int,
}
_OTHERS = "choice choices sample randbytes"
_IN_PLACE = "shuffle"
_KIND = UndecidedKind.RANDOM


class Random(random.Random):
    """A generator that knows whether its state is known."""

    is_seeded = False

    def seed(self, a: Any = None, version: int = 2) -> None:
        """Set the state, which is known if the seed is."""
        if type(a) is Unknown:
            raise undecided_by(a)
        self.is_seeded = a is not None
        _seed(self, 0 if a is None else a, version)

    def getstate(self) -> Any:
        """The state, if it is known."""
        self.check()
        return super().getstate()

    def setstate(self, state: Any) -> None:
        """Set the state."""
        _set_state(self, state)
        self.is_seeded = True

    def random(self) -> Any:
        """The next number."""
        self.check()
        return super().random()

    def getrandbits(self, k: int, /) -> int:
        """The next bits."""
        self.check()
        return _bits(self, k)

    def check(self) -> None:
        """Raise ``Undecided`` unless the state is known."""
        if not self.is_seeded:
            raise Undecided(_KIND, "random numbers without a seed")


Random.__module__ = "random"


@exact
def _seed(generator: Random, value: Any, version: int) -> None:
    random.Random.seed(generator, value, version)


@exact
def _set_state(generator: Random, state: Any) -> None:
    random.Random.setstate(generator, state)


@exact
def _bits(generator: Random, count: int) -> int:
    return random.Random.getrandbits(generator, count)


def _unless_seeded(generator: Random, name: str, known_type: type | None) -> Callable[..., Any]:
    method = getattr(generator, name)

    def draw(*args: Any, **kwargs: Any) -> Any:
        if not generator.is_seeded:
            if name == _IN_PLACE:
                generator.check()
            return Unknown(_KIND, f"random.{name}() without a seed", known_type)
        return natively(args, kwargs)

    @exact
    def natively(args: Any, kwargs: Any) -> Any:
        return method(*args, **kwargs)

    draw.__name__ = draw.__qualname__ = name
    draw.__module__ = "random"
    return draw


def build_random(guard: Guarding) -> Names:
    """The functions of a hidden generator, and the class."""
    for cls in (Random, random.Random, *random.Random.__mro__):
        guard.add_rule(cls)
    shared = Random()
    names = take(random, "NV_MAGICCONST TWOPI LOG4 SG_MAGICCONST BPF RECIP_BPF")
    names["Random"] = Random
    names.update(unknown_names("SystemRandom", _KIND, "draws from the system"))
    for name, known_type in _NUMBERS.items():
        names[name] = _unless_seeded(shared, name, known_type)
    for name in (*_OTHERS.split(), _IN_PLACE):
        names[name] = _unless_seeded(shared, name, None)
    for name in ("seed", "getstate", "setstate"):
        names[name] = getattr(shared, name)
    names["_inst"] = shared
    return names


def build_secrets(guard: Guarding) -> Names:
    """Nothing of it is ever known; comparing is exact."""
    import secrets

    names = take(secrets, "compare_digest DEFAULT_ENTROPY")
    names.update(unknown_names("SystemRandom", _KIND, "draws from the system"))
    types: dict[str, type] = {
        "token_bytes": bytes,
        "token_hex": str,
        "token_urlsafe": str,
        "randbelow": int,
        "randbits": int,
        "choice": object,
    }
    for name, known_type in types.items():
        names[name] = _never(f"secrets.{name}", known_type)
    return names


def _never(name: str, known_type: type) -> Callable[..., Any]:
    def draw(*args: Any, **kwargs: Any) -> Unknown:
        return Unknown(_KIND, f"{name}() draws from the system", known_type)

    draw.__module__, _, draw.__name__ = name.rpartition(".")
    draw.__qualname__ = draw.__name__
    return draw


def build_uuid(guard: Guarding) -> Names:
    """Exact but for those that draw from the system."""
    import uuid

    from patchcritic.tracer.host.proxies import list_classes

    list_classes(guard, uuid)
    names = take(
        uuid,
        "UUID SafeUUID uuid3 uuid5 NAMESPACE_DNS NAMESPACE_URL NAMESPACE_OID NAMESPACE_X500 "
        "RESERVED_NCS RFC_4122 RESERVED_MICROSOFT RESERVED_FUTURE",
    )
    for name in ("uuid1", "uuid4"):
        names[name] = _never(f"uuid.{name}", uuid.UUID)
    names["getnode"] = _never("uuid.getnode", int)
    return names
