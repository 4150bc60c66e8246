from __future__ import annotations

from collections.abc import Callable


def test_annotations_are_there_before_the_first_statement(same: Callable[[str], None]) -> None:
    same(
        """
        print(__annotations__)
        __annotations__["early"] = 1
        if True:
            late: int = 2
        class First:
            before = 1
            print(__annotations__)
            for _ in range(2):
                after: str = "x"
        class Second:
            def method(self):
                inner: int = 3
        class Third:
            match 1:
                case 1:
                    deep: bytes
        print(__annotations__, [name for name in vars(First)])
        print("__annotations__" in vars(Second), Third.__annotations__)
        names = {}
        exec("print(__annotations__)\\nx: int = 1", names)
        print(names["__annotations__"])
        """
    )


def test_the_functional_form_of_an_enumeration_makes_a_traced_class(
    same: Callable[[str], None],
) -> None:
    same(
        """
        import enum
        class Base(enum.Flag):
            def shout(self): return self.name.upper()
        Month = enum.Enum("Month", "june july", start=4)
        Right = Base("Right", {"r": 4, "w": 2})
        for kind in (Month, Right, enum.IntEnum("Small", [("a", 1)], qualname="X.Small")):
            print(kind.__module__, kind.__qualname__, list(kind), len(kind))
        print(Month.june.value, Month("june" and 4), Month["july"], Right.r.shout(), Right.r | 2)
        try:
            Month("may", "x")
        except Exception as error:
            print(type(error), error)
        try:
            Month(1)
        except ValueError as error:
            print(error)
        """
    )
