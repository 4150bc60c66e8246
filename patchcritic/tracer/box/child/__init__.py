"""What runs inside the child process: it starts, seals itself, and forks one process per test."""
