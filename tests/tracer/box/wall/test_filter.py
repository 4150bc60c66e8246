"""The filter as the kernel reads it, run by a small reading of BPF."""

from __future__ import annotations

import struct

import pytest

from patchcritic.tracer.box.wall.numbers import AUDIT_ARCH, numbers_of
from patchcritic.tracer.box.wall.policy import IN_TEST, IN_WORLD, Check, Rule
from patchcritic.tracer.box.wall.seccomp import Filter

ALLOW, ERROR, KILL = 0x7FFF0000, 0x00050000, 0x80000000
MACHINES = tuple(AUDIT_ARCH)


def run(program: bytes, machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """What the filter answers to a system call."""
    padded = [*arguments, *(0,) * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number, AUDIT_ARCH[machine] if arch is None else arch, 0, *padded)
    ops = list(struct.iter_unpack("<HBBI", program))
    place = value = 0
    while True:
        code, if_true, if_false, operand = ops[place]
        place += 1
        if code == 0x06:
            return int(operand)
        if code == 0x20:
            (value,) = struct.unpack_from("<I", data, operand)
            continue
        holds = {0x15: value == operand, 0x35: value >= operand, 0x45: bool(value & operand)}[code]
        place += if_true if holds else if_false


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("rules", [IN_TEST, IN_WORLD], ids=["test", "world"])
def test_only_what_is_listed_is_allowed(machine: str, rules: tuple[Rule, ...]) -> None:
    program = Filter(rules, machine).program
    numbers = numbers_of(machine)
    listed = {numbers[rule.name] for rule in rules}

    assert len(listed) == len(rules)
    for number in range(600):
        answer = run(program, machine, number)
        assert (answer == KILL) is (number not in listed) or number in listed


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "in_test", "in_world"),
    [
        ("read", (3,), ALLOW, ALLOW),
        ("read", (0,), KILL, ALLOW),
        ("read", (7,), KILL, KILL),
        ("write", (6,), ALLOW, ALLOW),
        ("write", (1,), KILL, ALLOW),
        ("write", (2,), ALLOW, ALLOW),
        ("mmap", (0, 4096, 3), ALLOW, ALLOW),
        ("mmap", (0, 4096, 7), KILL, KILL),
        ("mprotect", (0, 4096, 4), KILL, KILL),
        ("clone", (17,), KILL, ALLOW),
        ("clone", (0x10000000,), KILL, KILL),
        ("clone", (0x40000000 | 17,), KILL, KILL),
        ("clone3", (), KILL, ERROR | 38),
        ("prctl", (1,), ERROR | 38, ALLOW),
        ("prctl", (4,), ERROR | 38, KILL),
        ("wait4", (), KILL, ALLOW),
        ("setitimer", (), KILL, ALLOW),
        ("seccomp", (), KILL, ALLOW),
        ("pipe2", (), KILL, ALLOW),
        ("exit_group", (), ALLOW, ALLOW),
    ],
)
def test_calls(
    machine: str, name: str, arguments: tuple[int, ...], in_test: int, in_world: int
) -> None:
    number = numbers_of(machine)[name]

    assert run(Filter(IN_TEST, machine).program, machine, number, *arguments) == in_test
    assert run(Filter(IN_WORLD, machine).program, machine, number, *arguments) == in_world


@pytest.mark.parametrize("machine", MACHINES)
def test_another_architecture_is_killed(machine: str) -> None:
    program = Filter(IN_WORLD, machine).program
    number = numbers_of(machine)["exit_group"]

    assert run(program, machine, number, arch=0x40000003) == KILL
    if machine == "x86_64":
        assert run(program, machine, 0x40000000 + number) == KILL


def test_several_conditions_must_all_hold() -> None:
    rule = Rule(name="mmap", checks=(Check(argument=0, one_of=(1, 5)), Check(argument=1, lacks=8)))
    program = Filter([rule], "x86_64").program

    for arguments, answer in (((1, 0), ALLOW), ((5, 7), ALLOW), ((5, 8), KILL), ((2, 0), KILL)):
        assert run(program, "x86_64", 9, *arguments) == answer
