"""What the report says, question by question: results as paragraphs, figures and tables of texts.

Everything that may not be said to other readers is settled before (`report.for_readers`); here and in `findings` the
words themselves hide small numbers of people. A table whose small numbers could be found by subtraction leaves out
its totals.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from identity_audit import (
    exposure_findings,
    findings,
    outlook_findings,
    paste_findings,
    plan_findings,
    reaction_findings,
    scenario_findings,
    spread_findings,
    surprise_findings,
)
from identity_audit.analysis.audience import BOOTSTRAPS
from identity_audit.analysis.crossing import EVERYONE
from identity_audit.analysis.exposure import Exposure
from identity_audit.analysis.scenarios import Scenario
from identity_audit.analysis.strategies import Replay, out_of
from identity_audit.audit import Audit
from identity_audit.charts import style
from identity_audit.charts.gestures import PILLARS
from identity_audit.facet_view_sections import answered_closed, facet_view_figures
from identity_audit.listening_sections import kinds_table, listening_sections
from identity_audit.report_drawings import Bar, Cell, Pair, Shape, draw_bars, draw_crossing, draw_gaps, draw_hundred
from identity_audit.report_parts import Figure, Section, Table
from identity_audit.words import N_, Words

GRADES = {"good": "●", "partial": "◐", "absent": "○"}

KEEP, PART, LOST = N_("keep everything"), N_("lose a part"), N_("no longer reached")
PART_OR_LOST = N_("lose a part or are no longer reached")


def sections(told: Audit, _: Words, *, aim: str | None = None, circle: str | None = None) -> list[Section]:
    """The questions of the report in their order; its tables are also written as CSV."""
    aimed = _aim(told, _, aim, circle)
    return [
        *([aimed] if aimed else []), _readiness(told, _), _facets(told, _), _gestures(told, _), _reactions(told, _),
        _surprises(told, _), _profiles(told, _), _plan(told, _), _exposure(told, _, circle),
        *listening_sections(told, _), _problems(told, _), _method(told, _),
    ]  # fmt: skip


def _aim(audit: Audit, _: Words, aim: str | None, circle: str | None) -> Section | None:
    """What the person wants to know, the advice that belongs to it, and the circle that matters most to them."""
    chosen = next((found for found in findings.AIMS if found.id == aim), None)
    said = [_(chosen.title), _(chosen.advice)] if chosen else []
    about = findings.aimed_sentence(audit, circle, _)
    framed = [*said, *([about] if about else [])]
    return Section(_("My aim"), framed=framed) if framed else None


def _readiness(audit: Audit, _: Words) -> Section:
    lines = findings.readiness(audit.dataset, _)
    return Section(
        _("What your files can tell"),
        table=Table(
            (_("What"), _("In words")),
            [(f"{GRADES[line.grade]} {line.subject}", line.sentence) for line in lines],
            numbers=0,
        ),
        paragraphs=[_("● yes · ◐ partly · ○ no")],
    )


def _facets(audit: Audit, _: Words) -> Section:
    found, title = audit.facets(), _("My facets")
    if not found:
        return Section(title, [_("Under 30 posts with words, facets cannot be told apart.")])
    warnings = []
    if audit.topics.rough:
        warnings.append(_("Few posts: this picture is rough. From about 250 posts with words on, it settles."))
    if not audit.topics.exact_encoder:
        warnings.append(_("The language model could not be loaded, so facets are much rougher than usual."))
    headline = findings.facets_title(audit, _)
    names = [exposure_findings.sensitive_name(f.name, _) if f.sensitive else f.name for f in found]
    bars = [
        Bar(name, f.share, _("{share} · {n} posts", share=_.percent(f.share), n=_.number(f.posts)),
            style.facet_colour(f.colour))
        for name, f in zip(names, found, strict=True)
    ]  # fmt: skip
    sentence = _("Each bar is one side of you, as large as its share of your posts with words.")
    table = Table(
        (_("Facet"), _("Posts"), _("Share of posts"), _("Of these, unsure")),
        [
            (name, _.number(f.posts), _.percent(f.share), _.number(f.unsure))
            for name, f in zip(names, found, strict=True)
        ],
        numbers=3,
    )
    figure = Figure(headline, draw_bars("facets", headline, sentence, bars), sentence, findings.facets_basis(audit, _),
                    table)  # fmt: skip
    further = [findings.facet_totals(audit, _), findings.copies_sentence(audit, _), answered_closed(audit, _)]
    return Section(
        title, warnings, [figure, *facet_view_figures(audit, _)], [sentence for sentence in further if sentence]
    )


def _gestures(audit: Audit, _: Words) -> Section:
    done, names = audit.gestures, audit.topic_names()
    figures = []
    if done.n:
        headline = findings.gestures_title(done.counts, _)
        sentence = _(
            "Publish: posts and stories. Share: links and posts of others passed on. Discuss: replies, comments, "
            "messages. Connect: follows and invitations."
        )
        counts = [(_(PILLARS[name]), n) for name, n in done.counts.items()]
        bars = [
            Bar(label, n, _("{n} ({share})", n=_.number(n), share=_.percent(n / done.n)), style.facet_colour(i))
            for i, (label, n) in enumerate(counts)
        ]
        figures.append(
            Figure(
                headline, draw_bars("actions", headline, sentence, bars), sentence, findings.gestures_basis(done, _),
                Table((_("Action"), _("How many")), [(label, _.number(n)) for label, n in counts]),
            )
        )  # fmt: skip
    given = done.given_by_facet.dropna(subset=["topic"])
    totals = given.set_index("topic").sum(axis=1).astype(int).sort_values(ascending=False, kind="stable")
    totals = totals[totals > 0]
    if len(totals):
        headline = findings.given_title(totals, names, _)
        sentence = _("Your comments and replies, placed in the facet whose posts resemble their words most.")
        rows = [(names[int(topic)], int(n)) for topic, n in zip(totals.index, totals, strict=True)]
        colours = findings.colours(audit, totals.index)
        bars = [Bar(name, n, _.number(n), style.facet_colour(c)) for (name, n), c in zip(rows, colours, strict=True)]
        figures.append(
            Figure(
                headline, draw_bars("given", headline, sentence, bars), sentence, findings.given_basis(done, _),
                Table((_("Facet"), _("Given")), [(name, _.number(n)) for name, n in rows]),
            )
        )  # fmt: skip
    points = [
        _.plural(
            "Beside these, {n} reaction given with one tap (a like, for example).",
            "Beside these, {n} reactions given with one tap (likes, for example).",
            done.reactions,
        ),
        f"{findings.questions_title(done, _)}.",
        f"{findings.links_title(done, _)}.",
    ]
    return Section(_("What I do"), [] if done.n else [f"{findings.gestures_title(done.counts, _)}."], figures, points)


def _reactions(audit: Audit, _: Words) -> Section:
    title = _("Who reacts to what")
    if audit.verdict == "no_received" and reaction_findings.none_counts(audit.dataset):
        return Section(title, framed=[_(reaction_findings.NONE_COUNTS), _(reaction_findings.TICK_MORE)])
    if audit.verdict == "no_received":
        closed = _("Named reactions are missing: these files do not say who reacts to your posts.")
        return Section(title, framed=[closed, _(findings.DOORS)])
    if not audit.facets():
        return Section(title, [
            _("There are too few posts with words to tell facets apart, so this table has no columns yet."),
            findings.reactions_basis(audit, _),
        ])  # fmt: skip
    if audit.pasted.lists and audit.in_files.empty:
        return Section(title, points=paste_findings.about_lists(audit, _))
    titles = {circle.id: circle.name for circle in audit.circles() if circle.people}
    crossing = audit.crossing(findings.shown_circles(audit))
    subtractable = _hides(crossing, _)
    if subtractable:
        # with everybody's number beside them, those that are not said could be found by subtraction
        crossing = crossing[crossing["group_id"] != EVERYONE].reset_index(drop=True)
    circles, facets = findings.crossing_labels(crossing, audit, titles, _)
    grid = [[cell(row, _) for _i, row in crossing[crossing["group_id"] == g].iterrows()] for g in circles]
    headline = findings.crossing_title(crossing, circles, facets, audit, _)
    reading = [
        _("In each cell: how many people of the circle reacted at least once, out of those who could see such a post. "
          "A “+” means at least. A hatched cell is not known: that is not zero. Where fewer than 5 people could see "
          "such a post, the cell stays pale: too few to compare.")
    ]  # fmt: skip
    if isinstance(_, findings.Discreet):
        reading.append(_("“<5” means: fewer than 5 people."))
    if subtractable:
        reading.append(_("The row of all contacts is left out: it would tell what the others do not say."))
    sentence = " ".join(reading)
    drawing = draw_crossing(headline, sentence, list(circles.values()), list(facets.values()), grid, key="crossing")
    table = Table(
        (_("Circle"), *facets.values()),
        [(name, *(cell.words for cell in row)) for name, row in zip(circles.values(), grid, strict=True)],
        numbers=len(facets),
    )
    said = [
        findings.row_sentence(name, crossing[crossing["group_id"] == group], facets, _)
        for group, name in circles.items()
    ]
    further = [findings.breadth_sentence(audit, _), findings.crossing_sentence(audit, _)]
    figure = Figure(headline, drawing, sentence, findings.reactions_basis(audit, _), table)
    further += [*spread_findings.spread_sentences(audit, _), *paste_findings.so_far(audit, _)]
    return Section(title, figures=[figure], points=[*said, *(line for line in further if line)])


def _hides(crossing: pd.DataFrame, _: Words) -> bool:
    """Is any number of this table, beside the row of everybody, one that is not said?"""
    rest = crossing[crossing["group_id"] != EVERYONE]
    return any(findings.is_few(n, _) for _i, row in rest.iterrows() for n in _persons(row))


def _persons(row: pd.Series[Any]) -> tuple[int, ...]:
    """The numbers of persons that one circle and one facet tell, also by subtraction."""
    if pd.isna(row["exposed"]):
        return (int(row["people"]),)
    n, exposed = int(row["people_complete"]), int(row["exposed"])
    return n, exposed, exposed - n


def cell(row: pd.Series[Any], _: Words) -> Cell:
    """What can be said of one circle and one facet."""
    if pd.isna(row["exposed"]):
        n = int(row["people"])
        if not n:
            return Cell("", _("not known"), None)
        if findings.is_few(n, _):
            return Cell("<5", _(findings.FEW), 0.0)
        return Cell(f"{_.number(n)}+", _("at least {n}", n=_.number(n)), 0.0)
    n, exposed = int(row["people_complete"]), int(row["exposed"])
    if findings.is_few(n, _) and findings.is_few(exposed, _):
        return Cell("<5", _(findings.FEW), 0.0)
    said = _("{n} of {exposed}", n=findings.people(n, _, exposed), exposed=findings.people(exposed, _))
    if findings.is_few(exposed, _):
        return Cell(f"{_.number(0)} / <5", said, 0.0)
    if findings.is_few(n, _):
        return Cell(f"<5 / {_.number(exposed)}", said, 0.0)
    if findings.is_few(exposed - n, _):
        n = findings.at_least(n, exposed)
        return Cell(f"{_.number(n)}+ / {_.number(exposed)}", said, _shade(n, exposed))
    # a dash where nobody could see such a post
    return Cell(f"{_.number(n)} / {_.number(exposed)}" if exposed else "–", said, _shade(n, exposed))


def _shade(n: int, exposed: int) -> float:
    """The share that colours a cell (0 to 1); one or two people who all reacted would be the darkest of the table."""
    return n / exposed if exposed > findings.FEW_UP_TO else 0.0


def _profiles(audit: Audit, _: Words) -> Section:
    title = _("One profile or several?")
    verdict, why = findings.verdict_sentences(audit, _)
    replay = audit.replays["per_facet"]
    if replay is None:
        of_lists = [paste_findings.circle_sentence(audit.pasted.per_circle, _)] if audit.pasted.lists else []
        return Section(title, framed=[verdict, why], points=of_lists)
    circle = audit.replays["per_circle"]
    further = [
        # where separating cuts, the verdict is this sentence
        *([] if audit.verdict == "separating_cuts" else [findings.replay_sentence(replay, _)]),
        findings.circle_sentence(circle, _) if circle else _("There is no circle in these files to compare with."),
        _(outlook_findings.KIND_TO_ONE),
        *_other_ways(audit, _),
        *_could_change(audit, _),
    ]  # fmt: skip
    return Section(
        title,
        figures=[_hundred(replay, _), _gaps(audit, replay, _)],
        points=further,
        framed=[*outlook_findings.verdict(audit, _), _(findings.WHY_WRONG)],
    )


def _other_ways(audit: Audit, _: Words) -> list[str]:
    """The other ways to separate of which something can be said."""
    ways = audit.outlook.scenarios.items()
    return [scenario_findings.way_sentence(way, found.replay, _) for way, found in ways if isinstance(found, Scenario)]


def _could_change(audit: Audit, _: Words) -> list[str]:
    """What could change, or why that is not estimated."""
    if audit.outlook.forecast is None:
        return [outlook_findings.forecast_closed(audit, _)]
    found = audit.outlook.outcome("per_facet")
    lines = [outlook_findings.outcome_sentence("per_facet", found, _), outlook_findings.lost_sentence(found, _)] if (
        found) else []  # fmt: skip
    more = (outlook_findings.earlier_sentence(audit, _), outlook_findings.break_even_sentence(audit, _))
    return [*lines, *(line for line in more if line)]


def _surprises(audit: Audit, _: Words) -> Section:
    """How many moments nobody would have expected, and who reacts to several facets: numbers, nobody's names."""
    title = _("Surprises")
    if audit.verdict == "no_received":
        return Section(title, framed=[_(findings.DOORS)])
    several = outlook_findings.bridges_sentence(audit, _)
    return Section(
        title, [surprise_findings.surprises_count(audit, _), surprise_findings.surprises_basis(audit, _)],
        points=[several] if several else [],
    )  # fmt: skip


