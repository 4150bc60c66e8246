"""The seam between the pipeline and the programming languages that it can judge."""

from patchcritic.languages.choose import find_languages
from patchcritic.languages.nouns import Facts, FoundTests, Language
from patchcritic.languages.python import Python

__all__ = ["Facts", "FoundTests", "Language", "Python", "find_languages"]
