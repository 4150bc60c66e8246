"""What one source file defines, imports and names; and how files and dotted names belong."""

from patchcritic.symbols.definitions import parse_symbols
from patchcritic.symbols.index import SymbolIndex, SymbolStore
from patchcritic.symbols.modules import ModuleMap
from patchcritic.symbols.nouns import MAIN_GUARD, MODULE, Definition, FileSymbols, Import, Parameter
from patchcritic.symbols.source import SourceProblem, parse_source, pause_collection
from patchcritic.symbols.tokens import TokenTable, token_text

__all__ = [
    "MAIN_GUARD",
    "MODULE",
    "Definition",
    "FileSymbols",
    "Import",
    "ModuleMap",
    "Parameter",
    "SourceProblem",
    "SymbolIndex",
    "SymbolStore",
    "TokenTable",
    "parse_source",
    "parse_symbols",
    "pause_collection",
    "token_text",
]
