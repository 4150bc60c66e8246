"""The embedded model: its weights, llama.cpp, and how fast this machine reads and writes."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.cli.doctor.nouns import Check, State
from patchcritic.errors import ModelUnavailable

if TYPE_CHECKING:
    from patchcritic.critics.local.engine import Engine
    from patchcritic.models import KnownModel

WRITTEN_TOKENS = 16
SAMPLE = "def area_{n}(width, height):\n    return width * height + {n}\n"
"""Each line is read as about 20 tokens; the numbers keep it from looking like a loop."""
N_SAMPLES = 12
N_CONTEXT = 2048


def check_embedded(model: str, *, n_threads: int | None = None) -> tuple[Check, ...]:
    """Everything that running the model here takes. Raises ``UsageProblem`` for no known name."""
    weights = check_weights(model)
    llama = check_llama()
    if State.FAIL in (weights.state, llama.state):
        return weights, llama
    return weights, llama, measure_speed(Path(weights.details["path"]), n_threads=n_threads)


def check_weights(model: str) -> Check:
    """Whether the weights are here, whole. Raises ``UsageProblem`` for a name nobody knows."""
    from patchcritic.models import require_model

    known = _known(model)
    try:
        path = require_model(known.name if known else model.removeprefix("local:"))
    except ModelUnavailable as error:
        return Check(name="weights", state=State.FAIL, message=str(error))
    n_bytes = path.stat().st_size
    details = {"path": str(path.absolute()), "bytes": n_bytes}
    if known and n_bytes != known.size:
        message = (
            f"{path} has {n_bytes:,} bytes instead of {known.size:,}: run `patchcritic models rm "
            f"{known.alias}` and `patchcritic models pull {known.alias}`."
        )
        return Check(name="weights", state=State.FAIL, message=message, details=details)
    message = f"{path}, {n_bytes / 1e6:,.0f} MB."
    return Check(name="weights", state=State.OK, message=message, details=details)


def _known(model: str) -> KnownModel | None:
    from patchcritic.models import default_local_model, known_model

    if model.endswith(".gguf"):
        return None
    _, _, name = model.partition(":")
    return known_model(name) if name else default_local_model()


def check_llama(command: tuple[str, ...] = (sys.executable, "-I", "-c")) -> Check:
    """Whether llama.cpp loads, tried in a process of its own: built for other processors it ends
    the whole process with a signal."""
    from patchcritic.critics.local.engine import NO_LLAMA

    # -I keeps a xllamacpp.py in the current folder from being imported.
    code = "import xllamacpp; print(getattr(xllamacpp, '__version__', ''))"
    result = subprocess.run(
        [*command, code], capture_output=True, text=True, errors="replace", check=False
    )
    version = result.stdout.strip()
    if result.returncode == 0:
        message = f"xllamacpp {version} loads.".replace("  ", " ")
        return Check(
            name="llama.cpp", state=State.OK, message=message, details={"version": version}
        )
    if result.returncode < 0:
        name = signal.Signals(-result.returncode).name
        message = (
            f"xllamacpp ends the process with {name} when it is loaded: it was built for another "
            "processor; `pip install --force-reinstall --no-binary xllamacpp xllamacpp` builds it."
        )
    elif "No module named 'xllamacpp'" in result.stderr:
        message = NO_LLAMA
    else:
        reason = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
        message = f"xllamacpp cannot be imported ({reason}): install it anew."
    return Check(name="llama.cpp", state=State.FAIL, message=message)


def measure_speed(weights: Path, *, n_threads: int | None = None) -> Check:
    """Read some 300 tokens and write 16, and say how many tokens a second that is."""
    from patchcritic.critics.local.engine import Engine, default_threads

    n_threads = n_threads or default_threads()
    try:
        engine = Engine(weights, n_context=N_CONTEXT, n_threads=n_threads)
    except ModelUnavailable as error:
        return Check(name="speed", state=State.FAIL, message=str(error))
    try:
        reading, writing = _time(engine)
    except RuntimeError as error:
        message = f"llama.cpp failed ({error}): try another model, or install xllamacpp anew."
        return Check(name="speed", state=State.FAIL, message=message)
    finally:
        engine.close()
    details = {
        "read_tokens_per_s": round(reading, 1),
        "written_tokens_per_s": round(writing, 1),
        "n_threads": n_threads,
    }
    message = (
        f"It reads {reading:,.0f} and writes {writing:,.1f} tokens/s with {n_threads} threads: a "
        f"prompt of 2,000 tokens takes {2000 / reading:,.0f} s when it is new."
    )
    return Check(name="speed", state=State.OK, message=message, details=details)


def _time(engine: Engine) -> tuple[float, float]:
    """Tokens a second read and written: the second question finds its prompt in the cache."""
    code = "".join(SAMPLE.format(n=n) for n in range(N_SAMPLES))
    prompt = [{"role": "user", "content": f"{code}\nExplain each of these functions at length."}]
    first = engine.ask(prompt, max_tokens=1, is_stopped=_never)
    second = engine.ask(prompt, max_tokens=WRITTEN_TOKENS, is_stopped=_never)
    n_read = first.usage.prompt_tokens - first.usage.cached_tokens
    return n_read / first.usage.seconds, second.usage.completion_tokens / second.usage.seconds


def _never() -> bool:
    return False
