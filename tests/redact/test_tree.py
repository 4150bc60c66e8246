"""Trees, patches and nouns without secrets."""

from __future__ import annotations

from patchcritic.diff import parse_patch
from patchcritic.domain import Association, Label, NodeId, Prediction, PSource, Snapshots
from patchcritic.redact import RedactedSnapshot, Redactor, redact_nouns, redact_patch
from patchcritic.snapshot import MemorySnapshot
from tests.redact.conftest import SHAPES, Forge

IMAGE = b"\x89PNG\0\xff"


def test_files_are_redacted_whole_and_others_left_alone(forge: Forge) -> None:
    token, key = SHAPES["gitlab"](forge), forge.pem()
    plain = MemorySnapshot(
        {"a.py": f'T = "{token}"\n', "b.py": "x = 1\n", "c.png": IMAGE, "k.pem": key}
    )
    shown = RedactedSnapshot(plain, Redactor(key=b"key"))

    assert token not in (shown.read("a.py") or "")
    assert shown.read("b.py") == "x = 1\n"
    assert shown.read("c.png") is None
    assert shown.read("none.py") is None
    assert shown.read_bytes("c.png") == IMAGE
    assert shown.read_bytes("a.py") == (shown.read("a.py") or "").encode()
    assert dict(shown.read_all(["a.py", "b.py", "c.png"])) == {
        "a.py": (shown.read("a.py") or "").encode(),
        "b.py": b"x = 1\n",
        "c.png": IMAGE,
    }
    assert shown.paths() == plain.paths()
    assert shown.tree_id == plain.tree_id
    assert shown.blob_id("b.py") == plain.blob_id("b.py")
    assert shown.blob_id("a.py") not in (None, plain.blob_id("a.py"))
    assert shown.blob_id("none.py") is None
    middle = key.splitlines()[5]
    assert middle not in (shown.read("k.pem") or "")


def test_a_hunk_in_the_middle_of_a_key_is_known_for_what_it_is() -> None:
    old, new = Forge(1).pem(), Forge(1).pem()
    lines = new.splitlines()
    lines[6] = Forge(2).draw(64)
    new = "\n".join(lines) + "\n"
    before, after = old.splitlines(), new.splitlines()
    diff = (
        "--- a/k.pem\n+++ b/k.pem\n@@ -6,3 +6,3 @@ context\n"
        f" {before[5]}\n-{before[6]}\n+{after[6]}\n {before[7]}\n"
    )
    patch = parse_patch(diff)
    plain = Snapshots(base=MemorySnapshot({"k.pem": old}), patched=MemorySnapshot({"k.pem": new}))
    redactor = Redactor(key=b"key")
    hidden = Snapshots(
        base=RedactedSnapshot(plain.base, redactor),
        patched=RedactedSnapshot(plain.patched, redactor),
    )

    shown = redact_patch(patch, redactor, (plain, hidden))

    for line in (*before[5:8], after[6]):
        assert line not in shown.text
        assert all(line != one.text for hunk in shown.files[0].hunks for one in hunk.lines)
    assert parse_patch(shown.text).files[0].hunks[0].new_length == 3


def test_a_patch_alone_is_redacted_by_what_its_hunks_show(forge: Forge) -> None:
    token = SHAPES["slack-bot"](forge)
    diff = (
        f'--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@ T = "{token}"\n-x = "{token}"\n+x = 2\n y = 1\n'
    )

    shown = redact_patch(parse_patch(diff), Redactor(key=b"key"))

    assert token not in shown.text
    assert token not in repr(shown.files)
    assert shown.text.count("\n") == diff.count("\n")
    assert redact_patch(parse_patch(diff), Redactor(is_on=False)) == parse_patch(diff)


def test_binary_content_is_not_shown() -> None:
    diff = (
        "diff --git a/k.p12 b/k.p12\nnew file mode 100644\nindex 000..111\nGIT binary patch\n"
        "literal 3\nKcmZSh&&>k\n\nliteral 0\nHcmV?d00001\n\n"
        "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-x\n+y\n"
    )

    shown = redact_patch(parse_patch(diff), Redactor(key=b"key")).text

    assert "KcmZSh" not in shown
    assert "(binary content left out)" in shown
    assert shown.endswith("-x\n+y\n")


def test_every_text_of_a_noun_is_redacted(forge: Forge) -> None:
    token = SHAPES["npm"](forge)
    node_id = NodeId(path="t.py", names=("test_a",), param=token)
    prediction = Prediction(
        node_id=node_id,
        label=Label.PASS,
        p_pass=0.9,
        p_source=PSource.FACT,
        rationale=f"it says\0 {token}",
        critic="facts",
        problems=(f"{token} stands there",),
    )
    nouns = ({node_id: prediction}, Association(node_id=node_id, score=1.0, reasons=(token,)))
    redactor = Redactor(key=b"key")

    shown = redact_nouns(nouns, redactor)
    kept = redact_nouns(nouns, redactor, keeps_ids=True)

    assert token not in repr(shown)
    assert next(iter(kept[0])) == node_id
    assert repr(kept).count(token) == 3  # the id as a key, in the prediction, in the association
    assert redact_nouns(("a", 1), redactor) == ("a", 1)
    assert redact_nouns(nouns, Redactor(is_on=False)) is nouns
