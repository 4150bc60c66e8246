"""A language model of 100 kB that always says one word: llama.cpp for real, in milliseconds.

Written after the GGUF specification, version 3. Attention and feed-forward weights are zero, so
the next token depends on nothing but the output matrix, which favours the given word.
"""

from __future__ import annotations

import random
import struct
from pathlib import Path

_WIDTH = 64
_CONTROL = ("<|im_start|>", "<|im_end|>")
_WORDS = ("ye", "yes", "no", "Ye", "Yes", "No")
_MERGES = ("y e", "ye s", "n o", "Y e", "Ye s", "N o")
_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_UINT32, _INT32, _FLOAT32, _STRING, _ARRAY = 4, 5, 6, 8, 9


def write_tiny_gguf(path: Path, favourite: str) -> Path:
    """Write a model whose likeliest token is ``favourite``; returns ``path``."""
    tokens = [*_byte_tokens(), *_WORDS, *_CONTROL]
    tensors = _make_tensors(tokens, favourite)
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


def _make_tensors(tokens: list[str], favourite: str) -> dict[str, tuple[list[int], list[float]]]:
    draw = random.Random(0)
    square = [_WIDTH, _WIDTH]
    zeros, ones = [0.0] * _WIDTH**2, [1.0] * _WIDTH
    embedding: list[float] = []
    output: list[float] = []
    for token in tokens:
        # The first component is 1 in every state, so it can carry the favourite.
        embedding += [1.0, *(draw.uniform(-0.05, 0.05) for _ in range(_WIDTH - 1))]
        output += [0.8 if token == favourite else 0.0]
        output += [draw.uniform(-0.05, 0.05) for _ in range(_WIDTH - 1)]
    matrices = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
    return {
        "token_embd.weight": ([_WIDTH, len(tokens)], embedding),
        "output.weight": ([_WIDTH, len(tokens)], output),
        "output_norm.weight": ([_WIDTH], ones),
        "blk.0.attn_norm.weight": ([_WIDTH], ones),
        "blk.0.ffn_norm.weight": ([_WIDTH], ones),
        **{f"blk.0.{name}.weight": (square, zeros) for name in matrices},
    }


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
