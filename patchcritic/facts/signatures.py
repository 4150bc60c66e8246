"""Whether a call fits a signature, by the rules of the language reference, section "Calls"."""

from __future__ import annotations

import ast
import inspect

from patchcritic.facts.nouns import FunctionNode


class _Default:
    """Stands for a default value that is not evaluated."""

    def __repr__(self) -> str:
        return "..."


_DEFAULT = _Default()


def read_signature(node: FunctionNode, *, skip_first: bool = False) -> inspect.Signature | None:
    """The function's signature; ``skip_first`` drops ``self`` or ``cls``.

    None when there is no first parameter to drop, which only a strange definition has.
    """
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    first_default = len(positional) - len(arguments.defaults)
    parameters = [
        inspect.Parameter(
            argument.arg,
            inspect.Parameter.POSITIONAL_ONLY
            if position < len(arguments.posonlyargs)
            else inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=_DEFAULT if position >= first_default else inspect.Parameter.empty,
        )
        for position, argument in enumerate(positional)
    ]
    if skip_first:
        if not parameters and arguments.vararg is None:
            return None
        parameters = parameters[1:]
    if arguments.vararg:
        parameters.append(inspect.Parameter(arguments.vararg.arg, inspect.Parameter.VAR_POSITIONAL))
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        parameters.append(
            inspect.Parameter(
                argument.arg,
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if default is None else _DEFAULT,
            )
        )
    if arguments.kwarg:
        parameters.append(inspect.Parameter(arguments.kwarg.arg, inspect.Parameter.VAR_KEYWORD))
    try:
        return inspect.Signature(parameters)
    except ValueError:
        return None


def explain_misfit(signature: inspect.Signature, call: ast.Call) -> str | None:
    """Why the call raises TypeError, or None when it fits or ``*args`` hide what it passes."""
    if any(isinstance(argument, ast.Starred) for argument in call.args):
        return None
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    names = [keyword.arg for keyword in call.keywords if keyword.arg]
    if len(set(names)) != len(names):
        return None
    try:
        signature.bind(*call.args, **dict.fromkeys(names, None))
    except TypeError as problem:
        return str(problem)
    return None


def describe_call(call: ast.Call) -> str:
    """The call's shape without the values: ``load(_, _, many=)``."""
    name = ast.unparse(call.func)
    shown = ["_"] * len(call.args) + [f"{keyword.arg}=" for keyword in call.keywords]
    return f"{name if len(name) <= 60 else '...' + name[-57:]}({', '.join(shown)})"
