"""What exception is being handled where a generator's body runs on a stack of its own.

To CPython the body stands on its caller's stack: what the caller handles is the context of what
the body raises, unless the body handles something itself.
"""

from __future__ import annotations

import sys

from greenlet import getcurrent, greenlet


class Worker(greenlet):  # type: ignore[misc]
    """Runs the body of one generator or coroutine."""

    handled: BaseException | None = None
    """What its caller handles, as the body was resumed."""
    thrown: BaseException | None = None
    """What the body was resumed with."""
    held: BaseException | None = None
    """What the body itself handled as it was left the last time."""
    linked: BaseException | None = None
    """What got its context already since the body was resumed; it may have been changed since."""


def handled_now() -> BaseException | None:
    """The exception that ``sys.exc_info`` should tell of."""
    own = sys.exc_info()[1]
    if own is not None:
        return own
    worker = getcurrent()
    return worker.handled if isinstance(worker, Worker) else None


def link(raised: BaseException) -> None:
    """Give an error of a generator's body the context that its caller's handler means for it.

    One that was thrown in keeps its own, and so does what is raised while the body handles one that
    it handled before its caller handled anything.
    """
    worker = getcurrent()
    if isinstance(worker, Worker) and worker.handled is not None and worker.linked is not raised:
        chain(raised, worker.handled, (worker.thrown, worker.held))
        worker.linked = raised


def chain(
    raised: BaseException,
    handled: BaseException,
    ends: tuple[BaseException | None, ...] = (),
) -> None:
    """Put an exception at the end of an error's contexts, unless one of these ends them."""
    last, seen = raised, {id(raised)}
    while not (last is handled or any(last is end for end in ends)):
        if last.__context__ is None:
            _cut(handled, seen)
            last.__context__ = handled
            return
        last = last.__context__
        if id(last) in seen:
            return
        seen.add(id(last))


def _cut(handled: BaseException, seen: set[int]) -> None:
    """Keep contexts from going round, as the host does."""
    each: BaseException | None = handled
    passed: set[int] = set()
    while each is not None and id(each) not in passed:
        passed.add(id(each))
        if each.__context__ is not None and id(each.__context__) in seen:
            each.__context__ = None
        each = each.__context__
