"""What every part of the tracer shares: the unknown, the undecided, the exact and the realm."""
