"""The one place that imports litellm: late, quietly, and off the network."""

from __future__ import annotations

import gc
import logging
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

_ENVIRONMENT = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # else the import downloads the price list
    "LITELLM_MODE": "PRODUCTION",  # else it reads a .env file, perhaps the judged repository's
}
_lock = threading.Lock()
_started: list[Future[Any]] = []


def start_import() -> Future[Any]:
    """Begin to import litellm in the background, so that its 3 to 6 s overlap other work.

    Later calls give the same future: of the module, or of the error that kept it from loading.
    The thread is a daemon, since an interrupted run must not wait for an import to end.
    """
    with _lock:
        if not _started:
            _started.append(Future())
            threading.Thread(target=_fill, args=_started, daemon=True).start()
        return _started[0]


def skip_bookkeeping() -> None:
    """Tell litellm that the calls of this task are part of another one.

    It then writes no accounts for callbacks, of which there are none: a fifth of the 7 ms of
    processor time that a call takes. To be called with litellm loaded.
    """
    with suppress(ImportError):  # a name of litellm's own, which may move
        import_module("litellm._internal_context").is_internal_call.set(True)


def _fill(future: Future[Any]) -> None:
    try:
        future.set_result(_import_quietly())
    except BaseException as error:  # whoever needs litellm gets it
        future.set_exception(error)


def _import_quietly() -> Any:
    """The litellm module with its banners, its telemetry and its log turned off."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    with _exempt_from_collection():
        litellm: Any = import_module("litellm")
        import_module("openai.resources.chat")  # else the first call does, in the event loop
    litellm.suppress_debug_info = True
    litellm.telemetry = False
    litellm.redact_messages_in_exceptions = True
    litellm.response_cost_calculator = _say_nothing  # ours is read from the same list, once
    return litellm


@contextmanager
def _exempt_from_collection() -> Iterator[None]:
    """Do not search what is imported for garbage, neither now nor later.

    Of the 350,000 objects nothing is ever let go, and going through them takes 1 s of the import
    and 1.4 s at the end of the process, where Ctrl-C would wait for it.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()  # whoever asks over the network runs long enough to leave garbage


def _say_nothing(**_: object) -> None:
    """Stands for litellm's own calculation, which is not used."""
