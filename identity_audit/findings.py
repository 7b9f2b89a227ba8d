"""What the figures say, in whole sentences of either language: the one place where results become words.

Screens, report and command line read the same sentences. A finding never says more than its figure: each names
its n, its period and, where estimated, its interval.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from identity_audit.analysis.audience import MIN_ENGAGEMENTS, MIN_PEOPLE
from identity_audit.analysis.crossing import EVERYONE, OTHER_CIRCLES, OTHER_FACETS
from identity_audit.analysis.gestures import Gestures
from identity_audit.analysis.strategies import Replay, out_of
from identity_audit.analysis.topic_space import FEWEST_POSTS
from identity_audit.coverage import overall
from identity_audit.dataset import Dataset, period
from identity_audit.importers import private_left_closed
from identity_audit.post_findings import placed_sentence
from identity_audit.reaction_findings import NONE_COUNTS, TICK_MORE, none_counts
from identity_audit.schema import ENGAGEMENT_KINDS, Grade
from identity_audit.words import LANGUAGES, N_, Words

if TYPE_CHECKING:
    from identity_audit.audit import Audit

PLATFORM_NAMES = {
    "slack": "Slack", "mattermost": "Mattermost", "zulip": "Zulip", "facebook": "Facebook", "instagram": "Instagram",
    "threads": "Threads", "linkedin": "LinkedIn", "x": "X", "mastodon": "Mastodon", "bluesky": "Bluesky",
    "googleplus": "Google+", "youtube": "YouTube", "tiktok": "TikTok", "reddit": "Reddit", "tumblr": "Tumblr",
    "pinterest": "Pinterest", "snapchat": "Snapchat", "spotify": "Spotify", "whatsapp": "WhatsApp",
    "telegram": "Telegram", "discord": "Discord", "mail": "E-mail", "csv": "CSV",
}  # fmt: skip
WHY_WRONG = N_(
    "Why this may be wrong: people can read without reacting; some posts are in the wrong facet; "
    "your contacts and topics will change."
)
NO_EVIDENCE = N_(
    "Your files do not say who reacts to your posts, so we give no verdict. "
    "Here is what they do say: whom you react to."
)
#: what opens the closed pages today; only doors that the product has
DOORS = N_(
    "To open this page, paste the names under 12 posts (about 5 minutes), or add a file that names who reacted: your "
    "mailbox, with the answers and the notification mails that you kept, an export of Slack, Mattermost, Zulip or "
    "Telegram, an old Google+ archive, your own table of reactions (CSV), or your Messenger and Instagram messages."
)
#: what would decide where pasted lists cannot
WHOLE_FILES = N_(
    "To decide, add a file that names who reacted under all your posts: your mailbox, with the answers and the "
    "notification mails that you kept, an export of Slack, Mattermost or Zulip, an old Google+ archive, or your own "
    "table of reactions (CSV)."
)
#: what was not read is not a no
MESSAGES_CLOSED = N_("not in what was read (your private messages stayed closed)")

#: rows of a table of circles; the rest is in "Other circles"
MOST_CIRCLES = 6

#: where others read, a number of persons up to here is not said: it could point at somebody
FEW_UP_TO = 4
FEW = N_("fewer than 5")


class Discreet(Words):
    """The words of a page that others may read: small numbers of persons are not said, see `people`."""


@cache
def discreet(lang: str) -> Discreet:
    """The discreet words of a language; anything but French falls back to English."""
    return Discreet(lang if lang in LANGUAGES else "en")


def is_few(n: float, _: Words) -> bool:
    """Is this a number of persons that `_` does not say?"""
    return isinstance(_, Discreet) and 0 < n <= FEW_UP_TO


def people(n: int, _: Words, of: int | None = None) -> str:
    """A number of persons as `_` may say it; also for acts next to persons, as few acts are those of few persons.

    Where others read, 1 to 4 are "fewer than 5". Where 1 to 4 are left of `of`, n becomes "at least": a small number
    is not found by subtraction either.
    """
    if is_few(n, _):
        return _(FEW)
    if n and of is not None and is_few(of - n, _):
        return _("at least {n}", n=_.number(at_least(n, of)))
    return _.number(n)


def people_column(numbers: Iterable[int], _: Words) -> list[int] | list[str]:
    """Numbers of persons for the column of a table: as they are, or where others read as `people` says them."""
    counts = [int(n) for n in numbers]
    return [people(n, _) for n in counts] if isinstance(_, Discreet) else counts


def at_least(n: int, of: int) -> int:
    """The number that is said for n of `of` where the few others are not: it fits whether none or four are left."""
    return min(n, max(FEW_UP_TO + 1, of - FEW_UP_TO))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of "what your files can tell": the subject, the grade (good, partial, absent), and the sentence."""

    subject: str
    grade: str
    sentence: str


