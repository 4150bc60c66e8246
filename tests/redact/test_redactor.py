"""Placeholders keep code the code it was, and say where they stand for the same."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.redact import Redactor, has_placeholder, redact_message
from tests.redact.conftest import EMBEDDED, SHAPES, Forge


@pytest.fixture
def redactor() -> Redactor:
    return Redactor(key=b"key")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_placeholder_is_as_long_as_its_secret_and_begins_alike(
    shape: str, redactor: Redactor, forge: Forge
) -> None:
    secret = SHAPES[shape](forge)
    text = f'def f():\n    return "{secret}"\n'

    shown = redactor.redact(text)

    assert secret not in shown
    assert len(shown) == len(text)
    assert ast.dump(ast.parse(shown)).count("REDACTED") == 1
    assert has_placeholder(shown)
    assert redactor.redact(shown) == shown


def test_equal_secrets_stay_equal_and_others_differ(redactor: Redactor) -> None:
    one, other = (SHAPES["github-classic"](Forge(seed)) for seed in (1, 2))

    shown = redactor.redact(f"{one}\n{other}\n{one}\n").splitlines()

    assert shown[0] == shown[2] != shown[1]
    assert all(line.startswith("ghp_REDACTED") for line in shown)


def test_another_installation_has_other_placeholders(forge: Forge) -> None:
    secret = SHAPES["npm"](forge)
    assert Redactor(key=b"a").redact(secret) != Redactor(key=b"b").redact(secret)
    assert Redactor(key=b"a").redact(secret) == Redactor(key=b"a").redact(secret)


def test_what_was_learnt_is_found_where_nothing_tells_what_it_is(
    redactor: Redactor, forge: Forge
) -> None:
    secret = forge.draw(20)
    redactor.learn(f'password = "{secret}"')

    shown = redactor.redact(f"assert seen == ['{secret}']")

    assert secret not in shown
    assert shown.count("REDACTED") == 1


def test_places_are_told_without_values(redactor: Redactor, forge: Forge) -> None:
    secret = SHAPES["stripe-live"](forge)
    shown = redactor.redact(f"a = 1\nb = '{secret}'\n", "app/pay.py")
    redactor.redact(f"'{SHAPES['npm'](forge)}'", "other.py")

    (place,) = redactor.list_places([shown, "nothing"])

    assert (place.path, place.line, place.kind) == ("app/pay.py", 2, "Stripe key")
    assert secret not in repr(redactor.places)
    assert secret not in repr(redactor)


def test_a_private_key_has_one_place(redactor: Redactor, forge: Forge) -> None:
    shown = redactor.redact(f"a = 1\n{forge.pem()}", "k.pem")
    assert [(one.path, one.line) for one in redactor.list_places([shown])] == [("k.pem", 3)]


def test_nothing_is_taken_out_on_demand(forge: Forge) -> None:
    text = SHAPES["npm"](forge)
    redactor = Redactor(is_on=False)
    redactor.learn(text)
    assert redactor.redact(text) == text


def test_a_message_names_the_variable_of_a_key(
    monkeypatch: pytest.MonkeyPatch, forge: Forge
) -> None:
    key = forge.draw(24)
    monkeypatch.setenv("SOME_API_KEY", key)
    monkeypatch.setenv("SOME_NAME", "provider")

    said = redact_message(f"Incorrect API key provided: {key} for provider")

    assert said == "Incorrect API key provided: (SOME_API_KEY) for provider"


_PIECES = st.sampled_from(
    [draw(Forge(7)) for draw in SHAPES.values()]
    + [template.format(draw(Forge(8))) for template, draw in EMBEDDED.values()]
    + [Forge(9).pem(), "\n", " ", '"', "token = ", "password: ", "REDACTED", "://a:b1@", "\r\n"]
)


@given(st.lists(_PIECES | st.text(max_size=20), max_size=8).map("".join))
def test_lines_stay_and_so_do_placeholders(text: str) -> None:
    redactor = Redactor(key=b"key")

    shown = redactor.redact(text)

    assert shown.count("\n") == text.count("\n")
    again = redactor.redact(shown)
    assert all(mark in again for mark in redactor.places if mark in shown)
