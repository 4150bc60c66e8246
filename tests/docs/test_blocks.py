from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import Command, find_bare_fences, matches, read_commands

PAGE = """\
# A page

```console
$ one --flag    # why
said
  twice
$ two \\
    more
```

- in a list

  ```console
  $ three # and on
  ```

```text
$ not this
```
"""


def test_reads_commands_with_their_output(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    assert read_commands(page) == (
        Command(text="one --flag", line=4, output=("said", "  twice")),
        Command(text="two more", line=7, output=()),
        Command(text="three", line=14, output=()),
    )


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        (("a", "b"), "before\na\nb\nafter", True),
        (("a", "...", "c"), "a\nb\nb\nc", True),
        (("a", "...", "c"), "a\nc", True),
        (("a", "c"), "a\nb\nc", False),
        (("0.1 s · local",), "1.7 s · local", True),
        (("a   b",), "a b", True),
        (("a",), "ab", False),
    ],
)
def test_what_is_shown_was_printed(shown: tuple[str, ...], printed: str, expected: bool) -> None:
    assert matches(shown, printed) is expected


def test_finds_commands_outside_of_console_blocks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```\npatchcritic eval\n```\n\n```text\npatchcritic\n```\n", encoding="utf-8")
    assert find_bare_fences(page) == [1]
