"""What of a change may be shown, sent, kept and printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import islice

from patchcritic.domain import CriticRequest, Fact, NodeId, Patch, Snapshots, TestCase
from patchcritic.redact import Redacted, RedactedSnapshot, Redactor, redact_patch

NOT_REDACTED = "secrets are not taken out of what is shown (--no-redact)"
MAX_NAMED = 5
"""Places in one warning."""
MAX_LEARNT = 50
"""Test files whose secrets are known wherever they stand; those of the others by their shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Trees and patch without secrets, and who took them out."""

    redactor: Redactor
    snapshots: Snapshots
    patch: Patch

    def show_test(self, test: TestCase) -> TestCase:
        """The test with its parameter redacted."""
        return replace(test, node_id=self.show_id(test.node_id))

    def show_id(self, node_id: NodeId) -> NodeId:
        """The id with its parameter redacted; tests are looked up by the plain one."""
        if node_id.param is None:
            return node_id
        return replace(node_id, param=self.redactor.redact(node_id.param))

    def show_facts(self, facts: Iterable[Fact]) -> tuple[Fact, ...]:
        """Facts are found in the plain trees, and quote them."""
        return tuple(replace(one, message=self.redactor.redact(one.message)) for one in facts)

    def list_redacted(self, request: CriticRequest) -> tuple[Redacted, ...]:
        """Where the secrets were that a prompt about this test would have held."""
        context = request.context
        snippets = (*context.shared, *context.snippets)
        whole = () if context.shared else (request.patch.text,)
        texts = (*whole, str(request.test.node_id), *(one.message for one in request.facts))
        return self.redactor.list_places((*texts, *(one.text for one in snippets)))


def hide_secrets(
    snapshots: Snapshots, patch: Patch, tests: Iterable[TestCase], redactor: Redactor
) -> Shown:
    """Trees and patch as they may be shown.

    The secrets of the patch's own files, and of the first test files, are learnt before anything
    is shown, so that what is redacted does not depend on the order in which files are read.
    """
    for file in patch.files:
        for tree, path in ((snapshots.base, file.old_path), (snapshots.patched, file.path)):
            if path and (text := tree.read(path)):
                redactor.learn(text)
    paths = dict.fromkeys(test.span.path for test in tests)
    for path in islice(paths, MAX_LEARNT):
        redactor.learn(snapshots.patched.read(path) or "")
    if not redactor.is_on:
        return Shown(redactor=redactor, snapshots=snapshots, patch=patch)
    hidden = Snapshots(
        base=RedactedSnapshot(snapshots.base, redactor),
        patched=RedactedSnapshot(snapshots.patched, redactor),
    )
    return Shown(
        redactor=redactor,
        snapshots=hidden,
        patch=redact_patch(patch, redactor, (snapshots, hidden)),
    )


def note_redaction(redactor: Redactor, redacted: Collection[Redacted]) -> tuple[str, ...]:
    """What a reader must know of the secrets in what was shown; never one itself."""
    if not redactor.is_on:
        return (NOT_REDACTED,)
    if not redacted:
        return ()
    places = [f"{one.path or 'the patch'}:{one.line} ({one.kind})" for one in sorted(redacted)]
    more = f" and {len(places) - MAX_NAMED} more" if len(places) > MAX_NAMED else ""
    named = ", ".join(places[:MAX_NAMED])
    return (f"secrets are taken out of what is shown: {named}{more}",)