def verdict_sentences(audit: Audit, _: Words) -> tuple[str, str]:
    """The answer to "one profile or several?" and why it may be wrong (or what would open it)."""
    if audit.verdict == "no_received" and none_counts(audit.dataset):
        return _(NONE_COUNTS), _(TICK_MORE)
    if audit.verdict == "no_received":
        return _(NO_EVIDENCE), _(DOORS)
    per_facet, per_circle = audit.replays["per_facet"], audit.replays["per_circle"]
    if not audit.facets():
        return _(
            "We cannot decide yet: there are too few posts with words to tell facets apart. "
            "From {minimum} posts with words on, we compare.",
            minimum=_.number(FEWEST_POSTS),
        ), _("To open this page, add a file that holds more of your posts.")
    if per_facet is None and audit.pasted.lists:
        return _lists_alone(audit, _), _(WHOLE_FILES)
    if per_facet is None:
        return _too_few(audit, _), _(DOORS)
    if audit.verdict == "cannot_decide":
        return _(
            "We cannot decide: between {low} and {high} reactions in 100 fall outside the person's usual facet. "
               "More posts with known reactions would help.",
            **_range(per_facet, _),
        ), _(WHY_WRONG)  # fmt: skip
    if audit.verdict == "changes_little":
        return _(
            "For you, separating would change little: {share} reactions in 100 (between {low} and {high}).",
            **_range(per_facet, _),
        ), _(WHY_WRONG)
    if audit.verdict == "mixed" and per_circle is not None:
        if not per_circle.blocked:
            return _(
                "It depends on how you separate. One profile per facet would have cut {share} reactions in 100 "
                "(between {low} and {high}); one profile per circle would have cut none, because your circles "
                "share people and facets.",
                **_range(per_facet, _),
            ), _(WHY_WRONG)
        return _(
            "It depends on how you separate. One profile per facet would have cut {share} reactions in 100 "
            "(between {low} and {high}); one profile per circle, {share2} in 100 (between {low2} and {high2}).",
            **_range(per_facet, _), **{f"{k}2": v for k, v in _range(per_circle, _).items()},
        ), _(WHY_WRONG)  # fmt: skip
    return replay_sentence(per_facet, _), _(WHY_WRONG)


def guess_question(replay: Replay, _: Words) -> str:
    """What the person guesses before they see it."""
    if replay.since is None:
        return _("Of 100 reactions received, how many fall outside the person's usual facet?")
    return _("Of 100 reactions received since {date}, how many fall outside the person's usual facet?",
             date=_.date(replay.since))  # fmt: skip


def replay_sentence(replay: Replay, _: Words) -> str:
    """What happened, for one profile per facet; the kind, hindsight version says that it is the kindest case."""
    if replay.placed == "past":
        return _(
            "Of 100 reactions received since {date} from people who already reacted before, about {share} fall "
               "outside their usual facet (between {low} and {high}). With one profile per facet, they would not "
               "have seen those posts if they followed only one.",
            date=_.date(replay.since), **_range(replay, _),
        )  # fmt: skip
    return _(
        "Of 100 reactions received, about {share} fall outside the person's usual facet (between {low} and "
           "{high}). This is the kindest case for separate profiles: the usual facet is chosen afterwards, "
           "with everything known.",
        **_range(replay, _),
    )  # fmt: skip


def circle_sentence(replay: Replay, _: Words) -> str:
    """What happened, for one profile per circle."""
    return _(
        "With one profile per circle, each carrying the facets that its people react to most, about {share} "
           "reactions in 100 would have been missed (between {low} and {high}).",
        **_range(replay, _),
    )  # fmt: skip


