"""A language model of 250 kB that says one of two words: llama.cpp for real, in milliseconds.

Written after the GGUF specification, version 3. Every token looks at all tokens alike, and the
attention carries one thing only: whether `` pass`` is among them. The output matrix favours one
word when it is, and another when it is not.
"""

from __future__ import annotations

import random
import struct
from pathlib import Path

_WIDTH = 64
_CONTROL = ("<|im_start|>", "<|im_end|>")
_PASS = "\u0120pass"
_WORDS = ("ye", "yes", "no", "Ye", "Yes", "No", "\u0120p", "\u0120pa", "\u0120pas", _PASS)
_MERGES = (
    *("y e", "ye s", "n o", "Y e", "Ye s", "N o"),
    *("\u0120 p", "\u0120p a", "\u0120pa s", "\u0120pas s"),
)
_OPPOSITE = {"yes": "no", "no": "yes", "Yes": "No", "No": "Yes"}
# One token among the thousand of a prompt, letter by letter, is still heard.
_LOUD = 500.0
_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_UINT32, _INT32, _FLOAT32, _STRING, _ARRAY = 4, 5, 6, 8, 9


def write_tiny_gguf(path: Path, favourite: str, turned: str | None = None) -> Path:
    """Write a model that says ``favourite`` when asked whether a test passes; returns ``path``.

    Asked anything else it says ``turned``, by default the opposite of ``favourite`` if it has one.
    """
    tokens = [*_byte_tokens(), *_WORDS, *_CONTROL]
    tensors = _make_tensors(tokens, favourite, turned or _OPPOSITE.get(favourite, favourite))
    metadata = _make_metadata(tokens)
    head = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(metadata))
    head += b"".join(_text(key) + value for key, value in metadata.items())
    offset = 0
    for name, (shape, values) in tensors.items():
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, offset)
        offset += 4 * len(values)
    head += bytes(-len(head) % 32)
    body = b"".join(struct.pack(f"<{len(values)}f", *values) for _, values in tensors.values())
    path.write_bytes(head + body)
    return path


def _make_metadata(tokens: list[str]) -> dict[str, bytes]:
    kinds = [3 if token in _CONTROL else 1 for token in tokens]
    sizes = {
        "block_count": 1,
        "context_length": 32768,
        "embedding_length": _WIDTH,
        "feed_forward_length": _WIDTH,
        "attention.head_count": 2,
        "attention.head_count_kv": 2,
        "rope.dimension_count": _WIDTH // 2,
    }
    return {
        "general.architecture": struct.pack("<I", _STRING) + _text("llama"),
        **{f"llama.{key}": struct.pack("<II", _UINT32, size) for key, size in sizes.items()},
        "llama.attention.layer_norm_rms_epsilon": struct.pack("<If", _FLOAT32, 1e-5),
        "tokenizer.ggml.model": struct.pack("<I", _STRING) + _text("gpt2"),
        "tokenizer.ggml.pre": struct.pack("<I", _STRING) + _text("qwen2"),
        "tokenizer.ggml.tokens": _texts(tokens),
        "tokenizer.ggml.token_type": struct.pack("<IIQ", _ARRAY, _INT32, len(kinds))
        + struct.pack(f"<{len(kinds)}i", *kinds),
        "tokenizer.ggml.merges": _texts(list(_MERGES)),
        "tokenizer.ggml.eos_token_id": struct.pack("<II", _UINT32, tokens.index("<|im_end|>")),
        "tokenizer.chat_template": struct.pack("<I", _STRING) + _text(_TEMPLATE),
    }


def _make_tensors(
    tokens: list[str], favourite: str, turned: str
) -> dict[str, tuple[list[int], list[float]]]:
    draw = random.Random(0)
    square = [_WIDTH, _WIDTH]
    zeros, ones = [0.0] * _WIDTH**2, [1.0] * _WIDTH
    embedding: list[float] = []
    output: list[float] = []
    for token in tokens:
        # The first component is 1 in every state, the second one tells of " pass".
        embedding += [1.0, float(token == _PASS)]
        embedding += [draw.uniform(-0.05, 0.05) for _ in range(_WIDTH - 2)]
        output += [0.8 * (token == turned), 1.2 * (token == favourite)]
        output += [draw.uniform(-0.05, 0.05) for _ in range(_WIDTH - 2)]
    matrices = ("attn_q", "attn_k", "ffn_gate", "ffn_up", "ffn_down")
    return {
        "token_embd.weight": ([_WIDTH, len(tokens)], embedding),
        "output.weight": ([_WIDTH, len(tokens)], output),
        "output_norm.weight": ([_WIDTH], ones),
        "blk.0.attn_norm.weight": ([_WIDTH], ones),
        "blk.0.ffn_norm.weight": ([_WIDTH], ones),
        "blk.0.attn_v.weight": (square, _carry_second(_LOUD)),
        "blk.0.attn_output.weight": (square, _carry_second(1.0)),
        **{f"blk.0.{name}.weight": (square, zeros) for name in matrices},
    }


def _carry_second(factor: float) -> list[float]:
    """A square matrix that keeps the second component alone."""
    matrix = [0.0] * _WIDTH**2
    matrix[_WIDTH + 1] = factor
    return matrix


def _byte_tokens() -> list[str]:
    """GPT-2's letters for the 256 bytes: printable ones stand for themselves."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {byte: chr(byte) for byte in printable}
    letters |= {byte: chr(256 + i) for i, byte in enumerate(others)}
    return [letters[byte] for byte in range(256)]


def _text(text: str) -> bytes:
    data = text.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def _texts(texts: list[str]) -> bytes:
    head = struct.pack("<IIQ", _ARRAY, _STRING, len(texts))
    return head + b"".join(_text(text) for text in texts)
