"""Namespaces of the child's own: no network, no processes, no users, and an empty root folder."""

from __future__ import annotations

import os
from contextlib import suppress

from patchcritic.tracer.box.wall import libc
from patchcritic.tracer.box.wall.layers import Layer

_KINDS = (
    ("network", libc.CLONE_NEWNET, "a network without any interface but its own"),
    ("processes", libc.CLONE_NEWPID, "sees no other process; all end when its first one does"),
    ("messages", libc.CLONE_NEWIPC, "no shared memory or message queue of others"),
    ("mounts", libc.CLONE_NEWNS, "file systems mounted later stay outside"),
)


def leave_namespaces() -> tuple[Layer, ...]:
    """Leave every namespace that the system lets this process leave; needs to be one thread.

    New processes, not this one, are then in the new process namespace.
    """
    with suppress(OSError):
        libc.unshare(libc.CLONE_NEWUSER)
    return tuple(_leave(name, flag, note) for name, flag, note in _KINDS)


def _leave(name: str, flag: int, note: str) -> Layer:
    try:
        libc.unshare(flag)
    except OSError as error:
        return Layer(name=name, is_active=False, note=f"not allowed here ({error.strerror})")
    return Layer(name=name, is_active=True, note=note)


def empty_root() -> Layer:
    """Make the current folder, empty and deleted, the root of all paths."""
    try:
        os.chroot(".")
        os.chdir("/")
    except OSError as error:
        note = f"not allowed here ({error.strerror})"
        return Layer(name="empty-root", is_active=False, note=note)
    return Layer(name="empty-root", is_active=True, note="/ is a folder that holds nothing")
