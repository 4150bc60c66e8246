"""Where tasks run: in this process, in several on this machine, or on a ray cluster."""

from __future__ import annotations

from typing import Literal

from patchcritic.bench.engines.nouns import N_RETRIES, Engine, Lost
from patchcritic.bench.engines.serial import SerialEngine

EngineName = Literal["local", "ray"]


def choose_engine(name: EngineName, *, n_jobs: int = 1, address: str | None = None) -> Engine:
    """The engine of a name; ``local`` stays in this process unless there are several jobs."""
    if name == "ray":
        from patchcritic.bench.engines.cluster import RayEngine

        return RayEngine(address=address, n_jobs=n_jobs)
    if n_jobs == 1:
        return SerialEngine()
    from patchcritic.bench.engines.processes import ProcessEngine

    return ProcessEngine(n_jobs)


__all__ = ["N_RETRIES", "Engine", "EngineName", "Lost", "choose_engine"]
