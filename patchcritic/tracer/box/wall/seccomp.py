"""Turns the list of allowed system calls into a filter that the kernel runs (seccomp-BPF).

The format: https://docs.kernel.org/userspace-api/seccomp_filter.html and linux/bpf_common.h.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable, Iterator

from patchcritic.tracer.box.wall import libc
from patchcritic.tracer.box.wall.numbers import AUDIT_ARCH, numbers_of
from patchcritic.tracer.box.wall.policy import Check, Rule

_LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_IF_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_IF_AT_LEAST = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_IF_ANY_BIT = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_RETURN = 0x06  # BPF_RET | BPF_K

_ALLOW = 0x7FFF0000
_ERROR = 0x00050000
_KILL_PROCESS = 0x80000000

_AT_NUMBER, _AT_ARCH, _AT_ARGUMENTS = 0, 4, 16
_X32_BIT = 0x40000000
_SET_MODE_FILTER = 1

_Op = tuple[int, int, int, int]
"""Code, jump if true, jump if false, operand."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


class Filter:
    """A filter ready to be put on; made before sealing, since a child only needs the call."""

    def __init__(self, rules: Iterable[Rule], machine: str | None = None) -> None:
        machine = machine or os.uname().machine
        ops = tuple(_assemble(rules, machine))
        self.program = b"".join(struct.pack("=HBBI", *op) for op in ops)
        self._buffer = ctypes.create_string_buffer(self.program)
        self._header = _Program(len(ops), ctypes.cast(self._buffer, ctypes.c_void_p))
        self._number = numbers_of(machine)["seccomp"]

    def put_on(self) -> None:
        """Filter this thread and what it starts, for good; needs ``PR_SET_NO_NEW_PRIVS``.

        Raises:
            OSError: the kernel has no seccomp filters, or a container forbids them.
        """
        libc.syscall(self._number, _SET_MODE_FILTER, ctypes.c_ulong(0), ctypes.byref(self._header))


def _assemble(rules: Iterable[Rule], machine: str) -> Iterator[_Op]:
    numbers = numbers_of(machine)
    yield (_LOAD, 0, 0, _AT_ARCH)
    yield (_IF_EQUAL, 1, 0, AUDIT_ARCH[machine])
    yield (_RETURN, 0, 0, _KILL_PROCESS)
    yield (_LOAD, 0, 0, _AT_NUMBER)
    if machine == "x86_64":
        yield (_IF_AT_LEAST, 0, 1, _X32_BIT)
        yield (_RETURN, 0, 0, _KILL_PROCESS)
    for rule in rules:
        body = tuple(_body_of(rule))
        yield (_IF_EQUAL, 0, len(body), numbers[rule.name])
        yield from body
    yield (_RETURN, 0, 0, _KILL_PROCESS)


def _body_of(rule: Rule) -> Iterator[_Op]:
    for check in rule.checks:
        yield (_LOAD, 0, 0, _AT_ARGUMENTS + 8 * check.argument)
        yield from _test(check)
    yield (_RETURN, 0, 0, _ERROR | rule.error if rule.error else _ALLOW)


def _test(check: Check) -> Iterator[_Op]:
    n_values = len(check.one_of)
    for place, value in enumerate(check.one_of):
        yield (_IF_EQUAL, n_values - place, 0, value)
    if check.one_of:
        yield (_RETURN, 0, 0, _KILL_PROCESS)
    if check.lacks:
        yield (_IF_ANY_BIT, 0, 1, check.lacks)
        yield (_RETURN, 0, 0, _KILL_PROCESS)
