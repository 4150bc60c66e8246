"""The purity table: what of the standard library traced code may use, and why."""