def replay_basis(replay: Replay, _: Words) -> str:
    """n, people, period, level: what stands under the array of 100."""
    known = {
        "engagements": _.number(replay.engagements), "people": people(replay.people, _),
        "level": _.percent(replay.level), "single": people(replay.single, _, replay.people),
    }  # fmt: skip
    if replay.since is None:
        return _(
            "Over the whole period: {engagements} reactions, {people} people; interval at {level}. "
            "People with a single reaction: {single}.",
            **known,
        )
    return _(
        "Since {date}: {engagements} reactions, {people} people; interval at {level}. "
        "People with a single later reaction: {single}. Newcomers, counted apart: {newcomers}.",
        date=_.date(replay.since), newcomers=people(replay.newcomers, _), **known,
    )  # fmt: skip


def _too_few(audit: Audit, _: Words) -> str:
    return _(
        "We cannot decide yet. Reactions by name to posts with a facet: {n}; people who reacted: {people}. "
        "From {minimum} reactions by {minimum_people} people on, we compare.",
        n=people(audit.cross_facet.n, _), people=people(audit.cross_facet.people, _),
        minimum=_.number(MIN_ENGAGEMENTS), minimum_people=_.number(MIN_PEOPLE),
    )  # fmt: skip


def _lists_alone(audit: Audit, _: Words) -> str:
    """Why pasted lists do not decide, and what they say at least."""
    found = audit.pasted.outside
    return _(
        "We cannot decide. On the lists that you pasted, at least {outside} of {reactions} reactions fall outside the "
        "facet that the person reacts to most; a few drawn posts do not say which share of all reactions that is.",
        outside=people(found.outside, _, found.reactions), reactions=people(found.reactions, _),
    )  # fmt: skip


def _range(replay: Replay, _: Words) -> dict[str, str]:
    return {
        "share": _.number(100 * replay.blocked),
        "low": _.number(100 * replay.low),
        "high": _.number(100 * replay.high),
    }


def crossing_sentence(audit: Audit, _: Words) -> str | None:
    """How often do people react outside their usual facet, and would that be so by chance?"""
    cross = audit.cross_facet
    if cross.share is None or cross.low is None or cross.high is None or cross.chance is None:
        return None
    return _(
        "{share} of the reactions come from outside the person's usual facet (between {low} and {high}, at "
           "{level}). If people reacted at random, it would be {chance}.",
        share=_.percent(cross.share), low=_.percent(cross.low), high=_.percent(cross.high),
        level=_.percent(cross.level), chance=_.percent(cross.chance),
    )  # fmt: skip


def breadth_sentence(audit: Audit, _: Words) -> str:
    """How many people react to more than one facet?"""
    return _(
        "{several} of the {all} people who reacted did so on two facets or more.",
        several=people(audit.breadth.in_two_or_more, _, audit.breadth.engagers),
        all=people(audit.breadth.engagers, _),
    )


def facets_title(audit: Audit, _: Words) -> str:
    """How many facets, and the largest one; or that there are too few posts."""
    found = audit.facets()
    if not found:
        return _("Too few posts with words to tell facets apart")
    first = found[0]
    return _.plural(
        "You mostly show {n} facet. “{name}” is {share} of your posts.",
        "You mostly show {n} facets. “{name}” is {share} of your posts.",
        len(found),
        name=first.name,
        share=_.percent(first.share),
    )


def facets_basis(audit: Audit, _: Words) -> str:
    """How many posts, over which period, and what was counted apart."""
    topics = audit.topics
    return _(
        "{posts} posts with words, {period}. {unsure} of them are unsure. Counted apart: {silent} posts without "
           "words, {private} messages to one person.",
        posts=_.number(audit.placed_by.with_words), period=period_text(audit.posts, _),
        unsure=_.number(topics.unsure), silent=_.number(topics.without_words),
        private=_.number(audit.to_one_person),
    )  # fmt: skip


def facet_totals(audit: Audit, _: Words) -> str:
    """The sum that always holds: every post is in a facet, without words, or set aside by the person."""
    topics = audit.topics
    inside = sum(facet.posts for facet in audit.facets())
    total = _(
        "{all} posts = {inside} in these facets + {silent} without words + {aside} that you said are not you.",
        all=_.number(topics.n_posts), inside=_.number(inside), silent=_.number(topics.without_words),
        aside=_.number(audit.not_me),
    )  # fmt: skip
    return " ".join(filter(None, (total, placed_sentence(audit, _))))


def copies_sentence(audit: Audit, _: Words) -> str | None:
    """How many posts stand on several networks; None where none does."""
    n = audit.on_several_networks
    return _.plural(
        "{n} post that you put on several networks counts once.",
        "{n} posts that you put on several networks count once.",
        n,
    ) if n else None  # fmt: skip


