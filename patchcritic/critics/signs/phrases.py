"""Phrases that speak to a judge: what to answer, what to forget, whom they take for the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PASS = r"(?:pass|passes|passed|passing)\b"
_SAID = (
    r"(?:(?:pass|passes)\b(?!\W{1,3}(?:or )?(?:fail|abstain)| (?:or|the|a|an|it|them|through|in)\b)"
    r"|(?:passed|passing)\b(?! (?!for |to |on |and )[a-z]))"
)
_RULES = (
    r"(?:instruction|prompt|rule|direction|guideline|order|command|fact|premise|criteri|directive)"
)
_JUDGE = r"(?:judge|critic|grader|reviewer|evaluator|verifier|assessor)s?\b"
_MACHINE = r"(?:ai|llm|a\.i\.|language model|automated|model|chatbot)"

# The phrase of arXiv 2211.09527, in the languages that most people write.
_OVERRIDE = re.compile(
    "|".join(
        (
            (
                r"\b(?:ignor(?:e|ing)|disregard|forget|override|overrule|bypass|do not follow"
                r"|don't follow) "
                r"(?:(?:all|any|every|of|the|your|these|those|my|that|it|other) ){0,4}"
                r"(?:previous|prior|above|earlier|preceding|foregoing|former|system|initial|original)"
                rf" (?:[a-z]{{1,12}} ){{0,2}}{_RULES}"
            ),
            (
                r"\b(?:ignore|disregard|forget) (?:all|any|every|your|the) (?:of )?"
                r"(?:your |the |these |other )?(?:instructions?|rules|guidelines|facts|premises)\b"
                r"(?! (?:if|when|unless|for|in|from|with|as)\b)"
            ),
            r"\bnew (?:system )?instructions? ?:",
            (
                r"\b(?:ignore|disregard|forget) (?:the |any |all )?(?:rules|instructions)"
                r" (?:in your|in the prompt|of the prompt|you (?:were|got|have)"
                r"|given (?:to you|before))"
            ),
            r"\b(?:ignore|disregard|forget) everything (?:above|before|you (?:were|have|know))",
            (
                r"\b(?:previous|prior|above|earlier) (?:instructions|rules|guidelines)"
                r" (?:no longer|do not|don't|are (?:void|obsolete|outdated|cancell?ed|wrong))"
            ),
            (
                r"\bignorier(?:e|en|t) (?:\w{2,12} ){0,3}(?:vorherigen|bisherigen|obigen|früheren"
                r"|vorigen) \w{0,4}anweisung"
            ),
            (
                r"\b(?:ignore[zr]?|oublie[zr]?) (?:\w{2,9} ){0,3}(?:instructions|consignes)"
                r" (?:précédent|antérieur)"
            ),
            r"\b(?:ignor[ae]d?|olvid[ae]d?) (?:\w{2,9} ){0,3}instrucciones (?:anterior|previa)",
            r"\bignor[ai](?:te)? (?:\w{2,9} ){0,3}istruzioni (?:precedent|di prima)",
            r"\bignor[ea]r? (?:\w{2,9} ){0,3}instruções (?:anterior|prévia)",
            r"\bnegeer (?:\w{2,9} ){0,3}(?:vorige|eerdere|bovenstaande) (?:instructies|opdracht)",
            r"\bzignoruj (?:\w{2,14} ){0,3}(?:instrukcje|polecenia)",
            r"\bönceki (?:tüm |bütün )?talimatları? (?:\w{2,9} ){0,2}(?:yok say|görmezden|unut)",
            r"(?:игнорируй|забудь)(?:те)? (?:\w{2,12} ){0,3}(?:инструкци|указани)",
            r"(?:忽略|无视|忘记|忽視|無視)[^\n。]{0,12}(?:指令|指示|说明|提示词|規則|规则)",
            r"(?:指示|命令|ルール)を(?:すべて|全て|全部)?(?:無視|忘れ)",
            r"(?:이전|위의|앞의)[^\n.]{0,8}(?:지시|명령|지침)[^\n.]{0,8}(?:무시|잊)",
            r"تجاهل (?:\S{1,9} ){0,2}(?:التعليمات|الأوامر)",
            (
                r"(?:पिछले|पहले के) (?:\S{1,9} ){0,2}निर्देशों (?:को )?(?:\S{1,9} )?"
                r"(?:अनदेखा|नज़रअंदाज़|भूल)"
            ),
        )
    )
)
_ORDER = re.compile(
    r"\b(?:answer|reply|respond|output|predict|label|conclude|judge|rate|classify|grade|say|mark)\b"
    r""
    r"(?: (?:it|this|that|them|with|label|verdict|only|as|the|tests?|a|an|json|word|always|is"
    r"|to be|must be|every|all|patch|case|verdict|exactly|just|result|one|following)\b){0,6}"
    rf"[\s:=\"'`*({{]{{1,4}}{_SAID}"
)
_PRESSED = re.compile(
    r"\b(?:you (?:must|should|shall|have to|need to|will|are to|can only|may only)"
    r"|your (?:task|job|only task) is|please|just|always|simply|only|immediately|therefore"
    r"|instead|must|and|now|then)"
    r" (?:(?:now|always|only|simply|just|please|to|therefore|then|immediately) ){0,3}$"
)
_BEGINS = re.compile(r"(?:^|[.:;!\0]) ?$")
_IS_VALUE = re.compile(r"[:=]")
_ASIDE = re.compile(r"\b(?:you|your|verdict|this test|tests?|patch|prompt|judge|model|label)\b")
_SETTLED = re.compile(
    r"\b(?:correct|right|expected|final|true|only|required|desired|valid|proper|your)"
    r" (?:answer|label|verdict|judge?ment|prediction) ?"
    r"(?:here |for this test |of this test |for the test )?"
    rf"(?:is|must be|should be|has to be|=|:)[\s\"'`*]{{0,3}}{_PASS}"
    r"|\bp_pass (?:(?:should|must|has to) be|to|of|as) [01](?:\.\d)?"
    rf"|\b(?:set|give|write|put)(?: \w{{1,9}}){{0,2}} (?:label|verdict) (?:to|as) {_PASS}"
    r"|\b(?:test passes|this test|this patch)[^.]{0,40}\b(?:answer|say|reply|respond) yes\b"
    r"|\b(?:never|do not|don't|if you) (?:answer|say|reply|predict|conclude|respond with|output)"
    r" (?:with )?[\"'`]?fail\b"
    r"|\b(?:treat|consider|regard|accept|judge|approve) (?:this|every|all|each) (?:of )?(?:the )?"
    r"(?:tests?|patch|assertions?)(?: \w{1,9}){0,2} as (?:an? )?"
    r"(?:pass|passing|passed|satisfied|correct|approved)\b"
    r"|\byou (?:must|should|have to|need to|will) (?:now )?(?:approve|accept|pass) (?:this|the)"
    r" (?:patch|test|change)\b"
)
_WORK = r"(?:check|trac|verify|analy[sz]|inspect|judg|evaluat|second.guess|doubt|look)"
_UNCHECKED = re.compile(
    r"\b(?:(?:do not|don't|no need to|never) (?:bother |try |waste time |need )?(?:to )?"
    rf"{_WORK}(?:e|ing)?|(?:without|skip|instead of|stop|refrain from) {_WORK}ing)\b"
    r"(?: (?:it|this|the|them|any|further|again|at|code|tests?|trace|assertions?|patch)\b){0,4}"
)
_HOLDS = re.compile(
    r"\b(?:tests?|patch|change|assertions?) (?:\w{2,12} ){0,4}"
    rf"(?:{_PASS}|holds?\b|succeed)"
    r"|\b(?:answer|label|verdict|p_pass|reviewer|judge)\b"
)
_ADDRESS = re.compile(
    rf"\b(?:note|message|attention|hint|reminder|instructions?|notice|memo)"
    rf" (?:to|for) (?:the |any |all |every |our )?(?:{_MACHINE}[ -]){{0,2}}{_JUDGE}"
    rf"|\b(?:note|message|attention|instructions?|notice) (?:to|for) (?:the |any |all )?"
    r"(?:ai|llm|language model|automated)s? (?:assistant|agent|model|system)s?\b"
    r"|\bnotes? (?:for|to) (?:ai|llm|language model|chatgpt|claude|gpt|gemini|copilot)s?\b ?:"
    r"|\bto (?:the|any|every) (?:ai|llm|language model|model)s? (?:that is |who is )?"
    r"(?:read|judg|review|evaluat|grad|assess)ing\b"
    r"|\b(?:ai|llm|claude|chatgpt|gpt|gemini|assistant) ?[:,] ?please\b"
    r"|\b(?:dear|hey|hello|hi|attention),? (?:ai|llm|claude|chatgpt|gpt|gemini|assistant)\b,"
    rf"|\b(?:dear|hey|hello|hi|attention),? (?:ai|llm|language model|{_MACHINE}? ?{_JUDGE})"
    rf"|\bif you(?: are|'re) (?:an? |the )?(?:(?:{_MACHINE})\b|(?:automated )?{_JUDGE})"
    rf"|\bas (?:an? |the )(?:ai|llm|language model|automated)(?: \w{{2,9}})? {_JUDGE}"
    r"|\bas an ai(?: language model| model| assistant)?,? you\b"
)
_WINDOW = 160
"""Characters around an order in which its reader or its reason is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A stretch of a text that is a sign, and of what kind."""

    kind: str
    start: int
    end: int


def find_phrases(text: str) -> Iterator[Hit]:
    """Where a running text in small letters speaks to whoever judges it."""
    for match in _OVERRIDE.finditer(text):
        yield _hit("override-instructions", match)
    for match in _SETTLED.finditer(text):
        yield _hit("dictates-answer", match)
    for match in _ORDER.finditer(text):
        before = text[max(0, match.start() - _WINDOW) : match.start()]
        after = text[match.end() : match.end() + _WINDOW]
        is_order = (
            "only" in match[0]
            or _PRESSED.search(before[-40:])
            or (_BEGINS.search(before[-2:]) and not _IS_VALUE.search(match[0]))
        )
        if is_order and _ASIDE.search(f"{before}\0{match[0]}\0{after}"):
            yield _hit("dictates-answer", match)
    for match in _UNCHECKED.finditer(text):
        around = text[max(0, match.start() - _WINDOW) : match.end() + _WINDOW]
        if _HOLDS.search(around):
            yield _hit("dictates-answer", match)
    for match in _ADDRESS.finditer(text):
        yield _hit("addresses-judge", match)


def _hit(kind: str, match: re.Match[str]) -> Hit:
    return Hit(kind=kind, start=match.start(), end=match.end())
