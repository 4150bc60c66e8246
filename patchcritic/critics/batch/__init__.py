"""Calls written down for a batch service, and its answers taken in."""

from __future__ import annotations