def _plan(audit: Audit, _: Words) -> Section:
    """The plan that the person chose, or the three; their own limits; the steps."""
    outlook, title = audit.outlook, _("My plan")
    if audit.verdict == "no_received":
        return Section(title, [_(findings.DOORS)])
    nothing = plan_findings.nothing_to_change(audit, _)
    chosen = [plan for plan in outlook.plans if plan.name == outlook.wishes.plan]
    points = []
    for plan in chosen or outlook.plans:
        said = plan_findings.plan_lines(plan, outlook.plan_replay(plan.name), _)
        points.append(f"{_(plan_findings.PLAN_NAMES[plan.name])}. {' '.join(said)}")
    hidden = sorted({*outlook.wishes.hidden, *(cell for plan in chosen for cell in plan.hidden)})
    points += plan_findings.hidden_lines(hidden, audit, _)
    paragraphs = [] if outlook.plans else [_(plan_findings.PLANS_CLOSED)]
    if hidden:
        points += [*plan_findings.steps(audit, _), _(plan_findings.STEPS_FROM)]
    head = [plan_findings.chosen_title(plan.name, _) + "." for plan in chosen]
    return Section(title, [*head, *paragraphs], points=points, framed=[nothing] if nothing else [])


def _hundred(replay: Replay, _: Words) -> Figure:
    """The array of 100: three shapes, two where the third would tell a small number, none where two would."""
    keep, part, lost = replay.contacts_keep, replay.contacts_lose_part, replay.contacts_lost
    shapes = [Shape(_(KEEP), keep, "disc"), Shape(_(PART), part, "diamond"), Shape(_(LOST), lost, "cross")]
    if any(findings.is_few(shape.people, _) for shape in shapes):
        shapes = [shapes[0], Shape(_(PART_OR_LOST), part + lost, "diamond")]
    basis = findings.replay_basis(replay, _)
    if any(findings.is_few(shape.people, _) for shape in shapes):
        return Figure(
            _("Of 100 people who reacted: a picture that is not shown"), None,
            _("One of its parts holds fewer than 5 people: the picture would tell how many."), basis, None,
        )  # fmt: skip
    hundred = out_of([shape.people for shape in shapes], 100)
    headline = (
        findings.array_title(replay, (hundred[0], hundred[1], hundred[2]), _)
        if len(hundred) == 3
        else _("Of 100 people who reacted, {keep} would keep everything, and {other} would lose a part or no longer be "
               "reached, with one profile per facet", keep=_.number(hundred[0]), other=_.number(hundred[1]))
    )  # fmt: skip
    sentence = findings.array_sentence(replay, _)
    table = Table(
        (_("With one profile per facet"), _("Of 100 people"), _("People")),
        [
            (shape.label, _.number(of_100), findings.people(shape.people, _))
            for shape, of_100 in zip(shapes, hundred, strict=True)
        ],
        numbers=2,
    )
    labels = [f"{_.number(n)} · {shape.label}" for n, shape in zip(hundred, shapes, strict=True)]
    drawing = draw_hundred(headline, sentence, shapes, hundred, labels)
    return Figure(headline, drawing, sentence, basis, table)


