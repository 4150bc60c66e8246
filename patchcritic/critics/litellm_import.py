"""The one place that imports litellm: late, quietly, and off the network."""

from __future__ import annotations

import logging
import os
import threading
from concurrent.futures import Future
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
    litellm: Any = import_module("litellm")
    import_module("openai.resources.chat")  # else the first call does, 0.4 s, in the event loop
    litellm.suppress_debug_info = True
    litellm.telemetry = False
    litellm.redact_messages_in_exceptions = True
    return litellm