def period_text(posts: pd.DataFrame, _: Words) -> str:
    """From the first to the last dated post."""
    first, last = period(posts)
    if first is None:
        return _("dates not known")
    return _("from {first} to {last}", first=_.date(first), last=_.date(last))


@dataclass(frozen=True, slots=True)
class Known:
    """How many contacts and posts, and how many of these posts hold words, names or numbers of reactions, a reach.

    names_without_list: posts without a list of reactions under which the files name somebody all the same.
    visible: by the files; answered: only by what the person said of the account. messages_closed: files of private
    messages were not read, which may name people and who reacted.
    """

    contacts: int
    posts: int
    with_words: int
    named: int
    counted: int
    names_without_list: int
    visible: int
    answered: int
    messages_closed: bool

    @property
    def without_words(self) -> int:
        return self.posts - self.with_words


def known(dataset: Dataset) -> Known:
    """The numbers behind "what your files can tell"."""
    posts = dataset.posts[dataset.posts["kind"] != "repost"]
    answered = int(posts["post_id"].isin(dataset.from_answer).sum())
    acts = dataset.interactions
    acts = acts[(acts["direction"] == "received") & (acts["evidence"] == "observed")]
    reached = acts.loc[acts["kind"].isin(ENGAGEMENT_KINDS), "post_id"]
    listed = posts["reactions_known"].isin(["complete", "partial"])
    return Known(
        contacts=len(dataset.contacts),
        posts=len(posts),
        with_words=int(posts["text"].fillna("").str.contains(r"\w", regex=True).sum()),
        named=int(listed.sum()),
        counted=int((posts["reactions_known"] == "count").sum()),
        names_without_list=int((~listed & posts["post_id"].isin(reached)).sum()),
        visible=int((posts["visibility"] != "unknown").sum()) - answered,
        answered=answered,
        messages_closed=private_left_closed(dataset.files),
    )


def readiness(dataset: Dataset, _: Words) -> list[Line]:
    """What your files can tell: contacts, words, reactions, who could see; each with its number and its grade.

    While files of several people wait for an answer and no post was read, what hangs on that answer is not a no.
    """
    grades, found = overall(dataset), known(dataset)
    later = _("not known yet: first say who you are") if dataset.unowned and not found.posts else None
    return [
        Line(_("Your contacts"), grades["contacts"],
             later if later and not found.contacts else _contacts_known(found, _)),
        Line(_("Your words"), grades["words"], later or _words_known(found, grades["words"], _)),
        Line(_("Their reactions"), grades["reactions"], later or _reactions_known(found, grades["reactions"], _)),
        Line(_("Who could see"), grades["visibility"], later or _visibility_known(found, grades["visibility"], _)),
    ]  # fmt: skip


def _contacts_known(found: Known, _: Words) -> str:
    if found.contacts:
        return _("yes, {n}", n=people(found.contacts, _))
    return _(MESSAGES_CLOSED) if found.messages_closed else _("no, these files name nobody")


def _words_known(found: Known, grade: Grade, _: Words) -> str:
    total = _.number(found.posts)
    if not found.posts:
        return _("no post was read")
    if found.posts == 1:
        return _("yes, your only post has words") if found.with_words else _("no, your only post has no words")
    if grade == "good":
        return _("yes, {n} of your {total} posts hold words", n=_.number(found.with_words), total=total)
    if grade == "absent":
        return _("no, none of your {total} posts holds words", total=total)
    return _.plural(
        "partly, {n} of your {total} posts has no words (a photo alone, for example)",
        "partly, {n} of your {total} posts have no words (a photo alone, for example)",
        found.without_words, total=total,
    )  # fmt: skip


def _reactions_known(found: Known, grade: Grade, _: Words) -> str:
    named, total = _.number(found.named), _.number(found.posts)
    if found.named == found.posts == 1:
        good = grade == "good"
        return _("yes, by name under your only post") if good else _("partly, by name under your only post")
    if grade == "good":
        return _("yes, by name under {n} of your {total} posts", n=named, total=total)
    if found.named:
        return _("partly, by name under {n} of your {total} posts", n=named, total=total)
    if found.names_without_list:
        return _.plural(
            "no list of reactions, but answers by name, under {n} post",
            "no list of reactions, but answers by name, under {n} posts",
            found.names_without_list,
        )
    if found.counted:
        return _.plural(
            "no, only numbers without names, under {n} post", "no, only numbers without names, under {n} posts",
            found.counted,
        )  # fmt: skip
    return _(MESSAGES_CLOSED) if found.messages_closed else _("no, these files do not hold them")


