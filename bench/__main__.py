"""Run all benchmarks, or those named, in turn; one that fails does not stop the rest."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time
import traceback

import bench


def benchmark_names() -> list[str]:
    """The modules of this folder that are benchmarks, in alphabetical order."""
    return [m.name for m in pkgutil.iter_modules(bench.__path__) if not m.name.startswith("_")]


def run_benchmark(name: str) -> bool:
    """Run one benchmark under a heading; tells whether it came through."""
    print(f"\n== {name} " + "=" * (76 - len(name)), flush=True)
    started = time.perf_counter()
    try:
        importlib.import_module(f"bench.{name}").main()
    except Exception:
        traceback.print_exc(file=sys.stdout)
        is_done = False
    else:
        is_done = True
    seconds = time.perf_counter() - started
    print(f"-- {name}: {seconds:.1f} s" + ("" if is_done else ", FAILED"), flush=True)
    return is_done


def main() -> int:
    """Run what the command line names; 1 when any of it failed, 2 for an unknown name."""
    known = benchmark_names()
    wanted = sys.argv[1:] or known
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; known: {', '.join(known)}")
        return 2
    failed = [name for name in wanted if not run_benchmark(name)]
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
