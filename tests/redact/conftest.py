"""Made-up secrets of every known shape, put together here: none stands in this repository."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable

import pytest

DIGITS, HEX = string.digits, "0123456789abcdef"
UPPER, LOWER = string.ascii_uppercase, string.ascii_lowercase
ALNUM = UPPER + LOWER + DIGITS
BASE32 = UPPER + "234567"
BASE64 = ALNUM + "+/"


class Forge:
    """Draws secrets; the same number gives the same one."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def draw(self, n: int, letters: str = ALNUM) -> str:
        """So many characters, with a digit and a letter among them."""
        while True:
            text = "".join(self._random.choices(letters, k=n))
            if n < 2 or (any(map(str.isdigit, text)) and any(map(str.isalpha, text))):
                return text

    def jwt(self) -> str:
        """A signed token of three parts."""
        parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": self.draw(10), "iat": 1_700_000_000})
        encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts]
        head = ".".join(part.decode().rstrip("=") for part in encoded)
        return f"{head}.{self.draw(43)}"

    def pem(self, kind: str = "RSA ", n_lines: int = 12) -> str:
        """A private key of whole lines and a shorter last one."""
        lines = [self.draw(64, BASE64) for _ in range(n_lines)] + [self.draw(22, BASE64) + "=="]
        body = "\n".join(lines)
        return f"-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----\n"


def _prefixed(prefix: str, n: int, letters: str = ALNUM) -> Callable[[Forge], str]:
    return lambda forge: prefix + forge.draw(n, letters)


# The prefixes are joined, so that no scanner takes this table for a find.
SHAPES: dict[str, Callable[[Forge], str]] = {
    "aws-access-key": _prefixed("AKIA", 16, BASE32),
    "aws-session-key": _prefixed("ASIA", 16, BASE32),
    "github-classic": _prefixed("ghp_", 36),
    "github-oauth": _prefixed("gho_", 36),
    "github-app": _prefixed("ghs_", 36),
    "github-fine": lambda f: "github_pat_" + f.draw(22) + "_" + f.draw(59),
    "gitlab": _prefixed("glpat-", 20),
    "slack-bot": lambda f: "xoxb-" + f.draw(12, DIGITS + "a") + "-" + f.draw(24),
    "slack-app": lambda f: (
        "xapp-1-A" + f.draw(10, UPPER + DIGITS) + "-" + "1234567890123" + "-" + f.draw(64, HEX)
    ),
    "stripe-live": _prefixed("sk_live_", 24),
    "stripe-restricted": _prefixed("rk_test_", 24),
    "stripe-webhook": _prefixed("whsec_", 32),
    "openai": _prefixed("sk-", 48),
    "openai-project": _prefixed("sk-proj-", 60),
    "anthropic": lambda f: "sk-ant-api03-" + f.draw(86) + "-AA",
    "openrouter": _prefixed("sk-or-v1-", 64, HEX),
    "google-api": _prefixed("AIza", 35),
    "google-client": _prefixed("GOCSPX-", 28),
    "google-access": _prefixed("ya29.", 60),
    "npm": _prefixed("npm_", 36),
    "pypi": _prefixed("pypi-AgEIcHlwaS5vcmc", 80),
    "jwt": Forge.jwt,
    "sendgrid": lambda f: "SG." + f.draw(22) + "." + f.draw(43),
    "twilio": _prefixed("SK", 32, HEX),
    "hugging-face": _prefixed("hf_", 34),
    "databricks": _prefixed("dapi", 32, HEX),
    "digitalocean": _prefixed("dop_v1_", 64, HEX),
    "shopify": _prefixed("shpat_", 32, HEX),
    "vault": _prefixed("hvs.", 30),
    "age": _prefixed("AGE-SECRET-KEY-1", 58, UPPER + DIGITS),
    "docker": _prefixed("dckr_pat_", 27),
    "groq": _prefixed("gsk_", 52),
    "replicate": _prefixed("r8_", 37),
    "mailgun": _prefixed("key-", 32, HEX),
    "azure-client": lambda f: f.draw(3) + "8Q~" + f.draw(34),
}
"""How a secret of each kind is drawn; all of it but a known beginning is secret."""

EMBEDDED: dict[str, tuple[str, Callable[[Forge], str]]] = {
    "telegram": ("123456789:AA{}", _prefixed("", 33)),
    "slack-hook": (
        "https://hooks.slack.com/services/{}",
        lambda f: f"T{f.draw(9)}/B{f.draw(9)}/{f.draw(24)}",
    ),
    "azure-storage": ("DefaultEndpointsProtocol=https;AccountKey={}==;x=1", _prefixed("", 86)),
    "azure-bus": ("Endpoint=sb://x/;SharedAccessKey={}=", _prefixed("", 43)),
    "azure-sas": ("https://x.blob.core.windows.net/c?sv=1&sig={}%3D", _prefixed("", 43)),
    "url-password": ("postgres://admin:{}@db.internal:5432/app", _prefixed("", 16)),
    "redis-password": ("redis://:{}@cache/0", _prefixed("", 20)),
    "bearer": ('headers = {{"Authorization": "Bearer {}"}}', _prefixed("", 40)),
    "basic": ("Authorization: Basic {}", lambda f: base64.b64encode(f.draw(24).encode()).decode()),
    "python-keyword": ('connect(password="{}")', _prefixed("", 18)),
    "python-name": ("API_KEY = '{}'", _prefixed("", 32)),
    "python-annotated": ('client_secret: str = "{}"', _prefixed("", 32)),
    "python-item": ('settings["SECRET_KEY"] = "{}"', _prefixed("", 50)),
    "json": ('{{"auth_token": "{}"}}', _prefixed("", 40, HEX)),
    "yaml": ("access_token: {}\n", _prefixed("", 40)),
    "dotenv": ("AWS_SECRET_ACCESS_KEY={}\n", _prefixed("", 40, BASE64)),
    "ini": ("secret = {}\n", _prefixed("", 30)),
    "js": ("const apiKey = '{}';", _prefixed("", 32)),
    "ruby": (":private_key => '{}'", _prefixed("", 32)),
}
"""Where secrets without a shape of their own stand, and how they are drawn."""


@pytest.fixture
def forge() -> Forge:
    return Forge(1)