def _visibility_known(found: Known, grade: Grade, _: Words) -> str:
    visible, total = _.number(found.visible), _.number(found.posts)
    if found.answered == found.posts == 1:
        return _("by your answer for your only post")
    if found.visible == found.posts == 1:
        return _("yes, known for your only post")
    if found.answered:
        return _(
            "by your files for {n} of your {total} posts, by your answer for {answered}, not known for {unknown}",
            n=visible, total=total, answered=_.number(found.answered),
            unknown=_.number(found.posts - found.visible - found.answered),
        )  # fmt: skip
    if grade == "good":
        return _("yes, known for {n} of your {total} posts", n=visible, total=total)
    if found.visible:
        return _("partly, known for {n} of your {total} posts", n=visible, total=total)
    return _("not known")


def row_sentence(name: str, cells: pd.DataFrame, facets: Mapping[int, str], _: Words) -> str:
    """What one circle does, in words: the facet it reacts to most, and the next one.

    cells: the circle's rows of the crossing (topic, people, people_complete, exposed).
    """
    active = cells[cells["people"] > 0].sort_values(["people", "engagements", "topic"], ascending=[False, False, True])
    if active.empty:
        return _("{circle}: no reaction by name in these files. That is not zero interest.", circle=name)
    said = [
        _("“{facet}” ({n} of {exposed} people)", facet=facets[int(c["topic"])],
          n=_said(c["people_complete"], c["exposed"], _), exposed=people(int(c["exposed"]), _))
        if pd.notna(c["exposed"]) and c["people_complete"] and not is_few(int(c["exposed"]), _)
        else _("“{facet}” (fewer than 5 people)", facet=facets[int(c["topic"])])
        if is_few(int(c["people"]), _)
        else _.plural("“{facet}” (at least {n} person)", "“{facet}” (at least {n} people)", int(c["people"]),
                      facet=facets[int(c["topic"])])
        for c in active.head(2).to_dict("records")
    ]  # fmt: skip
    if len(said) == 1:
        return _("{circle}: reactions to {first}, at least once.", circle=name, first=said[0])
    return _("{circle}: most reactions to {first}, and also to {second}, at least once.",
             circle=name, first=said[0], second=said[1])  # fmt: skip


def shown_circles(audit: Audit) -> list[str]:
    """The circles that the table of who reacts to what shows: at most six, those in which somebody reacted first.

    A circle of which nobody reacted would fill a row with zeros while a telling one waits in "Other circles".
    """
    reacting = set(audit.matrix.loc[audit.matrix["people"] > 0, "group_id"])
    held = [circle.id for circle in audit.circles() if circle.people]
    return sorted(held, key=lambda circle: circle not in reacting)[:MOST_CIRCLES]


def aimed_sentence(audit: Audit, circle: str | None, _: Words) -> str | None:
    """What the circle that matters most to the person reacts to; None where there is no such circle any more."""
    name = next((c.name for c in audit.circles() if c.id == circle), None)
    if circle is None or name is None or not audit.facets():
        return None
    cells = audit.crossing([circle])
    facets = {**audit.topic_names(), OTHER_FACETS: _("Other facets")}
    return _("The circle that matters most to you. {sentence}",
             sentence=row_sentence(name, cells[cells["group_id"] == circle], facets, _))  # fmt: skip


def crossing_labels(
    crossing: pd.DataFrame, audit: Audit, titles: Mapping[str, str], _: Words
) -> tuple[dict[str, str], dict[int, str]]:
    """The names of the rows and of the columns of a crossing, in its order; names that repeat are told apart."""
    circles = {EVERYONE: _("All contacts"), **titles, OTHER_CIRCLES: _("Other circles")}
    facets = {**audit.topic_names(), OTHER_FACETS: _("Other facets")}
    rows, columns = list(dict.fromkeys(crossing["group_id"])), [int(t) for t in dict.fromkeys(crossing["topic"])]
    return (
        dict(zip(rows, _distinct([circles[g] for g in rows]), strict=True)),
        dict(zip(columns, _distinct([facets[t] for t in columns]), strict=True)),
    )


def _distinct(names: Sequence[str]) -> list[str]:
    seen = Counter[str]()
    told = []
    for name in names:
        seen[name] += 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return told


