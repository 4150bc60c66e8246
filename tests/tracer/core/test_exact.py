"""Exceptions that would not start in CPython, told by the object of ours that is behind them."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from patchcritic.tracer.core.exact import admit, exact
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided
from patchcritic.tracer.host.models.threads import Event, Lock

json: Any = importlib.import_module("json")
"""Untyped, since it is called with what it does not take."""


@exact
def call(function: Any, *args: Any, **kwargs: Any) -> Any:
    return function(*args, **kwargs)


@exact
def throw(error: BaseException) -> Any:
    raise error


@offers("")
class Nothing:
    """A model that takes no arguments."""


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (Event, (1,)),
        (Lock().acquire, (1, 2, 3)),
        (Nothing, (1,)),
        (json.JSONDecoder(object_hook=Lock().locked).decode, ('{"a": 1}',)),
    ],
)
def test_a_model_that_refuses_arguments_is_undecided(function: Any, args: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError) as caught:
        call(function, *args)
    with pytest.raises(Undecided):
        admit(caught.value)


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (json.dumps, ()),
        (json.loads, (1,)),
        (throw, (TypeError("Lock.acquire() takes 1 positional argument"),)),
        (throw, (AttributeError("no", obj=Lock(), name="x"),)),
        (len, (1,)),
    ],
)
def test_what_the_host_raises_itself_is_exact(function: Any, args: tuple[Any, ...]) -> None:
    try:
        call(function, *args)
    except (TypeError, AttributeError) as error:
        admit(error)


def test_a_name_that_a_model_lacks_is_undecided_in_the_library() -> None:
    with pytest.raises(AttributeError) as caught:
        json.dump({}, Event())
    with pytest.raises(Undecided):
        admit(caught.value)
    with pytest.raises(AttributeError) as caught:
        json.dump({}, 1)
    admit(caught.value)
