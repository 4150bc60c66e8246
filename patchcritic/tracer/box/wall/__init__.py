"""The operating system as a wall around the traced child: layers, each of which says if it holds.

Everything here runs inside the child, between the import of trusted code and the first line of
the repository that is looked at. The Linux layers are a few ctypes calls.
"""