def crossing_title(
    crossing: pd.DataFrame, circles: Mapping[str, str], facets: Mapping[int, str], audit: Audit, _: Words
) -> str:
    """The finding: the circle that reacts most beyond its own facet, or that nobody does."""
    found = _telling(crossing)
    if found is None:
        return breadth_sentence(audit, _)
    return _("“{circle}” does not stay in its lane: “{facet}” also gets reactions from {n} of its people",
             circle=circles[found["group_id"]], n=_said(found["people"], found["exposed"], _),
             facet=facets[int(found["topic"])])  # fmt: skip


def _telling(crossing: pd.DataFrame) -> pd.Series[Any] | None:
    """The cell with most people among those where a circle reacts beyond the facet it reacts to most."""
    rows = crossing[(crossing["group_id"] != EVERYONE) & (crossing["group_id"] != OTHER_CIRCLES)]
    rows = rows[rows["people"] > 0].sort_values(["group_id", "people", "topic"], ascending=[True, False, True])
    second = rows[rows.groupby("group_id").cumcount() == 1].sort_values("people", ascending=False)
    return None if second.empty else second.iloc[0]


@dataclass(frozen=True, slots=True)
class Guess:
    """What the person guesses before they see it: the question, the number, and how large it could be."""

    question: str
    found: int
    most: int


def guess_cell(crossing: pd.DataFrame, circles: Mapping[str, str], facets: Mapping[int, str], _: Words) -> Guess | None:
    """The cell that the title of the table is about; None where that is not known, or may not be said."""
    found = _telling(crossing)
    if found is None or pd.isna(found["exposed"]) or not found["exposed"]:
        return None
    reacted, exposed = int(found["people_complete"]), int(found["exposed"])
    if people(reacted, _, exposed) != _.number(reacted) or is_few(exposed, _):
        return None
    question = _(
        "Of the {n} people of “{circle}” who could see “{facet}”, how many reacted to it at least once?",
        n=_.number(int(found["exposed"])), circle=circles[found["group_id"]], facet=facets[int(found["topic"])],
    )  # fmt: skip
    return Guess(question, int(found["people_complete"]), int(found["exposed"]))


def cell_sentence(row: pd.Series, circle: str, facet: str, _: Words) -> str:
    """What one cell says."""
    if pd.notna(row["exposed"]):
        if is_few(int(row["exposed"]), _):
            return _("{circle}, “{facet}”: fewer than 5 people could see", circle=circle, facet=facet)
        return _("{circle}, “{facet}”: {n} of the {exposed} people who could see",
                 n=_said(row["people_complete"], row["exposed"], _), exposed=people(int(row["exposed"]), _),
                 circle=circle, facet=facet)  # fmt: skip
    if is_few(int(row["people"]), _):
        return _("{circle}, “{facet}”: fewer than 5 people, among the reactions we know", circle=circle, facet=facet)
    if row["people"]:
        return _.plural("{circle}, “{facet}”: at least {n} person, among the reactions we know",
                        "{circle}, “{facet}”: at least {n} people, among the reactions we know",
                        int(row["people"]), circle=circle, facet=facet)  # fmt: skip
    return _("{circle}, “{facet}”: not known. That is not zero.", circle=circle, facet=facet)


def _said(n: Any, exposed: Any, _: Words) -> str:
    """The people of a cell, next to those who could see."""
    return people(int(n), _, None if pd.isna(exposed) else int(exposed))


def crossing_table(
    crossing: pd.DataFrame, circles: Mapping[str, str], facets: Mapping[int, str], _: Words
) -> pd.DataFrame:
    """The crossing with words for what is not known.

    Counted as in the picture: on complete lists where there are any, so that both columns speak of the same posts.
    """
    unknown = _("not known")
    known = crossing["exposed"].notna()
    reacted = crossing["people_complete"].where(known, crossing["people"])
    acts = crossing["engagements_complete"].where(known, crossing["engagements"])
    return pd.DataFrame({
        _("Circle"): [circles[g] for g in crossing["group_id"]],
        _("Facet"): [facets[int(t)] for t in crossing["topic"]],
        _("People who reacted"): [
            unknown if pd.isna(e) and not n else _said(n, e, _)
            for n, e in zip(reacted, crossing["exposed"], strict=True)
        ],
        _("People who could see"): [unknown if pd.isna(e) else people(int(e), _) for e in crossing["exposed"]],
        _("Reactions"): [
            unknown if pd.isna(e) and not n else people(int(n), _)
            for n, e in zip(acts, crossing["exposed"], strict=True)
        ],
    })  # fmt: skip


