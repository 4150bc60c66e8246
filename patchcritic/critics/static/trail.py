"""What the association says: how near the change is, and on which way."""

from __future__ import annotations

from dataclasses import dataclass

from patchcritic.domain import Association, TestCase

ARROW = " -> "


@dataclass(frozen=True, slots=True)
class Trail:
    """One reason, read back: the names from the test to what changed."""

    names: tuple[str, ...]

    @classmethod
    def parse(cls, reason: str) -> Trail | None:
        """Read ``test_x -> load -> parse (changed)``; None for a reason of another form."""
        head, bracket, _ = reason.rpartition(" (")
        return cls(tuple(head.split(ARROW))) if bracket and ARROW in head else None

    @property
    def target(self) -> str:
        """The qualified name of what changed."""
        return self.names[-1]

    @property
    def n_members(self) -> int:
        """Steps from a class to one of its methods, which the test may never call."""
        pairs = zip(self.names, self.names[1:], strict=False)
        return sum(
            member.startswith(f"{owner}.") and not member.endswith(("__init__", "__new__"))
            for owner, member in pairs
        )

    @property
    def ends_in_member(self) -> bool:
        """Whether the last step is one from a class to its method."""
        return Trail(self.names[-2:]).n_members > 0


def read_trails(association: Association | None) -> tuple[Trail, ...]:
    """The ways that the association found, best first."""
    if association is None:
        return ()
    trails = (Trail.parse(reason) for reason in association.reasons)
    return tuple(trail for trail in trails if trail is not None)


def describe_association(
    association: Association | None, trails: tuple[Trail, ...], test: TestCase
) -> dict[str, float]:
    """Features of how the change reaches the test; all 0 where nobody looked."""
    if association is None:
        return {}
    best = trails[0] if trails else None
    function = test.node_id.names[-1] if test.node_id.names else ""
    return {
        "reach_known": 1.0,
        "reach_distance": float(min(association.distance, 10)),
        "reach_trails": float(len(trails)),
        "reach_is_added": float(association.kind == "added"),
        "reach_is_changed": float(association.kind == "changed"),
        "reach_is_none": float(association.kind == "explicit"),
        "trail_steps": float(min(10, len(best.names) - 1)) if best else 0.0,
        "trail_members": float(best.n_members) if best else 0.0,
        "trail_ends_in_member": float(best.ends_in_member) if best else 0.0,
        "trail_is_own": float(_is_own(best, function)) if best else 0.0,
        "trail_any_own": float(any(_is_own(one, function) for one in trails)),
        "trail_is_file": float("/" in best.names[0] or "." in best.names[0][-4:]) if best else 0.0,
        "trail_private": float(sum(_is_private(name) for name in best.names[1:-1]))
        if best
        else 0.0,
    }


def _is_own(trail: Trail, function: str) -> bool:
    """Whether the way begins in the test function, not in its class, file or fixture."""
    return trail.names[0].rpartition(".")[2] == function


def _is_private(name: str) -> bool:
    last = name.rpartition(".")[2]
    return last.startswith("_") and not last.startswith("__")
