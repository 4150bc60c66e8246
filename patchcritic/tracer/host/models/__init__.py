"""Models of what is not pure: files, the clock, randomness, locks, warnings and the like."""
