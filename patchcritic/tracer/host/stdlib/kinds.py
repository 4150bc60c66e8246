"""Why modules of the standard library that nobody models stay unknown."""

from __future__ import annotations

from patchcritic.tracer.core.undecided import UndecidedKind

_BY_MODULE = {
    UndecidedKind.NETWORK: """
        socket ssl http urllib.request urllib.error urllib.robotparser urllib.response ftplib
        smtplib poplib imaplib telnetlib nntplib xmlrpc socketserver select selectors asyncore
        asynchat webbrowser wsgiref
    """,
    UndecidedKind.PROCESS: """
        subprocess multiprocessing signal atexit pty tty termios fcntl resource pwd grp posix nt
        ctypes _ctypes mmap getpass curses readline site sysconfig platform
    """,
    UndecidedKind.THREADS: "_thread concurrent",
    UndecidedKind.FRAMES: "traceback gc inspect dis trace pdb bdb code codeop symtable tracemalloc",
    UndecidedKind.CLOCK: "sched timeit zoneinfo",
    UndecidedKind.FILE_SYSTEM: "sqlite3 dbm shelve zipfile tarfile gzip bz2 lzma fileinput",
}


def kind_of_module(name: str) -> UndecidedKind:
    """The reason for a whole module."""
    for kind, names in _BY_MODULE.items():
        if name in names.split() or name.partition(".")[0] in names.split():
            return kind
    return UndecidedKind.STDLIB
