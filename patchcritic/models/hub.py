"""Weights from the publisher's hub, over HTTPS, resumed with Range requests."""

from __future__ import annotations

from patchcritic.models.catalog import KnownModel
from patchcritic.models.transfer import SourceFailed, Transfer

DEFAULT_HUB = "https://huggingface.co"
# Seconds without a byte; an unreachable hub must not delay the next source for long.
_TIMEOUT = 10.0


def fetch_from_hub(model: KnownModel, transfer: Transfer, hub: str = DEFAULT_HUB) -> None:
    """Append the missing bytes from ``hub``, resuming after drops for as long as bytes arrive.

    Raises ``SourceFailed`` when the hub cannot be reached, lacks the file, or stops delivering.
    """
    # Imported late: together they take 35 ms, which `patchcritic --help` must not pay.
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError

    url = f"{hub.rstrip('/')}/{model.hub_repo}/resolve/main/{model.file}"
    while not transfer.is_complete:
        before = transfer.done
        reason: object = f"it stopped delivering at {before:,} bytes"
        try:
            _read_once(url, transfer)
        except HTTPError as error:
            raise SourceFailed(f"{hub} answered {error.code} {error.reason}") from None
        except (OSError, HTTPException) as error:
            reason = error.reason if isinstance(error, URLError) else error
            reason = getattr(reason, "strerror", None) or reason
        if transfer.done <= before:
            raise SourceFailed(f"{hub} does not deliver ({reason})")


def _read_once(url: str, transfer: Transfer) -> None:
    from urllib.request import Request, urlopen

    done = transfer.done
    headers = {"User-Agent": "patchcritic"} | ({"Range": f"bytes={done}-"} if done else {})
    with urlopen(Request(url, headers=headers), timeout=_TIMEOUT) as response:
        if done and response.status != 206:
            raise SourceFailed(f"{url} cannot be resumed (the server ignores Range)")
        length = response.headers.get("Content-Length")
        if length is not None and int(length) != transfer.size - done:
            raise SourceFailed(f"{url} has another size than the file that was published")
        transfer.append(response, transfer.size - done)
