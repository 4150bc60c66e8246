from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.tracer.core.undecided import Undecided


@pytest.fixture
def value_of() -> Callable[[str], Any]:
    from patchcritic.tracer.core.realm import Realm
    from patchcritic.tracer.host import Guard
    from patchcritic.tracer.lang import Interpreter

    class NoFiles:
        def read(self, path: str) -> str | None:
            return None

        def list_folder(self, path: str) -> tuple[str, ...] | None:
            return None

    def evaluate(text: str) -> Any:
        realm = Realm()
        realm.begin()
        realm.budget.start()
        interpreter = Interpreter(realm, Guard(realm), NoFiles())
        names = {name: interpreter.import_module(name) for name in ("sys", "sysconfig")}
        return interpreter.evaluate_text(text, names)

    return evaluate


@pytest.mark.parametrize(
    "text",
    [
        "sys.flags.optimize == 0",
        "sys.flags.dev_mode is False",
        "sysconfig.get_config_var('no such variable') is None",
        "type(sysconfig.get_config_var('SIZEOF_VOID_P')) is int",
    ],
)
def test_what_any_python_without_options_says(text: str, value_of: Callable[[str], Any]) -> None:
    assert value_of(text) is True


@pytest.mark.parametrize(
    "text", ["sys.flags.hash_randomization", "len(sysconfig.get_config_var('prefix'))"]
)
def test_what_depends_on_the_machine_is_undecided(
    text: str, value_of: Callable[[str], Any]
) -> None:
    with pytest.raises(Undecided):
        value_of(text)
