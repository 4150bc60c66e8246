"""The embedded critic: llama.cpp in this process."""

from __future__ import annotations
