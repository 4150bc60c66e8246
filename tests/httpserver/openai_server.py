"""A small OpenAI-shaped server on 127.0.0.1 that answers, and fails, as it is told.

Behaviours have names, see ``BEHAVIOURS``. ``server.plan(key, *names)`` tells what requests whose
text holds ``key`` meet, one name a request, the last one for ever; without a plan all is good,
but for the share of requests that ``server.spoil(...)`` names.
"""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

GOOD = {"label": "pass", "p_pass": 0.9, "rationale": "1. traced", "witness": None, "citations": []}
WITNESS = {
    "assertion": "assert f() == 1",
    "expected": "1",
    "actual": "2",
    "path": "t.py",
    "line": 3,
}
FAIL = {**GOOD, "label": "fail", "p_pass": 0.1, "witness": WITNESS}
MAX_BODY = 4 * 1024 * 1024


@dataclass(frozen=True)
class Behaviour:
    """What is sent back for one request."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    is_cut: bool = False
    """Announce more bytes than are sent, then hang up."""
    dribble_s: float = 0.0
    """Send the body byte by byte, with this pause."""
    is_reset: bool = False


def completion(
    content: str | None,
    *,
    finish_reason: str = "stop",
    logprobs: object = None,
    **message: object,
) -> bytes:
    """The body of a chat completion."""
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "test",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content, **message},
                "finish_reason": finish_reason,
                "logprobs": logprobs,
            }
        ],
        "usage": {
            "prompt_tokens": 100,
            "completion_tokens": 20,
            "total_tokens": 120,
            "prompt_tokens_details": {"cached_tokens": 60},
        },
    }
    return json.dumps(body).encode("utf-8")


def _error(status: int, message: str, code: str | None = None, **headers: str) -> Behaviour:
    body = {"error": {"message": message, "type": "error", "param": None, "code": code}}
    return Behaviour(status, json.dumps(body).encode("utf-8"), headers)


_HTML = b"<!DOCTYPE html><html><head><title>Bad gateway</title></head><body>nginx</body></html>"

_LOGPROBS = {
    "content": [
        {
            "token": "pass",
            "logprob": -0.1,
            "bytes": None,
            "top_logprobs": [
                {"token": " fail", "logprob": -2.5, "bytes": None},
                {"token": "pass", "logprob": -0.1, "bytes": None},
                {"token": "x", "logprob": -15.0, "bytes": None},
            ],
        }
    ]
}
_TOOL_CALL = {
    "id": "call-1",
    "type": "function",
    "function": {"name": "grep", "arguments": '{"pattern": "x"}'},
}

BEHAVIOURS: dict[str, Behaviour] = {
    "good": Behaviour(body=completion(json.dumps(GOOD))),
    "fail": Behaviour(body=completion(json.dumps(FAIL))),
    "logprobs": Behaviour(body=completion(json.dumps(GOOD), logprobs=_LOGPROBS)),
    "tool-call": Behaviour(
        body=completion(None, finish_reason="tool_calls", tool_calls=[_TOOL_CALL])
    ),
    "fail-bare": Behaviour(body=completion(json.dumps({**FAIL, "witness": None}))),
    "fenced": Behaviour(body=completion(f"Let me see.\n```json\n{json.dumps(GOOD)}\n```")),
    "prose": Behaviour(body=completion("It probably passes.")),
    "wrong-schema": Behaviour(body=completion('{"verdict": "ok"}')),
    "contradiction": Behaviour(body=completion(json.dumps({**FAIL, "p_pass": 0.9}))),
    "cut": Behaviour(body=completion('{"rationale": "1. the', finish_reason="length")),
    "empty": Behaviour(body=completion("")),
    "null": Behaviour(body=completion(None)),
    "refusal": Behaviour(body=completion("I'm sorry, but I can't help with that.")),
    "refusal-field": Behaviour(body=completion(None, refusal="I cannot do this.")),
    "filtered": Behaviour(body=completion("", finish_reason="content_filter")),
    "slow": Behaviour(body=completion(json.dumps(GOOD)), delay_s=5.0),
    "dribble": Behaviour(body=completion(json.dumps(GOOD)), dribble_s=0.1),
    "brief": Behaviour(body=completion(json.dumps(GOOD)), delay_s=0.2),
    "truncated": Behaviour(body=completion(json.dumps(GOOD)), is_cut=True),
    "reset": Behaviour(is_reset=True),
    "invalid-json": Behaviour(body=b'{"choices": [{"index": 0, "mess'),
    "no-choices": Behaviour(body=b'{"id": "x", "object": "chat.completion", "choices": []}'),
    "other-json": Behaviour(body=b'{"ok": true}'),
    "html": Behaviour(body=_HTML, headers={"Content-Type": "text/html"}),
    "html-502": Behaviour(502, _HTML, {"Content-Type": "text/html"}),
    "429": _error(429, "Rate limit reached", "rate_limit_exceeded"),
    "429-wait": _error(429, "Rate limit reached", **{"Retry-After": "0.5"}),
    "429-hours": _error(429, "Rate limit reached", **{"Retry-After": "7200"}),
    "quota": _error(429, "You exceeded your current quota", "insufficient_quota"),
    "500": _error(500, "The server had an error"),
    "503": _error(503, "Overloaded"),
    "400": _error(400, "Invalid value for 'messages'"),
    "context": _error(
        400, "This model's maximum context length is 8192 tokens.", "context_length_exceeded"
    ),
    "schema-400": _error(400, "Invalid parameter: 'response_format' of type 'json_schema'"),
    "logprobs-400": _error(400, "logprobs are not supported with this model"),
    "temperature-400": _error(400, "Unsupported value: 'temperature' must be 1"),
    "401": _error(401, "Incorrect API key provided", "invalid_api_key"),
    "403": _error(403, "Not allowed"),
    "404": _error(404, "The model does not exist", "model_not_found"),
}


FAULTS = (
    "429",
    "429-wait",
    "500",
    "503",
    "slow",
    "truncated",
    "reset",
    "invalid-json",
    "other-json",
    "no-choices",
    "html",
    "html-502",
    "refusal",
    "refusal-field",
    "filtered",
    "empty",
    "null",
    "cut",
    "prose",
    "wrong-schema",
)
"""What may go wrong with one request and not with all of them."""


class OpenAIServer:
    """The server and its record of what was asked."""

    def __init__(self, *, latency_s: float = 0.0) -> None:
        self.latency_s = latency_s
        self.met: Counter[str] = Counter()
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.times: list[float] = []
        self.peak = 0
        self._n_active = 0
        self._plans: dict[str, list[str]] = {}
        self._share = 0.0
        self._faults: Sequence[str] = FAULTS
        self._random = random.Random(1)
        self._lock = threading.Lock()
        self._httpd = _HttpServer(("127.0.0.1", 0), _make_handler(self))

    @property
    def url(self) -> str:
        """What to give as ``--api-base``."""
        return f"http://127.0.0.1:{self._httpd.server_port}/v1"

    def plan(self, key: str, *names: str) -> None:
        """Let requests whose text holds ``key`` meet these behaviours in turn."""
        self._plans[key] = list(names)

    def spoil(self, share: float, names: Sequence[str], *, seed: int) -> None:
        """Let this share of the requests without a plan meet one of these behaviours."""
        self._share, self._faults, self._random = share, names, random.Random(seed)

    def stats(self) -> dict[str, Any]:
        """How many requests there were, in how many different words, and what they met."""
        with self._lock:
            questions = {json.dumps(body["messages"]) for body in self.requests}
            return {
                "n_requests": len(self.requests),
                "n_questions": len(questions),
                "met": dict(self.met),
                "peak": self.peak,
            }

    def behave(self, body: dict[str, Any], headers: dict[str, str]) -> Behaviour:
        """Note a request and choose what it meets."""
        text = json.dumps(body, ensure_ascii=False)
        with self._lock:
            self.requests.append(body)
            self.headers.append(headers)
            self.times.append(time.monotonic())
            name = self._choose(text)
            self.met[name] += 1
        return BEHAVIOURS[name]

    def _choose(self, text: str) -> str:
        for key, names in self._plans.items():
            if key in text:
                return names.pop(0) if len(names) > 1 else names[0]
        is_spoilt = self._random.random() < self._share
        return self._random.choice(self._faults) if is_spoilt else "good"

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count a request among those under way."""
        with self._lock:
            self._n_active += 1
            self.peak = max(self.peak, self._n_active)
        try:
            yield
        finally:
            with self._lock:
                self._n_active -= 1

    @contextmanager
    def running(self) -> Iterator[OpenAIServer]:
        """Serve until the block is left."""
        thread = threading.Thread(target=self._httpd.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._httpd.shutdown()
            self._httpd.server_close()
            thread.join()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that time out hang up; that is no news."""


def _make_handler(server: OpenAIServer) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10
        disable_nagle_algorithm = True  # else head and body are 40 ms apart

        def do_POST(self) -> None:
            with server.counted():
                n_bytes = min(int(self.headers.get("Content-Length", 0)), MAX_BODY)
                body = json.loads(self.rfile.read(n_bytes))
                self._send(server.behave(body, dict(self.headers)))

        def do_GET(self) -> None:
            self._write(Behaviour(body=json.dumps(server.stats()).encode("utf-8")))

        def _send(self, behaviour: Behaviour) -> None:
            time.sleep(server.latency_s + behaviour.delay_s)
            if behaviour.is_reset:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            self._write(behaviour)

        def _write(self, behaviour: Behaviour) -> None:
            self.send_response(behaviour.status)
            headers = {"Content-Type": "application/json", **behaviour.headers}
            headers["Content-Length"] = str(len(behaviour.body) + 500 * behaviour.is_cut)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if behaviour.dribble_s:
                for byte in behaviour.body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(behaviour.dribble_s)
            else:
                self.wfile.write(behaviour.body)
            self.close_connection = self.close_connection or behaviour.is_cut

        def log_message(self, format: str, *args: object) -> None:
            """Quiet: pytest shows what matters."""

    return Handler
