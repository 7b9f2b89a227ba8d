"""What the report says about talking, listening, rhythm and the essays' claims: the same sentences as the screens."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from identity_audit import (
    claim_findings,
    conversation_findings,
    listening_findings,
    own_links_findings,
    reaction_findings,
    rhythm_findings,
)
from identity_audit.analysis.conversation import RUNGS
from identity_audit.analysis.heard import Heard
from identity_audit.audit import Audit
from identity_audit.charts import style
from identity_audit.report_drawings import Bar, draw_bars
from identity_audit.report_parts import Figure, Section, Table
from identity_audit.schema import ENGAGEMENT_KINDS
from identity_audit.words import Words


def listening_sections(told: Audit, _: Words) -> list[Section]:
    """Four questions: talking with others, listening, rhythm and what is passed on, the claims."""
    return [_conversation(told, _), _listening(told, _), _rhythm(told, _), _claims(told, _)]


def _conversation(told: Audit, _: Words) -> Section:
    found = told.listening.conversation
    say = conversation_findings
    figures = []
    headline = f"{say.starts_title(found, _)}."
    if found.starts.n:
        bars = [
            Bar(_(say.RUNG_NAMES[rung]), found.ladder[rung],
                _.plural("{n} post", "{n} posts", found.ladder[rung]), style.SCALE[i + 1])
            for i, rung in enumerate(RUNGS)
        ]  # fmt: skip
        sentence = _(say.LADDER_SENTENCE)
        figures.append(
            Figure(headline, draw_bars("ladder", headline, sentence, bars), sentence, say.starts_basis(found, _),
                   _rows((_("What"), _("How many")), [(bar.name, bar.said) for bar in bars]))
        )  # fmt: skip
    points = [*say.quality_lines(found, _), *say.questions_lines(found, _), say.volume_sentence(found, _),
              say.silent_sentence(found, _), say.waiting_sentence(found, _)]  # fmt: skip
    at_least = say.at_least_sentence(found, _)
    halves = [f"{say.halves_title(found, _)}.", say.halves_basis(found, _)]
    return Section(
        _("Do you speak, or do you talk with others?"),
        [] if found.starts.n else [headline], figures,
        [*([at_least] if at_least else []), *points, *halves],
        table=_table(say.halves_table(found, _)) if found.moved else None,
    )  # fmt: skip


def _listening(told: Audit, _: Words) -> Section:
    found, names, say = told.listening, told.topic_names(), listening_findings
    circles = {circle.id: circle.name for circle in told.circles()}
    points = [
        f"{say.heard_title(found.heard, names, _)}.", say.heard_basis(found.heard, _),
        *_circles_heard(found.heard, circles, names, _),
        say.asked_sentence(found.heard, _),
        *say.role_lines(found.roles, _), say.mentions_sentence(found.roles, _),
        *say.meeting_lines(found.roles, names, _), *say.lives_lines(found.lives, names, _),
        *say.both_ways_lines(found.given, names, _),
    ]  # fmt: skip
    tables = [table for table in (
        _table(say.gaps_table(found.heard.gaps, names, _)) if found.heard.placed else None,
        _table(say.heard_circles_table(found.heard, circles, names, _)) if any(
            each.group in circles for each in found.heard.circles) else None,
        _table(say.territories_table(found.territories, names, circles, _)) if len(found.territories) else None,
    ) if table]  # fmt: skip
    return Section(_("Listening"), points=points, tables=tables)


def _circles_heard(found: Heard, circles: dict[str, str], names: dict[int, str], _: Words) -> list[str]:
    say = listening_findings
    lines = [f"{say.heard_circles_title(found, circles, names, _)}."]
    if any(each.group in circles for each in found.circles):
        lines.append(_(say.CIRCLES_SENTENCE))
    more = say.more_circles_sentence(found, circles, _)
    return [*lines, more] if more else lines


def _rhythm(told: Audit, _: Words) -> Section:
    found, names = told.listening, told.topic_names()
    say, rhythm = rhythm_findings, told.listening.rhythm
    lines = [f"{say.rhythm_title(rhythm, _)}.", say.rhythm_basis(rhythm, _), say.bursts_sentence(rhythm.all, _)]
    lines += [say.mark_line(number, mark, _) for number, mark in enumerate(rhythm.marks, 1)]
    lines += say.media_lines(rhythm, _)
    lines += conversation_findings.relays_lines(found.relays, _)
    # a report is for others to read, and a site names its owner
    own_site = replace(found.own_links, sites=())
    lines += [f"{own_links_findings.links_title(own_site, _)}.",
              *own_links_findings.links_lines(own_site, _)]  # fmt: skip
    lines += [f"{conversation_findings.private_title(found.private, _)}.", _(conversation_findings.PRIVATE_SENTENCE)]
    tables = [_table(conversation_findings.private_table(found.private, names, _))]
    if found.own_links.posts:
        lines.append(_(own_links_findings.LINKS_SENTENCE))
        tables.insert(0, _table(own_links_findings.links_table(found.own_links, _)))
    if rhythm.all is not None:
        tables.insert(0, _table(say.rhythm_table(rhythm, names, _)))
    return Section(_("Rhythm, and what you pass on"), points=lines, tables=tables)


def _claims(told: Audit, _: Words) -> Section:
    say, claims = claim_findings, told.listening.claims
    rows = [
        (_(say.CLAIMS[claim.id]), say.source(claim, _), f"{say.MARKS[claim.verdict]} {_(say.VERDICTS[claim.verdict])}",
         say.answer(claim, _))
        for claim in claims
    ]  # fmt: skip
    head = (_("What"), _("Where it stands"), _("Answer"), _("In words"))
    answers = [Table(head, rows, numbers=0)]
    return Section(_("Claims to test"), [f"{say.claims_title(claims, _)}.", _(say.NOTE)], tables=answers)


def kinds_table(told: Audit, _: Words) -> Table:
    """Which kinds of acts count as a reaction in this report."""
    counted = told.dataset.reaction_kinds
    return Table(
        (_("What"), _("Counts as a reaction")),
        [(_(reaction_findings.KIND_NAMES[kind]), _("yes") if kind in counted else _("no"))
         for kind in ENGAGEMENT_KINDS],
        numbers=0,
    )  # fmt: skip


def _table(found: pd.DataFrame) -> Table:
    return _rows(tuple(found.columns), [tuple(map(str, row)) for row in found.itertuples(index=False)])


def _rows(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    return Table(head, rows, numbers=0)
