"""A post in a line: the person's words, or what the file says beside them, never the one for the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from identity_audit.safe_text import shown
from identity_audit.words import Words

if TYPE_CHECKING:
    from identity_audit.audit import Audit


def excerpt(words: object, beside: object, most: int, _: Words) -> str:
    """The words of a post, or that it has none and what the file says beside it; plain text of about `most` letters.

    words, beside: `text` and `context` of the table of posts.
    """
    if isinstance(words, str) and words.strip():
        return shown(words, most)
    if not isinstance(beside, str) or not beside.strip():
        return _("(no words)")
    return _("(no words; the file says “{beside}”)", beside=shown(beside, most))


def placed_sentence(audit: Audit, _: Words) -> str:
    """How many posts are in a facet by more than their own words, and by what? Nothing where there are none."""
    found = audit.placed_by
    threads = _.plural(
        "{n} reply of one to three words goes with its thread.",
        "{n} replies of one to three words go with their thread.",
        found.by_thread,
    ) if found.by_thread else ""  # fmt: skip
    if not found.by_context + found.by_day:
        return threads
    placed = _(
        "Without words of your own, but placed: {context} posts by what the file says beside them (the title of a "
        "link, a place, an album), {day} by another post of the same day.",
        context=_.number(found.by_context), day=_.number(found.by_day),
    )  # fmt: skip
    return " ".join(filter(None, (placed, threads)))
