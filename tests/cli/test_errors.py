from __future__ import annotations

import pytest

from patchcritic.cli.errors import run_to_exit
from patchcritic.errors import ModelUnavailable, UsageProblem


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (UsageProblem("bad \x1b[31minput"), 2, "patchcritic: bad input"),
        (ModelUnavailable("no key"), 3, "patchcritic: no key"),
        (KeyboardInterrupt(), 130, "patchcritic: interrupted"),
        (ZeroDivisionError("oops"), 3, "internal error: ZeroDivisionError: oops"),
    ],
)
def test_every_error_is_one_sentence_and_a_code(
    error: BaseException, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(SystemExit) as caught:
        run_to_exit(fail)

    assert caught.value.code == code
    said = capsys.readouterr().err
    assert said.startswith("patchcritic: ")
    assert says in said
    assert said.count("\n") == 1


def test_the_traceback_is_there_for_those_who_ask_and_shows_no_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATCHCRITIC_DEBUG", "1")
    key = "gh" + "p_" + "a1B2c3D4e5F6" * 3

    def fail() -> None:
        raise RuntimeError(f"refused: {key}\x1b[2J")

    with pytest.raises(SystemExit) as caught:
        run_to_exit(fail)

    assert caught.value.code == 3
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "RuntimeError: refused: ghp_REDACTED" in said
    assert key not in said
    assert "\x1b" not in said
