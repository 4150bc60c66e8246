"""From a call to a reply: prices, retries, what is kept, and litellm at the end."""

from __future__ import annotations
