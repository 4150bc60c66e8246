"""Runs the server in a process of its own: ``python tests/httpserver --latency 0.2 --faults 0.3``.

The first line on stdout is the address. ``GET /v1/stats`` tells what was asked so far.
"""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType

from openai_server import FAULTS, OpenAIServer  # type: ignore[import-not-found]  # beside it


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each reply")
    parser.add_argument("--faults", type=float, default=0.0, help="share of replies gone wrong")
    parser.add_argument("--seed", type=int, default=1, help="chooses which ones")
    options = parser.parse_args()
    server = OpenAIServer(latency_s=options.latency)
    server.spoil(options.faults, FAULTS, seed=options.seed)
    signal.signal(signal.SIGTERM, _leave)
    with server.running():
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        signal.pause()


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    main()
