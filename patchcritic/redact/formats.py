"""The shapes in which services hand out keys and tokens, each with a mark to look for first.

Sources: the services' own pages, and the rules of gitleaks and detect-secrets (both open source),
where a service documents no shape. All patterns are bounded, so that their time is linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of secret."""

    kind: str
    """For a reader, in lower case but for names: ``AWS access key``."""
    marks: tuple[str, ...]
    """Texts of which one stands in every secret of this kind: looked for before the pattern."""
    pattern: re.Pattern[str]
    """The group ``secret`` is what must go, the whole match where there is no such group."""
    n_kept: int = 0
    """Characters at its beginning that say what it is and are no secret."""


def _format(kind: str, pattern: str, *marks: str, kept: int = 0) -> Format:
    bounded = rf"(?<![A-Za-z0-9_]){pattern}(?![A-Za-z0-9_])"
    return Format(kind=kind, marks=marks, pattern=re.compile(bounded), n_kept=kept)


_GITHUB = ("ghp_", "gho_", "ghu_", "ghs_", "ghr_")
_GITLAB = ("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-", "gloas-")
_OPENAI = ("sk-proj-", "sk-svcacct-", "sk-admin-", "sk-or-v1-")

FORMATS = (
    _format("AWS access key", r"(?:AKIA|ASIA|ABIA|ACCA)(?!\w{0,12}EXAMPLE)[A-Z2-7]{16}",
            "AKIA", "ASIA", "ABIA", "ACCA", kept=4),
    _format("GitHub token", r"gh[opsur]_[A-Za-z0-9]{36,255}", *_GITHUB, kept=4),
    _format("GitHub token", r"github_pat_[A-Za-z0-9_]{40,255}", "github_pat_", kept=11),
    _format("GitLab token", r"gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas)-[\w.-]{20,255}", *_GITLAB,
            kept=6),
    _format("Slack token", r"xox[abeoprs]-(?=[\w-]{0,80}\d)[\w-]{20,255}", "xox", kept=5),
    _format("Slack token", r"xapp-\d-[A-Z0-9]{8,15}-\d{8,16}-[a-f0-9]{32,64}", "xapp-", kept=5),
    _format("Slack webhook", r"hooks\.slack\.com/(?:services|workflows)/(?P<secret>[\w/]{40,80})",
            "hooks.slack.com/"),
    _format("Stripe key", r"[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}",
            "k_live_", "k_test_", kept=8),
    _format("Stripe webhook secret", r"whsec_[A-Za-z0-9+/]{24,64}={0,2}", "whsec_", kept=6),
    _format("Anthropic key", r"sk-ant-[\w-]{24,255}", "sk-ant-", kept=7),
    _format("OpenAI key", r"sk-(?:proj|svcacct|admin|or-v1)-[\w-]{24,255}", *_OPENAI, kept=8),
    _format("OpenAI key", r"sk-[A-Za-z0-9]{32,64}", "sk-", kept=3),
    _format("Google API key", r"AIza[\w-]{35}", "AIza", kept=4),
    _format("Google client secret", r"GOCSPX-[\w-]{28}", "GOCSPX-", kept=7),
    _format("Google access token", r"ya29\.[\w-]{20,255}", "ya29.", kept=5),
    _format("npm token", r"npm_[A-Za-z0-9]{36}", "npm_", kept=4),
    _format("PyPI token", r"pypi-[\w-]{60,255}", "pypi-", kept=5),
    _format("JSON web token", r"(?<!-)eyJ[\w-]{8,4000}\.eyJ[\w-]{8,4000}\.[\w-]{16,2000}", "eyJ",
            kept=3),
    _format("Azure storage key", r"AccountKey=(?P<secret>[A-Za-z0-9+/]{86}==)", "AccountKey="),
    _format("Azure access key", r"SharedAccessKey=(?P<secret>[A-Za-z0-9+/]{43}=)",
            "SharedAccessKey="),
    _format("Azure signature", r"sig=(?P<secret>[A-Za-z0-9%+/]{43,64}(?:%3[Dd]|=))", "sig="),
    _format("Azure client secret", r"[A-Za-z0-9]{3}[78]Q~[\w.~-]{31,34}", "7Q~", "8Q~"),
    _format("SendGrid key", r"SG\.[\w-]{22}\.[\w-]{43}", "SG.", kept=3),
    _format("Twilio key", r"SK[0-9a-f]{32}", "SK", kept=2),
    _format("Hugging Face token", r"hf_[A-Za-z0-9]{30,64}", "hf_", kept=3),
    _format("Databricks token", r"dapi[0-9a-f]{32}", "dapi", kept=4),
    _format("DigitalOcean token", r"do[opr]_v1_[0-9a-f]{64}", "_v1_", kept=7),
    _format("Shopify token", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}", "shp", kept=6),
    _format("Telegram bot token", r"\d{8,10}:(?P<secret>AA[\w-]{33})", ":AA", kept=2),
    _format("Mailgun key", r"key-[0-9a-f]{32}", "key-", kept=4),
    _format("Vault token", r"hv[bs]\.[\w-]{24,255}", "hvs.", "hvb.", kept=4),
    _format("age key", r"AGE-SECRET-KEY-1[A-Z0-9]{58}", "AGE-SECRET-KEY-1", kept=16),
    _format("Docker token", r"dckr_[op]at_[\w-]{27,64}", "dckr_pat_", "dckr_oat_", kept=9),
    _format("Groq key", r"gsk_[A-Za-z0-9]{40,64}", "gsk_", kept=4),
    _format("xAI key", r"xai-[A-Za-z0-9]{60,100}", "xai-", kept=4),
    _format("Replicate token", r"r8_[A-Za-z0-9]{37}", "r8_", kept=3),
)  # fmt: skip
