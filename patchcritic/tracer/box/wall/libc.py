"""System calls that Python has no function for, through the C library."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
_M_ARENA_MAX = -8

_CAPABILITY_VERSION_3 = 0x20080522
_NUMBERS = {"x86_64": {"capset": 126}, "aarch64": {"capset": 91}}

_libc: ctypes.CDLL | None = None


def load() -> ctypes.CDLL:
    """The C library; loaded once, since nothing can be opened after sealing."""
    global _libc
    if _libc is None:
        _libc = ctypes.CDLL(None, use_errno=True)
    return _libc


def syscall(number: int, *args: object) -> int:
    """Make a system call; its result.

    Raises:
        OSError: the kernel refused it.
    """
    return _checked(int(load().syscall(ctypes.c_long(number), *args)))


def prctl(option: int, argument: int) -> None:
    """``prctl(2)`` with one argument. Raises ``OSError`` when the kernel refuses it."""
    zero = ctypes.c_ulong(0)
    _checked(int(load().prctl(option, ctypes.c_ulong(argument), zero, zero, zero)))


def unshare(flags: int) -> None:
    """Leave the namespaces named by ``flags``. Raises ``OSError`` when it is not allowed."""
    _checked(int(load().unshare(flags)))


def drop_capabilities() -> None:
    """Give up every capability, also those that a new user namespace came with."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    syscall(_NUMBERS[os.uname().machine]["capset"], header, (ctypes.c_uint32 * 6)())


def use_one_arena() -> None:
    """Have all threads allocate from the first one's memory.

    glibc opens /proc/sys/vm/overcommit_memory before it shrinks the memory of another thread, and
    counts processors in /sys before it makes some for one.
    """
    mallopt = getattr(load(), "mallopt", None)  # musl and macOS have none, and no need of it
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


@cache
def is_linux() -> bool:
    """Whether the kernel is Linux on a machine whose system calls are known here; asked once,
    since asking is a system call too."""
    return sys.platform == "linux" and os.uname().machine in _NUMBERS


def _checked(result: int) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result
