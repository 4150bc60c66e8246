"""The one place that imports litellm: late, quietly, and off the network."""

from __future__ import annotations

import logging
import os
import threading
from contextlib import suppress
from importlib import import_module
from typing import Any

_ENVIRONMENT = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # else the import downloads the price list
    "LITELLM_MODE": "PRODUCTION",  # else it reads a .env file, perhaps the judged repository's
}
_lock = threading.Lock()


def start_import() -> None:
    """Begin to import litellm in the background, so that the 5 s it takes overlap other work.

    Whatever goes wrong is met again, and reported, where litellm is needed.
    """
    threading.Thread(target=_import_quietly, name="import-litellm", daemon=True).start()


def _import_quietly() -> None:
    with suppress(Exception):
        load_litellm()


def load_litellm() -> Any:
    """The litellm module with its banners, its telemetry and its log turned off."""
    with _lock:
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
