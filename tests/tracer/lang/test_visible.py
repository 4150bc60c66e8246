from __future__ import annotations

from collections.abc import Callable


def test_locals_and_eval_see_free_variables(same: Callable[[str], None]) -> None:
    same(
        """
        def outer(first, second):
            third = 3
            def inner(own):
                other = first + third
                print(sorted(locals().items()), eval("first * own"))
                exec("print(third)")
                def deep():
                    return second
                return sorted(locals())
            def empty():
                return locals()
            return inner(5), empty()
        print(outer(1, 2))
        class Holder:
            def method(self):
                __class__
                return sorted(locals())
        print(Holder().method())
        def late():
            def inner():
                if False:
                    value
                return locals()
            print(inner())
            value = 1
            print(inner())
        late()
        """
    )


def test_a_global_statement_makes_a_name_of_exec_global(same: Callable[[str], None]) -> None:
    same(
        '''
        text = """
value = 9
other = 8
def set_it():
    global value
    value += 1
    return value
result = set_it()
"""
        names, inside = {}, {}
        exec(text, names, inside)
        print(sorted(key for key in names if key != "__builtins__"), sorted(inside))
        '''
    )


def test_annotations_without_a_value_bind_or_not(same: Callable[[str], None]) -> None:
    same(
        """
        def bound():
            name: int
            return name
        def free():
            (name): int
            return name
        for function in (bound, free):
            try:
                function()
            except NameError as error:
                print(type(error).__name__, error)
        class Names:
            def __init__(self): self.names = {}
            def __setitem__(self, key, value):
                print("set", key)
                self.names[key] = value
            def __getitem__(self, key):
                print("get", key)
                return self.names[key]
        exec("x: int = 1", {}, Names())
        """
    )
