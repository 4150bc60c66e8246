"""``python -m patchcritic``."""

from __future__ import annotations

from patchcritic.cli import main

if __name__ == "__main__":
    main()
