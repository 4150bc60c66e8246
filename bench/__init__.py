"""Every figure that the documentation quotes: ``python -m bench [NAME ...]``.

A module of this folder with a ``main()`` is a benchmark; names that begin with ``_`` are helpers.
"""
