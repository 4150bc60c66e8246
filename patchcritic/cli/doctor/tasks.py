"""What is looked at for a model: the machine always, then what that kind of model needs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.cli.doctor import containment, embedded, keys, machine, provider, storage
from patchcritic.cli.doctor.nouns import Check, State, Task
from patchcritic.cli.model_choice import choose_model
from patchcritic.errors import UsageProblem

if TYPE_CHECKING:
    from patchcritic.critics import CriticSettings


def list_machine_tasks(repo: Path) -> Iterator[Task]:
    """The looks at the machine, quick and free."""
    yield Task(name="python", run=lambda: (machine.check_python(),))
    yield Task(name="git", run=lambda: (machine.check_git(),))
    yield Task(name="repository", run=lambda: (machine.check_repository(repo),))
    yield Task(name="languages", run=lambda: (machine.check_languages(),))
    yield Task(name="tracer", run=lambda: (containment.check_tracer(),))
    yield Task(name="cache", run=lambda: (storage.check_cache(),))
    yield Task(name="keys", run=lambda: (keys.check_keys(os.environ),))


def list_model_tasks(model: str, settings: CriticSettings, *, is_offline: bool) -> Iterator[Task]:
    """The looks at the chosen model.

    Raises ``UsageProblem`` when the name stands for none. What follows a failed look is left out
    where it would only fail again.
    """
    from patchcritic.critics import load_critic
    from patchcritic.critics.names import kind_of

    try:
        model = choose_model(model)
    except UsageProblem as error:
        check = Check(name="model", state=State.WARN, message=f"None is chosen: {error}.")
        yield Task(name="model", run=lambda: (check,))
        return
    load_critic(model, settings)
    kind = kind_of(model)
    if kind == "local":
        yield Task(name="speed", run=lambda: embedded.check_embedded(model))
    elif kind == "scripted":
        message = f"{model} answers from its file; no model is asked."
        scripted = Check(name="model", state=State.OK, message=message)
        yield Task(name="model", run=lambda: (scripted,))
    else:
        yield Task(name="model", run=lambda: _look_at_provider(model, settings, is_offline))


def _look_at_provider(model: str, settings: CriticSettings, is_offline: bool) -> tuple[Check, ...]:
    litellm = provider.check_litellm()
    if litellm.state is State.FAIL:
        return (litellm,)
    if not is_offline:
        return (litellm, *provider.ask_model(model, settings))
    asked = () if settings.api_base else (provider.check_key(model, os.environ),)
    return (litellm, *asked, *provider.list_model(model, settings))
