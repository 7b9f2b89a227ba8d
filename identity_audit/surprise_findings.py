"""Moments that nobody would have expected, told warmly and dated; a moment is never a rank of a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from identity_audit.analysis.surprises import Surprise
from identity_audit.findings import is_few, people, period_text
from identity_audit.words import N_, Words

if TYPE_CHECKING:
    from identity_audit.audit import Audit

_COMMENTS = N_("{date}: {name}, from “{circle}”, writes under your post about “{facet}”.")
_SHARES = N_("{date}: {name}, from “{circle}”, passes on your post about “{facet}”.")
_REACTS = N_("{date}: {name}, from “{circle}”, reacts to your post about “{facet}”.")
TOLD: Mapping[str, str] = {"comment": _COMMENTS, "reply": _COMMENTS, "wall_post": _COMMENTS, "share": _SHARES}


def surprises_title(n: int, _: Words) -> str:
    """How many moments there are."""
    if not n:
        return _("No moment that stands out from its circle")
    if is_few(n, _):
        return _("Moments that nobody would have expected: {n}.", n=people(n, _)).rstrip(".")
    return _.plural(
        "{n} moment that nobody would have expected", "{n} moments that nobody would have expected", n
    )  # fmt: skip


def surprises_basis(audit: Audit, _: Words) -> str:
    """In what the moments were looked for."""
    return _(
        "Looked for in {n} reactions by name, on posts {period}. A moment counts where a facet is at least four times "
        "rarer in the person's circle than among everybody; one for each person and facet, the first.",
        n=people(len(audit.in_files), _), period=period_text(audit.posts, _),
    )  # fmt: skip


def moment_sentence(found: Surprise, kind: str, name: str, circle: str, facet: str, _: Words) -> str:
    """Who of which circle turned up, when, on what."""
    return _(TOLD.get(kind, _REACTS), date=_.date(found.time), name=name, circle=circle, facet=facet)


def why_sentence(found: Surprise, _: Words) -> str:
    """Why this is a surprise."""
    if found.why == "first_of_circle":
        return _("Nobody else of this circle has reacted to this facet.")
    return _(
        "That is rare in this circle: {n} of {all} exchanges of the others are about it. Among everybody: {share}.",
        n=people(found.on_facet, _), all=people(found.circle_episodes, _), share=_.percent(found.facet_share),
    )  # fmt: skip


def surprises_count(audit: Audit, _: Words) -> str:
    """The moments as others may read of them: how many, nobody's."""
    return _("Moments that nobody would have expected: {n}.", n=people(len(audit.outlook.shown_surprises), _))
