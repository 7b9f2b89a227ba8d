"""An audit as one HTML page to print, keep or hand on: no script, no link, nothing loaded, no text of a post.

Without `names` others may read it: chats and facets carry no person's name, and 1 to 4 persons are "fewer than 5" in
every sentence, cell and picture. Every number of the page is a number of the JSON, said in words; a test holds it.
Every foreign text passes the template's autoescape or ElementTree, which write it as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from os import PathLike
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from identity_audit import findings
from identity_audit.anonymity import people_words, without
from identity_audit.audit import Audit
from identity_audit.report_parts import Section
from identity_audit.report_sections import sections
from identity_audit.safe_text import clean
from identity_audit.words import Words, words

_PAGE = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
).get_template("report.html.j2")  # fmt: skip


def write_report(
    audit: Audit,
    path: str | PathLike[str],
    *,
    lang: str = "fr",
    names: bool = False,
    aim: str | None = None,
    circle: str | None = None,
) -> None:
    """Write the report of this audit to one HTML file; see `report_html`."""
    Path(path).write_text(report_html(audit, lang=lang, names=names, aim=aim, circle=circle), encoding="utf-8")


def report_html(
    audit: Audit, *, lang: str = "fr", names: bool = False, aim: str | None = None, circle: str | None = None
) -> str:
    """The report as one page.

    names: True for the person alone: exact numbers, and chats under their own names.
    aim: what the person wants to know (`findings.AIMS`); circle: the id of the one that matters most to them.
    """
    told, _ = for_readers(audit, lang=lang, names=names)
    return rendered(told, _, aim=aim, circle=circle)


def rendered(told: Audit, _: Words, *, aim: str | None = None, circle: str | None = None) -> str:
    """The page of an audit that may be shown as it is, in these words."""
    return printed(
        _("Identity Audit: one profile or several?"),
        _("Your posts: {period}. Networks: {networks}.", period=findings.period_text(told.posts, _),
          networks=", ".join(findings.PLATFORM_NAMES.get(p, p) for p in told.dataset.platforms)),
        [
            _("Made on this computer on {date}. Nothing was sent anywhere.", date=_.date(datetime.now().astimezone())),
            _("This copy names no contact. Fewer than 5 people: the exact number is not shown.")
            if isinstance(_, findings.Discreet) else
            _("This copy is for you: numbers are exact and chats carry their names. Think before you hand it on."),
        ],
        sections(told, _, aim=aim, circle=circle), _,
    )  # fmt: skip


def printed(title: str, subtitle: str, notes: Sequence[str], parts: Sequence[Section], _: Words) -> str:
    """Any page to print or keep, in the look of the report: no script, no link, nothing loaded."""
    page = _PAGE.render(
        lang=_.lang, title=title, subtitle=subtitle, notes=notes, table_title=_("The same as a table"), sections=parts
    )
    return clean(page, len(page))


def for_readers(audit: Audit, *, lang: str, names: bool) -> tuple[Audit, Words]:
    """The audit and the words as those may have them who will read the report: without names and small numbers."""
    _ = words(lang) if names else findings.discreet(lang)
    return (audit if names else _for_others(audit, _)), _


def _for_others(audit: Audit, _: Words) -> Audit:
    """The same audit without names of people: chats are numbered, suggested facet names lose the names of contacts.

    A facet that the person named themselves keeps its name.
    """
    groups = audit.dataset.groups
    kinds = groups.set_index("group_id")["kind"]
    number = count(1)
    chats = {c.id: _("Chat {n}", n=_.number(next(number))) for c in audit.circles() if kinds[c.id] == "chat"}
    shown = [chats.get(group, name) for group, name in zip(groups["group_id"], groups["name"], strict=True)]
    people = people_words(audit.dataset)
    facets = [
        facet.name if facet.named else without(facet.name, people) or _("Facet {n}", n=_.number(place))
        for place, facet in enumerate(audit.facets(), 1)
    ]  # fmt: skip
    found = audit.topics.topics
    return audit.renamed(
        dataset=replace(audit.dataset, groups=groups.assign(name=pd.Series(shown, index=groups.index, dtype="str"))),
        topics=replace(audit.topics, topics=found.assign(name=pd.Series(facets, index=found.index, dtype="str"))),
    )
