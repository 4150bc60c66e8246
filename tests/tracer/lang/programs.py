"""Small programs made at random over the language that the evaluator covers.

Every variable may hold a value of any kind, so most programs end in some exception sooner or
later: its type, message and chain are what CPython and the evaluator must agree about.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

VALUES = (
    "0", "1", "2", "-3", "7", "10 ** 20", "True", "False", "None", "''", "'ab'", "'xyz'", "b'q'",
    "1.5", "-0.0", "2j", "[]", "[1, 2, 3]", "(4, 5)", "()", "{}", "{'a': 1}", "{1, 2}",
    "range(3)", "...", "slice(1, 2)", "int", "str", "len", "NotImplemented",
)  # fmt: skip
BINARY = ("+", "-", "*", "/", "//", "%", "&", "|", "^", "<<", ">>", "@", "**")
COMPARE = ("==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not")
NAMES = ("a", "b", "c", "d")
ERRORS = ("ValueError", "KeyError", "TypeError", "IndexError", "ZeroDivisionError", "Oops")
METHODS = (
    "append(1)", "pop()", "upper()", "items()", "get('a', 5)", "index(1)", "copy()", "keys()",
    "count('a')", "m(1)", "n", "p", "__len__()", "nothing", "add(3)", "split('b')", "sort()",
    "real", "k(2, z=1)", "cm()", "sm(1)", "bit_length()", "join(['a', 'b'])",
)  # fmt: skip
CALLS = (
    "len", "str", "repr", "list", "tuple", "sorted", "sum", "max", "min", "abs", "bool", "int",
    "set", "f", "g", "h", "K", "L", "next", "iter", "reversed", "type", "callable", "float", "hash",
    "any", "all", "enumerate", "dict", "gen", "q",
)  # fmt: skip
PRELUDE = """
class Oops(Exception):
    def __str__(self):
        return "oops " + ", ".join(map(repr, self.args))
class M:
    def __init__(self, quiet=False):
        self.quiet = quiet
    def __enter__(self):
        print("enter")
        return self
    def __exit__(self, kind, value, traceback):
        print("exit", kind and kind.__name__, value)
        return self.quiet
def show(*values):
    for value in values:
        print(type(value).__name__, value if not callable(value) else "callable", end=" ")
    print()
def q(*args, **kwargs):
    return args, sorted(kwargs)