def _gaps(audit: Audit, replay: Replay, _: Words) -> Figure:
    names, found = audit.topic_names(), findings.gaps(replay)
    headline = findings.gap_title(found, names, _)
    sentence = _(
        "Each line is a facet: on the right the reactions it received, on the left those that would remain if each "
        "person followed only their usual facet."
    )
    table = Table(
        (_("Facet"), _("Reactions, one profile"), _("Reactions, one profile per facet"), _("Would have been missed")),
        [(names[g.topic], _.number(g.received), _.number(g.remaining), _.number(g.missed)) for g in found],
        numbers=3,
    )
    drawing = draw_gaps(
        headline, sentence, [Pair(names[g.topic], g.received, g.remaining) for g in found],
        (_("one profile"), _("one profile per facet")), _,
    )  # fmt: skip
    return Figure(headline, drawing, sentence, findings.replay_basis(replay, _), table)


def _exposure(audit: Audit, _: Words, circle: str | None) -> Section:
    """The other side: what one profile for all shows to each circle."""
    title = _("What each circle could see")
    table = exposure_findings.could_see(audit, circle, _)
    if table is None:
        return Section(title, [_("There is no circle in these files to compare with.") if audit.facets() else
                               _("There are too few posts with words to tell facets apart, so this table has no "
                                 "columns yet.")])  # fmt: skip
    headline, reading = exposure_findings.exposure_title(table, _), _(exposure_findings.READING)
    circles, facets = list(table.circles.values()), list(table.columns.values())
    grid = [[_exposed_cell(cell, _) for cell in row] for row in table.rows.values()]
    figure = Figure(
        headline, draw_crossing(headline, reading, circles, facets, grid, key="exposure"), reading,
        exposure_findings.exposure_basis(table, audit, _),
        Table((_("Circle"), *facets), [(name, *(cell.words for cell in row))
                                       for name, row in zip(circles, grid, strict=True)], numbers=len(facets)),
    )  # fmt: skip
    lines = [
        (name, facet, *map(_.number, exposure_findings.parts_of(c)))
        for name, facet, c in exposure_findings.totals(table, _)
    ]
    return Section(title, figures=[figure], table=Table(exposure_findings.heads(_), lines, numbers=5))


