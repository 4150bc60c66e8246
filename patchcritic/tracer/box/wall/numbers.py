"""The numbers of system calls, from the kernel's headers (asm/unistd_64.h, asm-generic)."""

from __future__ import annotations

import os

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""How the kernel names an architecture to a filter (linux/audit.h)."""

_TABLE = """
brk                 12  214
clock_getres       229  114
clock_gettime      228  113
clone               56  220
clone3             435  435
close                3   57
exit                60   93
exit_group         231   94
futex              202   98
getpid              39  172
getppid            110  173
getrandom          318  278
gettid             186  178
gettimeofday        96  169
madvise             28  233
mmap                 9  222
mprotect            10  226
mremap              25  216
munmap              11  215
pipe2              293   59
prctl              157  167
prlimit64          302  261
read                 0   63
restart_syscall    219  128
rseq               334  293
rt_sigprocmask      14  135
rt_sigreturn        15  139
sched_yield         24  124
seccomp            317  277
set_robust_list    273   99
setitimer           38  103
sigaltstack        131  132
wait4               61  260
write                1   64
"""
_COLUMN = {"x86_64": 1, "aarch64": 2}


def numbers_of(machine: str | None = None) -> dict[str, int]:
    """System call -> number on a machine, by default this one.

    Raises:
        KeyError: the machine is none of ``AUDIT_ARCH``.
    """
    column = _COLUMN[machine or os.uname().machine]
    rows = (line.split() for line in _TABLE.strip().splitlines())
    return {row[0]: int(row[column]) for row in rows}