a, b, c, d = 1, "ab", [1, 2, 3], {"a": 1}
"""


class Maker:
    """Makes one program."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.in_loop = False
        self.in_function = False
        self.in_generator = False

    def program(self) -> str:
        lines = [PRELUDE, *self.function("f"), *self.function("g"), *self.function("h")]
        lines += [*self.klass("K", ""), *self.klass("L", "K"), *self.generator()]
        for _ in range(self.random.randint(3, 8)):
            lines += self.guarded(self.statement(2))
        lines += [*self.statement(2), "show(a, b, c, d)", ""]
        return "\n".join(lines)

    def guarded(self, lines: list[str]) -> list[str]:
        if self.random.random() < 0.3:
            return lines
        return [
            "try:", *indent(lines),
            "except Exception as error:",
            "    causes = repr(error.__cause__), repr(error.__context__)",
            "    print(type(error).__name__, error, *causes)",
            "    error = None",
        ]  # fmt: skip

    # Expressions.

    def expression(self, depth: int = 2) -> str:
        if depth <= 0 or self.random.random() < 0.2:
            return self.random.choice([*NAMES * 3, *VALUES])
        return self.random.choice(self.EXPRESSIONS)(self, depth - 1)

    def binary(self, depth: int) -> str:
        operator = self.random.choice(BINARY)
        right = self.expression(depth)
        if operator in ("**", "<<"):
            right = self.random.choice(["0", "2", "-1", "b", "'a'"])
        return f"({self.expression(depth)} {operator} {right})"

    def unary(self, depth: int) -> str:
        return f"({self.random.choice(['-', '+', '~', 'not '])}{self.expression(depth)})"

    def comparison(self, depth: int) -> str:
        text = self.expression(depth)
        for _ in range(self.random.choice([1, 1, 2])):
            text += f" {self.random.choice(COMPARE)} {self.expression(depth - 1)}"
        return f"({text})"

    def logic(self, depth: int) -> str:
        word = self.random.choice(["and", "or"])
        return f"({self.expression(depth)} {word} {self.expression(depth)})"

    def choice(self, depth: int) -> str:
        parts = [self.expression(depth) for _ in range(3)]
        return f"({parts[0]} if {parts[1]} else {parts[2]})"

    def item(self, depth: int) -> str:
        key = self.random.choice(
            ["0", "-1", "'a'", "1:", ":2", "::-1", "5", self.expression(depth)]
        )
        return f"({self.expression(depth)})[{key}]"

    def attribute(self, depth: int) -> str:
        return f"({self.expression(depth)}).{self.random.choice(METHODS)}"

    def call(self, depth: int) -> str:
        args = [self.expression(depth) for _ in range(self.random.choice([0, 1, 1, 1, 2, 3]))]
        extra = self.random.random()
        if extra < 0.12:
            args.append(f"*{self.expression(depth)}")
        if extra < 0.06:
            args.append(f"**{self.expression(depth)}")
        if extra > 0.85:
            args.append(f"{self.random.choice(['x', 'y', 'z', 'key'])}={self.expression(depth)}")
        function = self.random.choice(CALLS)
        if function == "sum" or function == "list":
            args = args[:1]
        return f"{function}({', '.join(args)})"

    def display(self, depth: int) -> str:
        parts = [self.expression(depth) for _ in range(self.random.randint(0, 3))]
        if self.random.random() < 0.2:
            parts.append(f"*{self.expression(depth)}")
        inside = ", ".join(parts)
        kind = self.random.choice(["list", "tuple", "set", "dict"])
        if kind == "list":
            return f"[{inside}]"
        if kind == "tuple":
            return f"({inside},)" if parts else "()"
        if kind == "set" and parts:
            return f"{{{inside}}}"
        pairs = [f"{self.expression(0)}: {part}" for part in parts if not part.startswith("*")]
        return "{" + ", ".join([*pairs, *(f"*{p}" for p in parts if p.startswith("*"))]) + "}"

    def comprehension(self, depth: int) -> str:
        target = self.random.choice(["v", "v", "v, w", "a"])
        name = target[0]
        element = self.random.choice([name, f"{name} + 1", f"({name}, a)", self.expression(depth)])
        tail = f"for {target} in {self.expression(depth)}"
        if self.random.random() < 0.3:
            tail += f" for u in {self.random.choice([name, 'range(2)'])}"
        if self.random.random() < 0.4:
            tail += f" if {self.random.choice([name, f'{name} != 1', self.expression(depth)])}"
        kind = self.random.random()
        if kind < 0.5:
            return f"[{element} {tail}]"
        if kind < 0.7:
            return f"{{{name}: {element} {tail}}}"
        return f"sorted({element} {tail})" if kind < 0.8 else f"list({element} {tail})"

    def formatted(self, depth: int) -> str:
        spec = self.random.choice(["", "!r", "!s", "!a", ":>6", ":<{2 + 3}", ":.2f", ":d", "="])
        value = self.expression(depth).replace('"', "'").replace("\\", "")
        if "'" in value or "{" in value or spec == "=":
            value = self.random.choice(NAMES)
        return f"f'<{{{value}{spec}}}>'"

    def walrus(self, depth: int) -> str:
        return f"({self.random.choice(NAMES)} := {self.expression(depth)})"

    def function_value(self, depth: int) -> str:
        head = self.random.choice(["", "x", "x, y=1", "*x", "x, /, *, z=2", "**x"])
        return f"(lambda {head}: {self.expression(depth)})"

    def applied(self, depth: int) -> str:
        return f"{self.function_value(depth)}({self.expression(depth)})"

    EXPRESSIONS: tuple[Callable[[Maker, int], str], ...] = (
        binary, binary, unary, comparison, logic, choice, item, attribute, attribute, call, call,
        call, display, display, comprehension, formatted, walrus, applied,
    )  # fmt: skip

    # Statements.

    def statement(self, depth: int) -> list[str]:
        return self.random.choice(self.STATEMENTS)(self, depth - 1)

    def block(self, depth: int) -> list[str]:
        if depth <= 0:
            return self.simple(0)
        return [line for _ in range(self.random.randint(1, 2)) for line in self.statement(depth)]

    def simple(self, depth: int) -> list[str]:
        kinds: list[Callable[[], str]] = [
            lambda: f"{self.random.choice(NAMES)} = {self.expression()}",
            lambda: f"{self.random.choice(NAMES)} = {self.expression()}",
            lambda: f"show({self.expression()})",
            lambda: (
                f"{self.random.choice(NAMES)} {self.random.choice(['+', '-', '*', '|', '%'])}="
                f" {self.expression(1)}"
            ),
            lambda: f"{self.random.choice(NAMES)}[{self.expression(1)}] = {self.expression(1)}",
            lambda: f"{self.random.choice(NAMES)}.n = {self.expression(1)}",
            lambda: (
                f"{self.random.choice(['a, b', 'a, *b', 'a, (b, c)', '[d]', 'a[0]'])} ="
                f" {self.expression(1)}"
            ),
            lambda: f"del {self.random.choice(['a[0]', 'd', 'c.n', 'b', 'd[1:]'])}",
            lambda: f"assert {self.expression(1)}, {self.expression(1)}",
            lambda: (
                f"raise {self.random.choice(ERRORS)}({self.expression(1)})"
                + self.random.choice(
                    ["", "", " from None", " from KeyError(1)", f" from {self.expression(0)}"]
                )
            ),
            lambda: "raise" if self.random.random() < 0.3 else f"raise {self.expression(0)}",
            lambda: self.expression(),
        ]
        if self.in_loop:
            kinds += [lambda: "break", lambda: "continue"]
        if self.in_function:
            kinds += [lambda: f"return {self.expression()}" if not self.in_generator else "return"]
        if self.in_generator:
            kinds += [lambda: f"a = yield {self.expression(1)}"] * 3
            kinds += [lambda: f"b = yield from {self.expression(1)}"]
        return [self.random.choice(kinds)()]

    def branch(self, depth: int) -> list[str]:
        lines = [f"if {self.expression()}:", *indent(self.block(depth))]
        if self.random.random() < 0.5:
            lines += ["else:", *indent(self.block(depth))]
        return lines

    def loop(self, depth: int) -> list[str]:
        outer, self.in_loop = self.in_loop, True
        body = indent(self.block(depth))
        self.in_loop = outer
        if self.random.random() < 0.6:
            target = self.random.choice(["v", "a", "v, a", "c[0]"])
            lines = [f"for {target} in {self.expression()}:", *body]
        else:
            lines = ["i = 0", "while i < 3:", "    i += 1", *body]
        if self.random.random() < 0.3:
            lines += ["else:", *indent(self.block(depth))]
        return lines

    def attempt(self, depth: int) -> list[str]:
        lines = ["try:", *indent(self.block(depth))]
        has_handler = self.random.random() < 0.8
        if has_handler:
            kind = self.random.choice([*ERRORS, "(KeyError, ValueError)", "Exception", "a"])
            star = "*" if self.random.random() < 0.1 and not self.in_function else ""
            outer, self.in_loop = self.in_loop, self.in_loop and not star
            inside = self.in_function
            self.in_function = inside and not star
            lines += [f"except{star} {kind} as e:", "    show(type(e), e.args)"]
            lines += indent(self.block(depth))
            self.in_loop, self.in_function = outer, inside
            if self.random.random() < 0.3:
                lines += ["else:", *indent(self.block(depth))]
        if not has_handler or self.random.random() < 0.4:
            lines += ["finally:", "    print('finally')", *indent(self.block(depth))]
        return lines

    def context(self, depth: int) -> list[str]:
        manager = self.random.choice(
            ["M()", "M(True)", "M() as a, M(True) as b", self.expression(1)]
        )
        return [f"with {manager}:", *indent(self.block(depth))]

    def matching(self, depth: int) -> list[str]:
        patterns = [
            "1 | 2", "[x, *y]", "(x, y)", "{'a': x}", "{'a': x, **y}", "str(x)", "int() | float()",
            "K(n=x)", "None", "'ab'", "[]", "[[x], _]", "dict()", "L(1, 2)", "int(x) if x > 2",
        ]  # fmt: skip
        lines = [f"match {self.expression()}:"]
        for pattern in self.random.sample(patterns, self.random.randint(1, 3)):
            lines += [f"    case {pattern}:", *indent(indent([f"show({pattern!r})"]))]
            lines += indent(indent(self.block(depth)))
        return lines

    def nested(self, depth: int) -> list[str]:
        word = self.random.choice(["", "nonlocal a", "global b"]) if self.in_function else ""
        outer = (self.in_loop, self.in_function, self.in_generator)
        self.in_loop, self.in_function, self.in_generator = False, True, False
        body = self.block(depth)
        self.in_loop, self.in_function, self.in_generator = outer
        lines = ["def inner(x=a):", *([f"    {word}"] if word else []), *indent(body)]
        return [*lines, f"show(inner({self.random.choice(['', '1', '1, 2', 'x=3'])}))"]

    STATEMENTS: tuple[Callable[[Maker, int], list[str]], ...] = (
        simple, simple, simple, simple, branch, loop, attempt, attempt, context, matching, nested,
    )  # fmt: skip

    # Definitions.

    def function(self, name: str) -> list[str]:
        signature = self.random.choice(
            ["x", "x, y=2", "*x, y=1", "x, /, y, *, z=3", "**x", "x, y, z", "", "x=1, *y, z, **w"]
        )
        head = [f"def {name}({signature}):", "    a = 1"]
        if self.random.random() < 0.3:
            head = [f"def {name}({signature}):", "    global c"]
        self.in_function = True
        body = indent([line for _ in range(2) for line in self.statement(1)])
        self.in_function = False
        return [
            *head,
            *body,
            f"    return {self.random.choice(['a', 'b', 'locals().get(' + repr('x') + ')'])}",
        ]

    def generator(self) -> list[str]:
        self.in_function = self.in_generator = True
        body = [line for _ in range(3) for line in self.statement(2)]
        self.in_function = self.in_generator = False
        lines = ["def gen(a=3, *, b=5):", "    c = d = 2", "    yield a", *indent(body)]
        sends = self.random.choice(
            ["next(it)", "it.send(4)", "it.throw(KeyError('t'))", "it.close()"]
        )
        return [
            *lines,
            "try:", "    it = gen()", "    show(next(it))", f"    show({sends})", "    show(*it)",
            "except Exception as error:",
            "    print(type(error).__name__, error, repr(error.__context__))",
        ]  # fmt: skip

    def klass(self, name: str, base: str) -> list[str]:
        maker = self.random.random()
        lines = [f"class {name}({base}):" if base else f"class {name}:", "    n = 3"]
        if maker < 0.5:
            lines += [f"    __match_args__ = {self.random.choice(['(', '('])}'n', 'k')"]
        if maker < 0.7:
            lines += ["    def __init__(self, n=2, k=1):"]
            lines += ["        super().__init__()" if not base else "        super().__init__(n)"]
            lines += ["        self.n, self.k2 = n, k"]
        lines += ["    def m(self, x):", f"        return {self.expression(1)}"]
        lines += ["    def k(self, a, *, z): return self.m(a), z"]
        lines += ["    @classmethod", "    def cm(cls): return cls.__name__"]
        lines += ["    @staticmethod", "    def sm(x): return x"]
        lines += ["    @property", "    def p(self): return self.n"]
        for special in self.random.sample(sorted(SPECIAL), 3):
            lines += [f"    def {special}({SPECIAL[special]}): return {self.expression(1)}"]
        return lines


SPECIAL = {
    "__len__": "self", "__bool__": "self", "__add__": "self, x", "__radd__": "self, x",
    "__eq__": "self, x", "__lt__": "self, x", "__getitem__": "self, x", "__iter__": "self",
    "__contains__": "self, x", "__call__": "self, *x", "__getattr__": "self, x", "__str__": "self",
    "__neg__": "self", "__enter__": "self", "__iadd__": "self, x", "__hash__": "self",
    "__index__": "self", "__format__": "self, x", "__next__": "self", "__set_name__": "self, x, y",
}  # fmt: skip


def indent(lines: list[str]) -> list[str]:
    """One level further in."""
    return [f"    {line}" for line in lines]


def make_program(random: Random) -> str:
    """One program."""
    return Maker(random).program()
