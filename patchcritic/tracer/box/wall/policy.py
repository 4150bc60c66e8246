"""Which system calls the child may still make: a list of what is allowed, the rest kills it.

It kills instead of giving an error because an error would come back as a Python exception out of
the standard library, where the tracer takes it for CPython's own: a lazy ``import`` that cannot
open its file would be a ModuleNotFoundError, and a wrong FAIL. Nothing is opened after sealing, so
what opens files, sockets or programs is simply not in the list.
"""

from __future__ import annotations

from dataclasses import dataclass

_PROT_EXEC = 0x4
_CLONE_FORBIDDEN = 0x7E020000 | 0x00002000
"""Every new namespace, and CLONE_PTRACE."""
_ENOSYS = 38


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A condition on the low 32 bits of one argument."""

    argument: int
    one_of: tuple[int, ...] = ()
    """It must be one of these; any value when empty."""
    lacks: int = 0
    """It must have none of these bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One system call that is not killed."""

    name: str
    checks: tuple[Check, ...] = ()
    error: int = 0
    """Answer with this error number instead of doing it."""


def _allow(name: str, *checks: Check) -> Rule:
    return Rule(name=name, checks=checks)


TEST_READS, WORLD_WRITES, WORLD_READS, TEST_WRITES = 3, 4, 5, 6
"""The pipes between a world and a test's process: 0 and 1 lead to the parent, 2 is the null
device, and these are the lowest numbers that are free."""
MAX_DESCRIPTORS = 7

IN_TEST = (
    # Lines to and from the world, and nothing but them.
    _allow("read", Check(argument=0, one_of=(TEST_READS,))),
    _allow("write", Check(argument=0, one_of=(TEST_WRITES, 2))),
    _allow("close"),
    # Memory, but no new code.
    _allow("brk"),
    _allow("mmap", Check(argument=2, lacks=_PROT_EXEC)),
    _allow("mprotect", Check(argument=2, lacks=_PROT_EXEC)),
    _allow("mremap"),
    _allow("munmap"),
    _allow("madvise"),
    # Locks of the interpreter and of malloc.
    _allow("futex"),
    _allow("sched_yield"),
    _allow("restart_syscall"),
    _allow("rseq"),
    _allow("set_robust_list"),
    # Clocks; most machines read them without a call.
    _allow("clock_gettime"),
    _allow("clock_getres"),
    _allow("gettimeofday"),
    # Seeds of hashes.
    _allow("getrandom"),
    # Returning from what the kernel delivered, and the end.
    _allow("rt_sigprocmask"),
    _allow("rt_sigreturn"),
    _allow("sigaltstack"),
    _allow("getpid"),
    _allow("gettid"),
    _allow("exit"),
    _allow("exit_group"),
    # The C library asks for names of memory areas and goes on without.
    Rule(name="prctl", error=_ENOSYS),
)
"""For the process that traces one test."""

IN_WORLD = (
    *(rule for rule in IN_TEST if rule.name not in ("prctl", "read", "write")),
    # A filter cannot give back what another takes, so what tests may use is here as well.
    _allow("read", Check(argument=0, one_of=(0, TEST_READS, WORLD_READS))),
    _allow("write", Check(argument=0, one_of=(1, 2, WORLD_WRITES, TEST_WRITES))),
    _allow("pipe2"),
    # One process per test, in the namespaces that are there; clone3 hides its flags in memory,
    # so the C library is made to fall back.
    _allow("clone", Check(argument=0, lacks=_CLONE_FORBIDDEN)),
    Rule(name="clone3", error=_ENOSYS),
    _allow("wait4"),
    _allow("getppid"),
    # What a fresh process tightens for itself: it can take away, and give nothing back.
    _allow("setitimer"),
    _allow("prlimit64"),
    _allow("seccomp"),
    _allow("prctl", Check(argument=0, one_of=(1, 22))),
)
"""For the process that loads modules and starts the others."""
