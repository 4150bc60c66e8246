"""Sessions that stand in for the tracer's: each test name is something that the child does.

They run in the child as if the evaluator had been escaped from.
"""

# ruff: noqa: PTH101, PTH102, PTH104, PTH108, PTH115, PTH116, PTH208, PTH211
from __future__ import annotations

import array
import ctypes
import mmap
import os
import resource
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from patchcritic.domain import NodeId, Witness
from patchcritic.domain.trace import Known, Trace, TraceCall, TraceOutcome, Undecidable

LIBC = ctypes.CDLL(None, use_errno=True)
REAL_STDOUT = sys.__stdout__


class Realm:
    """What a recorder asks for."""

    def __init__(self) -> None:
        self.known: list[Known] = []
        self.watch: object = None


class Session:
    """Reads a file's verdicts: each line is a test's name and its outcome."""

    def __init__(self, reader: Any, options: dict[str, Any]) -> None:
        self.reader = reader
        self.options = options
        self.realm = Realm()
        self.texts: dict[str, str] = {}

    def load(self, path: str) -> None:
        text = self.reader.read(path)
        if text and text.startswith("die"):
            os._exit(3)
        if text and text.startswith("hang"):
            time.sleep(1000) if "sleep" in text else _spin()
        self.texts[path] = text or ""

    def trace(self, node_id: NodeId) -> Trace:
        name = node_id.names[-1]
        for line in self.texts[node_id.path].splitlines():
            test, _, outcome = line.partition(" ")
            if test == name:
                return make_trace(node_id, outcome)
        if name in ATTACKS:
            ATTACKS[name]()
        return Trace(node_id=node_id, outcome=TraceOutcome.PASS, n_steps=1)


def make_trace(node_id: NodeId, outcome: str) -> Trace:
    """A trace with everything that the outcome may have."""
    kind = TraceOutcome(outcome)
    return Trace(
        node_id=node_id,
        outcome=kind,
        witness=Witness(assertion="assert x", actual="1", path="a.py", line=2)
        if kind is TraceOutcome.FAIL
        else None,
        undecidable=Undecidable(kind="clock", reason="time.time()", path="a.py", line=3)
        if kind is TraceOutcome.UNDECIDED
        else None,
        known=(Known(text="assert y", path="a.py", line=1, left="2", right="2", holds=True),),
        calls=(TraceCall(name="f", path="a.py", line=1, depth=0),),
        n_steps=7,
        seconds=0.5,
    )


def _spin() -> None:
    while True:
        pass


def _raw(name: str, *arguments: Any) -> None:
    """A function of the C library, whatever Python would make of it."""
    if getattr(LIBC, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)


def _system_call(number: int, *arguments: Any) -> None:
    _raw("syscall", ctypes.c_long(number), *arguments)


def _see_environment() -> None:
    LIBC.getenv.restype = ctypes.c_char_p
    names = (b"PATH", b"HOME", b"SECRET_CANARY", b"LC_CTYPE")
    if os.environ or any(LIBC.getenv(name) for name in names):
        return
    raise OSError(0, "empty")


def _flood() -> None:
    while True:
        os.write(6, b"x" * 65536)


def _write(raw: bytes) -> Callable[[], None]:
    def write() -> None:
        os.write(6, raw)
        os._exit(0)

    return write


def _deep() -> None:
    def inner(n: int) -> int:
        return inner(n + 1) + 1

    inner(0)


def _fork_bomb() -> None:
    while True:
        os.fork()


def _put_off_the_end() -> None:
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 0)
    _spin()


def _many_questions() -> None:
    while True:
        os.write(6, b'{"ask":"text","path":"a.py"}\n')
        os.read(3, 65536)


def _sneak(path: str) -> Callable[[], None]:
    def ask() -> None:
        os.write(6, b'{"ask":"bytes","path":"%s"}\n' % path.encode())
        if b"null" in os.read(3, 65536):
            raise OSError(0, "not in the tree")

    return ask


def _run_a_shell() -> None:
    if LIBC.system(b"true") != 0:
        raise OSError(0, "no shell")


