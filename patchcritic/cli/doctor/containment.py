"""Whether the tracer's child is walled in on this machine."""

from __future__ import annotations

from patchcritic.cli.doctor.nouns import Check, State


def check_tracer() -> Check:
    """Start a child and try, from inside, what must not be possible."""
    from patchcritic.tracer.box import is_complete, probe_wall

    probe = probe_wall()
    if probe.problem:
        message = f"No child process can be started, so nothing is traced: {probe.problem}."
        return Check(name="tracer", state=State.WARN, message=message)
    details = {
        "layers": {
            layer.name: {"is_active": layer.is_active, "note": layer.note} for layer in probe.layers
        },
        "attempts": {
            one.name: {"is_refused": one.is_refused, "note": one.note} for one in probe.attempts
        },
        "start_ms": round(probe.start_s * 1000),
    }
    let_through = [one.name for one in probe.attempts if not one.is_refused]
    active = [layer.name for layer in probe.layers if layer.is_active]
    missing = [f"{layer.name} ({layer.note})" for layer in probe.layers if not layer.is_active]
    if not is_complete(probe.layers) or let_through:
        could = f", and from inside it could {', '.join(let_through)}" if let_through else ""
        message = (
            f"The wall around the tracer is not complete: {'; '.join(missing) or 'no layer'}"
            f"{could}. It stays on for your own changes and off for those of forks in the Action; "
            "--tracer off turns it off."
        )
        return Check(name="tracer", state=State.WARN, message=message, details=details)
    message = (
        f"The wall holds: {len(probe.attempts)} of {len(probe.attempts)} attempts from inside "
        f"were refused. Layers: {', '.join(active)}."
    )
    if missing:
        message += f" Without {'; '.join(missing)}."
    return Check(name="tracer", state=State.OK, message=message, details=details)
