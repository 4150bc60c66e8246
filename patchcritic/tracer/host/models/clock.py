"""``time`` and the clock in ``datetime``: what is read from a clock is a number nobody knows."""

from __future__ import annotations

import _strptime  # type: ignore[import-not-found]  # noqa: F401 - else imported when first used
import datetime
import time
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.proxies import list_classes, public_names
from patchcritic.tracer.host.rules import Maker, Rule
from patchcritic.tracer.host.table import Names, stand_ins, take, unknown_names

_FLOATS = "time monotonic perf_counter process_time thread_time"
_INTS = "time_ns monotonic_ns perf_counter_ns process_time_ns thread_time_ns"
_LOCAL = "timezone altzone daylight tzname"
_KIND = UndecidedKind.CLOCK


def _reader(name: str, known_type: type | None) -> Callable[..., Any]:
    def read(*args: Any) -> Unknown:
        return Unknown(_KIND, f"{name}() reads the clock", known_type)

    read.__name__ = name
    return read


def build_time(guard: Guarding) -> Names:
    """``time``: readings are unknown numbers, sleeping takes no time, conversions are exact."""
    names = take(time, "struct_time asctime mktime_tz CLOCK_MONOTONIC CLOCK_REALTIME")
    guard.add_rule(time.struct_time)
    names.update(unknown_names(_LOCAL, _KIND, "depends on the time zone of the machine"))
    names.update(stand_ins("time", *(_reader(name, float) for name in _FLOATS.split())))
    names.update(stand_ins("time", *(_reader(name, int) for name in _INTS.split())))
    names.update(stand_ins("time", *_time_functions()))
    return names


def _time_functions() -> tuple[Callable[..., Any], ...]:
    def sleep(seconds: Any, /) -> None:
        """Takes no time: whoever reads a clock afterwards gets an unknown number anyway."""
        if type(seconds) is Unknown:
            return
        _check_sleep(seconds)

    def gmtime(seconds: Any = None, /) -> Any:
        return _unknown("gmtime") if seconds is None else _gmtime(_known(seconds))

    def localtime(seconds: Any = None, /) -> Any:
        return _unknown("localtime")

    def mktime(parts: Any, /) -> Any:
        return Unknown(_KIND, "mktime() needs the time zone of the machine", float)

    def ctime(seconds: Any = None, /) -> Any:
        return Unknown(_KIND, "ctime() needs the time zone of the machine", str)

    def asctime(parts: Any = None, /) -> Any:
        return _unknown("asctime") if parts is None else _asctime(_known(parts))

    def strftime(form: Any, parts: Any = None, /) -> Any:
        return _unknown("strftime") if parts is None else _strftime(form, _known(parts))

    def strptime(text: Any, form: Any = "%a %b %d %H:%M:%S %Y", /) -> Any:
        return _strptime_(_known(text), form)

    return sleep, gmtime, localtime, mktime, ctime, asctime, strftime, strptime


def _known(value: Any) -> Any:
    if type(value) is Unknown:
        raise undecided_by(value)
    return value


def _unknown(name: str) -> Unknown:
    return Unknown(_KIND, f"{name}() reads the clock")


@exact
def _check_sleep(seconds: Any) -> None:
    if type(seconds) not in (int, float):
        time.sleep(0 if hasattr(type(seconds), "__index__") else seconds)
    elif seconds < 0:
        raise ValueError("sleep length must be non-negative")


@exact
def _gmtime(seconds: Any) -> Any:
    return time.gmtime(seconds)


@exact
def _asctime(parts: Any) -> Any:
    return time.asctime(parts)


@exact
def _strftime(form: Any, parts: Any) -> Any:
    return time.strftime(form, parts)


@exact
def _strptime_(text: Any, form: Any) -> Any:
    return time.strptime(text, form)


def _make_now(known_type: type) -> Maker:
    def make(guard: Guarding, raw: Any) -> Callable[..., Any]:
        def now(cls: type, /, *args: Any, **kwargs: Any) -> Unknown:
            return Unknown(_KIND, f"{cls.__name__} from the clock", known_type)

        return now

    return make


def _make_from_timestamp(guard: Guarding, raw: Any) -> Callable[..., Any]:
    @exact
    def natively(cls: type, seconds: Any, zone: Any) -> Any:
        return raw.__get__(None, cls)(seconds, zone)

    def fromtimestamp(cls: type, /, timestamp: Any, tz: Any = None) -> Any:
        if tz is None:
            raise Undecided(_KIND, "fromtimestamp() needs the time zone of the machine")
        return natively(cls, _known(timestamp), tz)

    return fromtimestamp


def _make_zoned(name: str) -> Maker:
    """A method that takes the machine's time zone where the object has none."""

    def make(guard: Guarding, raw: Any) -> Callable[..., Any]:
        @exact
        def natively(self: Any, args: Any, kwargs: Any) -> Any:
            return raw(self, *args, **kwargs)

        def method(self: Any, /, *args: Any, **kwargs: Any) -> Any:
            if datetime.datetime.utcoffset(self) is None or (name == "astimezone" and not args):
                raise Undecided(_KIND, f"{name}() needs the time zone of the machine")
            return natively(self, args, kwargs)

        return method

    return make


def build_datetime(guard: Guarding) -> Names:
    """``datetime``: exact but for the clock and the machine's time zone."""
    today: dict[str, Maker] = {
        "today": _make_now(datetime.date),
        "fromtimestamp": _make_from_date_stamp,
    }
    guard.add_rule(datetime.date, Rule(replaced=today))
    now = _make_now(datetime.datetime)
    zoned: dict[str, Maker] = {
        "now": now,
        "utcnow": now,
        "today": now,
        "fromtimestamp": _make_from_timestamp,
        "timestamp": _make_zoned("timestamp"),
        "astimezone": _make_zoned("astimezone"),
    }
    guard.add_rule(datetime.datetime, Rule(replaced=zoned))
    list_classes(guard, datetime)
    return public_names(datetime, also="datetime_CAPI UTC")


def _make_from_date_stamp(guard: Guarding, raw: Any) -> Callable[..., Any]:
    def fromtimestamp(cls: type, /, timestamp: Any) -> Any:
        raise Undecided(_KIND, "fromtimestamp() needs the time zone of the machine")

    return fromtimestamp