def reactions_basis(audit: Audit, _: Words) -> str:
    """How many reactions, by whom, read how, over which period; worked-out ones are counted apart."""
    text = _(
        "{n} reactions by {people} people, names read in the files, on posts {period}. "
           "One reaction = one person on one post.",
        n=people(len(audit.engagements), _), people=people(audit.breadth.engagers, _),
        period=period_text(audit.posts, _),
    )  # fmt: skip
    if audit.pasted.lists:
        text += " " + _("{n} of them come from lists that you pasted, {lists} in all.",
                        n=people(audit.pasted.outside.reactions, _),
                        lists=_.number(len(audit.pasted.lists)))  # fmt: skip
    partial = int((audit.engagements["reactions_known"] == "partial").sum())
    if partial:
        text += " " + _("{n} of them come from incomplete lists, such as the notification mails you kept: "
                        "they say at least who reacted, never how many did not.", n=people(partial, _))  # fmt: skip
    if len(audit.proxies):
        text += " " + _("{n} more are worked out, not read: they are in no figure here.",
                        n=people(len(audit.proxies), _))  # fmt: skip
    return text


def gestures_title(counts: Mapping[str, int], _: Words) -> str:
    """Out of 10 actions: whole numbers that add up to ten (largest remainder), in the order given.

    What was done, but so rarely that it rounds to nothing, is "fewer than 1": 0 is said of what was never done.
    """
    if not sum(counts.values()):
        return _("No action of yours was found in these files")
    tens = dict(zip(counts, out_of(list(counts.values()), 10), strict=True))
    return _(
        "Out of 10 actions: {publish} to publish, {share} to share, {discuss} to discuss, {connect} to connect.",
        **{name: _("fewer than 1") if counts[name] and not ten else _.number(ten) for name, ten in tens.items()},
    )


def gestures_basis(done: Gestures, _: Words) -> str:
    """How many actions, over which period."""
    when = _period(done, _)
    return _.plural("{n} action, {period}.", "{n} actions, {period}.", done.n, period=when)


def given_title(totals: pd.Series, names: Mapping[int, str], _: Words) -> str:
    """The facet the person turns to most in others."""
    return _(
        "In others, you turn most to “{facet}”: {n} of your {all} comments and replies",
        facet=names[int(totals.index[0])], n=_.number(int(totals.iloc[0])), all=_.number(int(totals.sum())),
    )  # fmt: skip


def given_basis(done: Gestures, _: Words) -> str:
    """How many acts given, over which period, and for how many the facet is not known."""
    return _(
        "{n} acts given, {period}; for {unknown} of them the facet is not known (no words).",
        n=_.number(done.given), unknown=_.number(done.given_unknown), period=_period(done, _),
    )  # fmt: skip


def questions_title(done: Gestures, _: Words) -> str:
    """How many writings ask something?"""
    return _("{n} of your {all} posts and replies with words ask a question",
             n=_.number(done.questions), all=_.number(done.writings))  # fmt: skip


def links_title(done: Gestures, _: Words) -> str:
    """Where do links go: in private or in public? Not known where messages stayed closed."""
    links = done.links
    if links.private is None or links.public is None:
        return _("Links in private against public: not known")
    everything = links.private + links.public
    if not everything:
        return _("No link of yours in what was read")
    return _("{n} of your {all} links go to a few people in private",
             n=_.number(links.private), all=_.number(everything))  # fmt: skip


def links_sentence(done: Gestures, _: Words) -> str:
    """The links on both sides and what they were counted in; or that messages stayed closed."""
    links = done.links
    if links.private is None:
        return _("Private messages were not read. They are only read if you ask for it, in “My data”.")
    return _(
        "Links in messages and posts to a few people: {private} (of {messages}). "
        "In public posts: {public} (of {posts}).",
        private=_.number(links.private), messages=_.number(links.messages),
        public=_.number(links.public or 0), posts=_.number(links.posts),
    )  # fmt: skip


