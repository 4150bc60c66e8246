"""Static facts about a patch and its tests: what is certain without running or asking anything."""

from patchcritic.facts.finder import FactFinder

__all__ = ["FactFinder"]