def _exposed_cell(cell: Exposure, _: Words) -> Cell:
    said, n = exposure_findings.cell_sentence(cell, _), exposure_findings.known_part(cell)
    if n is None:
        return Cell("", said, None)
    return Cell(f"{_.number(n)}{'+' if cell.not_known else ''} / {_.number(cell.posts)}", said, n / cell.posts)


def _problems(audit: Audit, _: Words) -> Section:
    problems = audit.dataset.problems
    title = _("What could not be read")
    if problems.empty:
        return Section(title, [_("Nothing: every part that we know how to read was read.")])
    return Section(
        title,
        table=Table(
            (_("Network"), _("File"), _("What happened"), _("How many")),
            [
                # some problems count persons; which ones, only their sentence tells
                (findings.PLATFORM_NAMES.get(p["platform"], p["platform"]), p["file"], _(p["what"]),
                 findings.people(int(p["n"]), _))
                for p in problems.to_dict("records")
            ],
        ),
    )  # fmt: skip


def _method(audit: Audit, _: Words) -> Section:
    chosen = (
        _("The number of facets is the one that your posts suggest.")
        if audit.settings.n_topics is None
        else _("You chose the number of facets: {n}.", n=_.number(audit.settings.n_topics))
    )
    points = [
        _("Facets: your own posts with words were compared with each other by meaning and by words, and the ones that "
          "resemble each other were put together; you could rename them.") + f" {chosen}",
        _("A reaction is one person on one post, however often they acted: a like, a comment, a reply, a share, a "
          "mention, a tag, or a post on your wall."),
        _("Only names read in the files count as reactions; what is missing is not known, and is never taken for "
          "zero."),
        _("“Could see” comes from what the files say about your posts and contacts; nobody knows who really saw "
          "them."),
        _("The comparison takes the reactions that you received and asks which would not have happened if each "
          "person had followed one profile only; its ranges come from drawing these people again, {n} times.",
          n=_.number(BOOTSTRAPS)),
        _("Everything was computed on this computer: nothing was sent anywhere, and this page loads nothing."),
    ]  # fmt: skip
    points.append(reaction_findings.kinds_sentence(audit.dataset, _))
    return Section(_("How it was computed"), points=points, table=kinds_table(audit, _))
