"""Which tests a repository has, by its source alone: node ids, parameters and fixtures."""

from patchcritic.discovery.collect import Discovery, discover_tests
from patchcritic.discovery.layout import TestLayout, load_layout
from patchcritic.discovery.options import PytestOptions
from patchcritic.discovery.select import Selection, Unmatched, select_tests

__all__ = [
    "Discovery",
    "PytestOptions",
    "Selection",
    "TestLayout",
    "Unmatched",
    "discover_tests",
    "load_layout",
    "select_tests",
]
