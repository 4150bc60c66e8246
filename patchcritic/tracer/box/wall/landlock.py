"""No file and no port: Landlock with an empty list of exceptions.

https://docs.kernel.org/userspace-api/landlock.html; the bits are those of linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import os

from patchcritic.tracer.box.wall import libc

_CREATE_RULESET, _RESTRICT_SELF = 444, 446
"""The same numbers on every architecture."""
_ASK_VERSION = 1
_N_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights over files a version knows; 16 from version 5 on."""
_NET_RIGHTS = 0b11
"""Binding and connecting TCP ports, from version 4 on."""
_SCOPES = 0b11
"""Abstract sockets of others and signals to others, from version 6 on."""


def find_version() -> int:
    """The kernel's version of Landlock. Raises ``OSError`` where there is none."""
    return libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))


def forbid_files() -> int:
    """Take every right that Landlock knows from this thread and what it starts, for good.

    The version it was done by. Raises ``OSError`` where the kernel refuses.
    """
    version = find_version()
    rights = [(1 << _N_FILE_RIGHTS.get(version, 16)) - 1]
    if version >= 4:
        rights.append(_NET_RIGHTS)
    if version >= 6:
        rights.append(_SCOPES)
    ruleset = (ctypes.c_uint64 * len(rights))(*rights)
    size = ctypes.c_size_t(ctypes.sizeof(ruleset))
    handle = libc.syscall(_CREATE_RULESET, ctypes.byref(ruleset), size, ctypes.c_uint32(0))
    try:
        libc.syscall(_RESTRICT_SELF, ctypes.c_int(handle), ctypes.c_uint32(0))
    finally:
        os.close(handle)
    return version