def actions_table(table: pd.DataFrame, by: str, label: str, _: Words) -> pd.DataFrame:
    """Actions per year or network in the person's words."""
    first = [
        _("not known") if pd.isna(v) else PLATFORM_NAMES.get(str(v), str(v)) if by == "platform" else str(v)
        for v in table[by]
    ]  # fmt: skip
    heads = {"publish": N_("Publish"), "share": N_("Share"), "discuss": N_("Discuss"), "connect": N_("Connect"),
             "react": N_("One-tap reactions")}  # fmt: skip
    # an invitation is one person; a line of few of them, of few persons
    columns = {_(head): people_column(table[name], _) for name, head in heads.items()}
    return pd.DataFrame({label: first, **columns})


def colours(audit: Audit, topics: Iterable[int]) -> list[int]:
    """The colour number of each facet."""
    found = {facet.id: facet.colour for facet in audit.facets()}
    return [int(found[topic]) for topic in topics]


def _period(done: Gestures, _: Words) -> str:
    if done.since is None or done.until is None:
        return _("dates not known")
    return _("from {first} to {last}", first=_.date(done.since), last=_.date(done.until))


@dataclass(frozen=True, slots=True)
class Aim:
    """What a person may want to know; `advice` is what the comparison page adds for it."""

    id: str
    title: str
    about: str
    advice: str


AIMS = (
    Aim("read", N_("Be read by everyone"), N_("Reach as many of my contacts as I can."),
        N_("You want to be read by everyone: look first at how many people would no longer be reached.")),
    Aim("protect", N_("Protect a part of my life"), N_("Keep some sides of me away from some people."),
        N_("You want to protect a part of your life: one profile with limits often costs less than several "
           "profiles. Look at the facet you want to keep apart, in the picture by facet.")),
    Aim("talk", N_("Talk better with people"), N_("More exchanges, fewer announcements."),
        N_("You want to talk better with people: reactions that come from outside the usual facet are often where "
           "an exchange begins. See what separating would do to them.")),
    Aim("pupils", N_("Decide what my pupils see"), N_("I teach; some of my contacts are pupils."),
        N_("You think of your pupils: these figures say who reacts, not who can see. A person who never reacts may "
           "still read.")),
    Aim("known", N_("Be known for one subject"), N_("Be found by the people who share a passion or a trade."),
        N_("You want to be known for one subject: compare that facet with the others in the picture by facet. "
           "A facet with few reactions from outside is already apart.")),
    Aim("curious", N_("I am just curious"), N_("Show me what there is."),
        N_("You are curious: the surprises are in the table of who reacts to what. Open its cells.")),
)  # fmt: skip


def array_title(replay: Replay, counts: tuple[int, int, int], _: Words) -> str:
    """The finding of the array of 100."""
    keep, part, lost = (_.number(count) for count in counts)
    if replay.placed == "hindsight":
        return _(
            "Of 100 people who reacted, {keep} would keep everything and {part} would lose a part, "
               "with one profile per facet",
            keep=keep, part=part,
        )  # fmt: skip
    return _(
        "Of 100 people who reacted, {keep} would keep everything, {part} would lose a part, and {lost} would no "
           "longer be reached, with one profile per facet",
        keep=keep, part=part, lost=lost,
    )  # fmt: skip


def array_sentence(replay: Replay, _: Words) -> str:
    """How to read the array, and what it cannot show."""
    if replay.placed == "hindsight":
        return _("Each mark is one person out of 100. There are too few reactions to judge later ones by earlier "
                    "ones, so each person's usual facet is chosen with everything known: the kindest case, in which "
                    "nobody can be lost.")  # fmt: skip
    return _("Each mark is one person out of 100 who reacted before and after that date. Their usual facet is read "
                "from the time before; the marks show what they would have met afterwards.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """One facet in a replay: reactions received, and how many of them would have been missed."""

    topic: int
    received: int
    missed: int

    @property
    def remaining(self) -> int:
        return self.received - self.missed


def gaps(replay: Replay) -> list[Gap]:
    """The facets of a replay, widest gap first."""
    found = [Gap(row.topic, row.engagements, row.blocked) for row in replay.by_topic]
    return sorted(found, key=lambda gap: (-gap.missed, -gap.received, gap.topic))


def gap_title(found: Sequence[Gap], names: Mapping[int, str], _: Words) -> str:
    """The finding of the picture by facet: the widest gap."""
    if not found or not found[0].missed:
        return _("No facet would have missed a reaction")
    first = found[0]
    return _(
        "“{facet}” would have missed most: {missed} of its {all} reactions",
        facet=names[first.topic], missed=people(first.missed, _, first.received), all=people(first.received, _),
    )  # fmt: skip
