"""Options that say whom to ask, how, and what it may cost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Model = Annotated[
    str | None,
    typer.Option(
        "--model", "-m", metavar="NAME",
        help="auto, local, a .gguf file, scripted:FILE, or any litellm name such as "
        "openai/gpt-5.6.  [default: auto]",
    ),
]  # fmt: skip
Cascade = Annotated[
    str | None,
    typer.Option(
        metavar="CHEAP,STRONG",
        help="Ask the models in turn, the next one only where the one before cannot tell.",
    ),
]  # fmt: skip
ApiBase = Annotated[str | None, typer.Option(metavar="URL", help="An OpenAI-compatible server.")]
Prompt = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="full, checkpoints, plain, or auto: what suits the model."
        "  [default: auto]",
    ),
]  # fmt: skip
Samples = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="Ask up to N times and fold the answers; stops once one label has won."
        "  [default: 1]",
    ),
]  # fmt: skip
Combine = Annotated[
    str | None,
    typer.Option(metavar="HOW", help="vote, mean or auto: how samples fold.  [default: auto]"),
]
SecondLook = Annotated[
    str | None,
    typer.Option(
        metavar="HOW", help="hidden or shown: ask again, without or with the first answer in view.",
    ),
]  # fmt: skip
Panel = Annotated[
    bool | None,
    typer.Option("--panel", help="Four critics with different eyes; who disagree meet again."),
]
Reference = Annotated[
    Path | None,
    typer.Option(
        "--reference", metavar="PATCH", envvar="PATCHCRITIC_REFERENCE",
        help="A change known to be right, such as the merged fix, to contrast with.",
    ),
]  # fmt: skip
Explore = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="Let the model look up at most N things in the patched tree."
        "  [default: 0]",
    ),
]  # fmt: skip
MaxCost = Annotated[
    float | None,
    typer.Option(metavar="USD", help="Stop asking before more is spent; exits 4."),
]
Price = Annotated[
    str | None,
    typer.Option(
        metavar="IN,OUT[,CACHED]",
        help="What the model costs, in USD per million tokens, when no list says.",
    ),
]  # fmt: skip
Tracer = Annotated[
    str | None,
    typer.Option(
        metavar="WHEN", help="auto, on or off: work out values on syntax trees before a model is "
        "asked.  [default: auto]",
    ),
]  # fmt: skip
FailFast = Annotated[
    bool | None,
    typer.Option("--fail-fast", help="Stop once one failing test has decided the verdict."),
]
Rule = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="strict-and, product, noisy-and or logistic: how tests fold into the "
        "verdict.  [default: strict-and]",
    ),
]  # fmt: skip
Profile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A calibration profile, as `bench calibrate` writes it."),
]
MaxFalseAccept = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE", help="Choose the threshold so that at most this share of wrong patches is "
        "accepted; needs a profile.",
    ),
]  # fmt: skip
Timeout = Annotated[
    float | None, typer.Option(metavar="S", help="Seconds for one answer.  [default: 120]")
]
Concurrency = Annotated[
    int | None, typer.Option(metavar="N", help="Tests judged at once.  [default: 8]")
]