# What must not work: it raises, or ends the process.
REFUSED: dict[str, Callable[[], Any]] = {
    "open": lambda: os.open("/etc/hosts", os.O_RDONLY),
    "openat": lambda: os.open("etc", os.O_RDONLY, dir_fd=3),
    "open_by_c": lambda: _raw("open", b"/etc/hosts", 0),
    "openat2": lambda: _system_call(437, -100, b"/etc/hosts", (ctypes.c_uint64 * 3)(), 24),
    "creat": lambda: _raw("creat", b"/tmp/x", 0o600),
    "own_memory": lambda: os.open("/proc/self/mem", os.O_RDWR),
    "own_environment": lambda: os.open("/proc/self/environ", os.O_RDONLY),
    "parents_environment": lambda: os.open(f"/proc/{os.getpid() - 1}/environ", os.O_RDONLY),
    "stat": lambda: os.stat("/"),
    "access": lambda: _raw("access", b"/", 0),
    "readlink": lambda: os.readlink("/proc/self/exe"),
    "listdir": lambda: os.listdir("/"),
    "chdir": lambda: os.chdir("/"),
    "chroot": lambda: os.chroot("/"),
    "mkdir": lambda: os.mkdir("x"),
    "unlink": lambda: os.unlink("x"),
    "rename": lambda: os.rename("x", "y"),
    "symlink": lambda: os.symlink("x", "y"),
    "mknod": lambda: os.mknod("x"),
    "chmod": lambda: os.chmod("x", 0o777),
    "truncate": lambda: os.truncate("x", 1),
    "mount": lambda: _raw("mount", b"none", b"/", b"tmpfs", 0, None),
    "memfd": lambda: os.memfd_create("x"),
    "pipe": os.pipe,
    "dup": lambda: os.dup(1),
    "dup_over": lambda: os.dup2(1, 0),
    "read_other": lambda: os.read(0, 1),
    "write_other": lambda: os.write(3, b"x"),
    "speak_to_the_parent": lambda: os.write(1, b'{"ended":0}\n'),
    "eventfd": lambda: os.eventfd(0),
    "epoll": select.epoll if hasattr(select, "epoll") else _deep,
    "socket": socket.socket,
    "socketpair": socket.socketpair,
    "unix_socket": lambda: socket.socket(socket.AF_UNIX),
    "netlink": lambda: socket.socket(16, socket.SOCK_RAW),
    "sendmsg": lambda: _raw("sendmsg", 1, array.array("b", bytes(64)).tobytes(), 0),
    "fork": os.fork,
    "fork_bomb": _fork_bomb,
    "vfork": lambda: _raw("vfork"),
    "clone3": lambda: _system_call(435, (ctypes.c_uint64 * 11)(), 88),
    "thread": lambda: threading.Thread(target=_spin).start(),
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "execveat": lambda: _system_call(322, -100, b"/bin/true", None, None, 0),
    "system": _run_a_shell,
    "kill_parent": lambda: os.kill(os.getppid(), 9),
    "kill_first": lambda: os.kill(1, 9),
    "kill_all": lambda: os.kill(-1, 9),
    "kill_group": lambda: os.killpg(0, 9),
    "tgkill": lambda: _system_call(234, 1, 1, 9),
    "pidfd": lambda: os.pidfd_open(1),
    "ptrace": lambda: _raw("ptrace", 16, 1, 0, 0),
    "process_vm_readv": lambda: _raw("process_vm_readv", 1, None, 0, None, 0, 0),
    "setsid": os.setsid,
    "setpgid": lambda: os.setpgid(0, 0),
    "setuid": lambda: os.setuid(0),
    "unshare": lambda: _raw("unshare", 0x10000000),
    "setns": lambda: _raw("setns", 3, 0),
    "prctl_dumpable": lambda: _raw("prctl", 4, 1, 0, 0, 0),
    "prctl_death": lambda: _raw("prctl", 1, 0, 0, 0, 0),
    "seccomp_off": lambda: _raw("prctl", 22, 0, 0, 0, 0),
    "sigaction": lambda: signal.signal(signal.SIGALRM, signal.SIG_IGN),
    "setitimer": lambda: signal.setitimer(signal.ITIMER_REAL, 0),
    "setrlimit": lambda: resource.setrlimit(resource.RLIMIT_CPU, (5, 5)),
    "nice": lambda: os.nice(1),
    "sleep": lambda: time.sleep(0.01),
    "pause": signal.pause,
    "executable_memory": lambda: mmap.mmap(-1, 4096, prot=7),
    "make_executable": lambda: _raw("mprotect", LIBC._handle, 4096, 7),
    "shared_memory": lambda: _raw("shmget", 0, 4096, 0o1600),
    "message_queue": lambda: _raw("msgget", 0, 0o1600),
    "io_uring": lambda: _system_call(425, 1, None),
    "bpf": lambda: _system_call(321, 0, None, 0),
    "keyctl": lambda: _system_call(250, 0, 0),
    "add_key": lambda: _system_call(248, b"user", b"x", b"y", 1, -3),
    "userfaultfd": lambda: _system_call(323, 0),
    "perf_event": lambda: _system_call(298, None, 0, -1, -1, 0),
    "reboot": lambda: _system_call(169, 0, 0, 0, None),
    "x32": lambda: _system_call(0x40000000 + 2, b"/etc/hosts", 0),
    "environment": _see_environment,
    "sneak_up": _sneak("../../../etc/hosts"),
    "sneak_absolute": _sneak("/etc/hosts"),
    "sneak_git": _sneak("./.git/config"),
}
# What must not last, or not be taken for an answer.
BAD_MANNERS: dict[str, Callable[[], Any]] = {
    "spin": _spin,
    "wait_for_a_line": lambda: os.read(0, 1),
    "put_off_the_end": _put_off_the_end,
    "segfault": lambda: ctypes.string_at(0),
    "abort": os.abort,
    "exit": lambda: os._exit(0),
    "raise": lambda: 1 / 0,
    "recursion": _deep,
    "memory": lambda: [bytearray(50_000_000) for _ in range(1000)],
    "no_json": _write(b"hello\n"),
    "no_object": _write(b"[1]\n"),
    "deep_json": _write(b"[" * 100_000 + b"\n"),
    "no_trace": _write(b'{"trace":1}\n'),
    "no_outcome": _write(b'{"trace":{"outcome":"sure"}}\n'),
    "pass_with_a_witness": _write(b'{"trace":{"outcome":"pass","witness":{"assertion":"x"}}}\n'),
    "fail_without_a_witness": _write(b'{"trace":{"outcome":"fail"}}\n'),
    "half_a_line": _write(b'{"trace":'),
    "no_status": _write(b'{"trace":{},"ended":"x"}\n'),
    "flood": _flood,
    "many_questions": _many_questions,
}
ATTACKS = REFUSED | BAD_MANNERS
