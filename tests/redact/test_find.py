"""Every known shape is found; what people write for names, versions and examples is not."""

from __future__ import annotations

import time
import uuid

import pytest

from patchcritic.redact.find import find_secrets, is_secret_word
from tests.redact.conftest import EMBEDDED, SHAPES, Forge

N_DRAWN = 20


@pytest.mark.parametrize("shape", SHAPES)
def test_a_secret_of_a_known_shape_is_found_whole(shape: str) -> None:
    for seed in range(N_DRAWN):
        secret = SHAPES[shape](Forge(seed))
        for text in (f'KEY = "{secret}"\n', f"{secret}", f"see {secret}, please", f"({secret})"):
            found = find_secrets(text)
            assert [text[one.start : one.end] for one in found] == [secret], text


@pytest.mark.parametrize("place", EMBEDDED)
def test_a_secret_is_found_by_what_stands_around_it(place: str) -> None:
    template, draw = EMBEDDED[place]
    for seed in range(N_DRAWN):
        secret = draw(Forge(seed))
        text = template.format(secret)
        (found,) = find_secrets(text)
        hidden = text[found.start + found.n_kept : found.end]
        assert hidden in (secret, f"{secret}=", f"{secret}==", f"{secret}%3D"), text


@pytest.mark.parametrize(
    "text",
    [
        'password = "hunter2"',
        'password = "correct-horse-battery-staple"',
        "password = get_password_from_keyring2()",
        'token = "csrfmiddlewaretoken"',
        'SECRET_KEY = "django-insecure-change-me"',
        'api_key = os.environ["OPENAI_API_KEY"]',
        'api_key="your-api-key-here-12345678"',
        'token_url = "https://example.org/oauth2/token"',
        'token: "sha256"',
        "access_key_id = settings.aws_access_key_id_v2",
        'hashed_password = "pbkdf2_sha256"',
        "AKIAIOSFODNN7EXAMPLE",
        "http://user:password@host/",
        "http://user:pass@host/",
        "postgres://{user}:{password1}@{host}/",
        "redis://localhost:6379/0",
        "sk-learn-estimator-documentation-link-4",
        "sk-toggleable__content",
        "commit 0123456789abcdef0123456789abcdef01234567",
        "sha256:" + "ab12" * 16,
        "eyJhbGciOiJIUzI1NiJ9",
        'if key.startswith("-----BEGIN PRIVATE KEY-----") and ends("-----END PRIVATE KEY-----"):',
        "npm_config_registry",
        "pypi-publish",
        "Authorization: Basic dXNlcm5hbWU6cGFzc3dvcmQ=",
        'raise TokenError("invalid_request_object_2")',
        "key-value-store-of-the-session-backend",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert find_secrets(text) == ()


def test_each_line_of_a_private_key_is_a_secret(forge: Forge) -> None:
    key = forge.pem()
    text = f"before = 1\n{key}after = 'x' * 40\n"

    found = [text[one.start : one.end] for one in find_secrets(text)]

    assert found == key.splitlines()[1:-1]


@pytest.mark.parametrize("kind", ["", "EC ", "OPENSSH ", "ENCRYPTED ", "DSA "])
def test_private_keys_of_all_kinds(kind: str, forge: Forge) -> None:
    assert len(find_secrets(forge.pem(kind, n_lines=3))) == 4


def test_a_private_key_on_one_line_of_code(forge: Forge) -> None:
    escaped = forge.pem(n_lines=3).replace("\n", "\\n")
    text = f'KEY = "{escaped}"'

    found = find_secrets(text)

    assert len(found) == 4
    assert all(text[one.start - 2 : one.start] == "\\n" for one in found)


def test_a_private_key_that_is_cut_off(forge: Forge) -> None:
    cut = forge.pem(n_lines=6).rpartition("-----END")[0]
    assert len(find_secrets(cut)) >= 6


def test_a_placeholder_is_no_secret() -> None:
    assert find_secrets('api_key = "REDACTEDa2b3c4xxxxxxxxxxxxxx1a2b3c4d5"') == ()


def test_a_placeholder_between_the_marks_of_a_key_is_no_line_of_it() -> None:
    placeholder = "REDACTEDa2b3c4" + "x" * 40
    assert find_secrets(f"-----BEGIN PRIVATE KEY-----{placeholder}\nstartswith(-----END ") == ()
    assert find_secrets(f"-----BEGIN PRIVATE KEY-----{placeholder}.{'x' * 50}\n-----END ") == ()


def test_words_that_are_secrets_in_themselves(forge: Forge) -> None:
    assert is_secret_word(SHAPES["github-classic"](forge))
    assert is_secret_word(forge.draw(32))
    assert not is_secret_word("test_redirect_to_login_page_2")
    assert not is_secret_word("assertRaisesRegex")


# Each is 200 kB of what a careless pattern would take quadratic time for.
@pytest.mark.parametrize(
    "piece",
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        "eyJ",
        "eyJaaaaaaaaa.",
        "eyJ-",
        "token",
        "token='",
        "token = ",
        "password:",
        "a://a:",
        "a:",
        "xoxb-",
        "sk-ant-",
        "bearer ",
        "x",
        "1a",
        "=",
        "\\",
        '"',
        "\n",
        str(uuid.UUID(int=7)),
    ],
)
def test_time_is_linear_in_the_text(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    started = time.process_time()

    find_secrets(text)

    assert time.process_time() - started < 1.0
