"""How the person talks with others, in whole sentences: quality beside volume, never one for the other."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from identity_audit.analysis.change import LITTLE
from identity_audit.analysis.conversation import RUNGS, Conversation, Moved
from identity_audit.analysis.private_sharing import PrivateSharing, Sharing
from identity_audit.analysis.relays import Relays
from identity_audit.analysis.resampling import LEVEL
from identity_audit.analysis.weekly import Ratio, Share
from identity_audit.change_findings import SAME, SHARES_APART, VERDICTS
from identity_audit.findings import FEW, is_few, people
from identity_audit.words import N_, Words

RUNG_NAMES = {
    "nothing": N_("no reaction"),
    "one_tap": N_("one tap"),
    "words": N_("words"),
    "exchange": N_("an exchange"),
    "long": N_("a long exchange"),
}
KINDS = {
    "replies": N_("Replies among what you publish"),
    "questions": N_("Questions among what you write"),
    "words": N_("Posts that somebody answers in words"),
    "exchange": N_("Posts that become an exchange"),
    "long": N_("Posts that become a long exchange"),
    "answers": N_("Answers that you answer within a week"),
}
SAID = {**VERDICTS, "same": SAME}
NO_TRACE = N_("No trace is not no interest: people can read without a sign.")
SHARE = N_("{value} (between {low} and {high}): {count} of {n}")


def starts_title(found: Conversation, _: Words) -> str:
    """The finding: how many posts become an exchange."""
    share = found.starts
    if not share.n:
        return _("Posts that become an exchange: not known, because your files do not name everybody who answers")
    if share.share is None:
        return _("{count} of {n} posts became an exchange: too few to say a share", count=_.number(share.count),
                 n=_.number(share.n))  # fmt: skip
    return _(
        "{count} of {n} posts became an exchange: somebody answered, and you came back ({share}, between {low} and "
        "{high})",
        **_share(share, _),
    )  # fmt: skip


def starts_basis(found: Conversation, _: Words) -> str:
    """What is counted, over which period."""
    when = (
        _("dates not known")
        if found.since is None or found.until is None
        else _("from {first} to {last}", first=_.date(found.since), last=_.date(found.until))
    )
    return _(
        "Posts whose reactions and answers are all named in your files: {n}; {period}; intervals at {level}, counted "
        "week by week.",
        n=_.number(found.starts.n), period=when, level=_.percent(LEVEL),
    )  # fmt: skip


HALVES_SENTENCE = N_(
    "Each line is a figure before (circle) and since (diamond); the thin lines show between which values each may lie."
)
LADDER_SENTENCE = N_(
    "Each post once, at the deepest thing that happened under it: nothing, one tap (a like, a share, a tag), words, an "
    "exchange (they answered, you came back), a long exchange (four changes of speaker or more)."
)


def ladder_table(counts: dict[str, int], _: Words) -> pd.DataFrame:
    """The rungs and how many posts stopped there."""
    return pd.DataFrame({
        _("Deepest"): [_(RUNG_NAMES[rung]) for rung in RUNGS], _("Posts"): [counts[rung] for rung in RUNGS],
    })  # fmt: skip


def at_least_sentence(found: Conversation, _: Words) -> str | None:
    """What lists that are not complete show all the same."""
    n = sum(found.partial.values())
    if not n:
        return None
    words, exchange = found.partial["words"], found.partial["exchange"] + found.partial["long"]
    return _(
        "On {posts} more posts the list of names is not complete: somebody answered at least {answered}, and at least "
        "{exchanges} became an exchange.",
        posts=_.number(n), answered=_.number(words + exchange), exchanges=_.number(exchange),
    )  # fmt: skip


def quality_lines(found: Conversation, _: Words) -> list[str]:
    """How the person talks with others, apart from how much."""
    lines = [balance_sentence(found, _), answers_sentence(found, _)]
    if found.hours is not None:
        middle, low, high = found.hours
        lines.append(
            _("When you answered, it took {middle} hours in the middle case; half of the times, between {low} and "
              "{high} hours.", middle=_.number(middle, 1), low=_.number(low, 1), high=_.number(high, 1))
        )  # fmt: skip
    quality = found.quality
    if quality.turns is not None and quality.people is not None and quality.answer_words is not None:
        lines.append(
            _("Quality: {answered} posts were answered in words, and you came back to {both_ways} of them; in the "
              "middle case, turns: {turns}; people: {people}; words an answer: {answer_words}.",
              answered=_.number(quality.answered), both_ways=_.number(quality.both_ways),
              turns=_.number(quality.turns, 1), people=people_number(quality.people, _),
              answer_words=_.number(quality.answer_words, 1))
        )  # fmt: skip
    return lines


def people_number(median: float, _: Words) -> str:
    """A median of persons; where others read, one of few is not said: it may be of one post."""
    return _(FEW) if is_few(median, _) else _.number(median, 1)


def balance_sentence(found: Conversation, _: Words) -> str:
    """Broadcast or dialogue?"""
    share = found.balance
    if not share.n:
        return _("Posts against replies: not known, your files hold no reply of yours.")
    if share.share is None:
        return _("Of {n} things that you published, {count} are replies: too few to say a share.",
                 count=_.number(share.count), n=_.number(share.n))  # fmt: skip
    return _(
        "Of {n} things that you published, {count} are replies to somebody ({share}, between {low} and {high}).",
        **_share(share, _),
    )


def answers_sentence(found: Conversation, _: Words) -> str:
    """Are answers answered?"""
    share = found.answers
    if not share.n:
        return _("Answers that you answer: not known, your files name nobody who answers you.")
    if share.share is None:
        return _("Of {n} times that somebody answered you, you answered back within a week {count} times: too few to "
                 "say a share.", count=_.number(share.count), n=_.number(share.n))  # fmt: skip
    return _(
        "Of {n} times that somebody answered you, you answered back within a week {count} times ({share}, between "
        "{low} and {high}).",
        **_share(share, _),
    )


def volume_sentence(found: Conversation, _: Words) -> str:
    """How much, which is another question."""
    volume = found.volume
    return _(
        "Volume, which is another question: {posts} posts and {replies} replies of yours; {answers} answers and "
        "{one_tap} reactions in one tap received by name. How many people follow you is no measure of this.",
        posts=_.number(volume.posts), replies=_.number(volume.replies), answers=people(volume.answers, _),
        one_tap=people(volume.one_tap, _),
    )  # fmt: skip


def questions_lines(found: Conversation, _: Words) -> list[str]:
    """How often the person asks, and what goes with it."""
    share = found.questions
    asked = (
        _("{count} of your {n} posts, stories and replies with words ask something: too few to say a share.",
          count=_.number(share.count), n=_.number(share.n))
        if share.share is None else
        _("{count} of your {n} posts, stories and replies with words ask something ({share}, between {low} and "
          "{high}).", **_share(share, _))
    )  # fmt: skip
    return [asked, brought_sentence(found.brought, _)]


def brought_sentence(brought: Ratio, _: Words) -> str:
    """How many times more people answer a question."""
    if brought.value is None or brought.low is None or brought.high is None:
        return _(
            "Under {n} questions and {others} other posts the answers are all known: too few to compare.",
            n=_.number(brought.n), others=_.number(brought.others),
        )  # fmt: skip
    return _(
        "{value} times as many people answer in words under your questions as under other posts of the same network "
        "and year (between {low} and {high}; {n} questions, {others} other posts). This compares; it does not say "
        "why.",
        value=_.number(brought.value, 1), low=_.number(brought.low, 1), high=_.number(brought.high, 1),
        n=_.number(brought.n), others=_.number(brought.others),
    )  # fmt: skip


def silent_sentence(found: Conversation, _: Words) -> str:
    """Who left no trace, where a trace would be known."""
    if not found.people:
        return _("People without a trace: not known, none of your networks names everybody who reacts.")
    said = _(
        "Of {people} contacts on networks that name everybody who reacts, {silent} left no trace.",
        people=people(found.people, _),
        silent=people(found.silent, _, found.people),
    )
    return f"{said} {_(NO_TRACE)}"


def waiting_sentence(found: Conversation, _: Words) -> str:
    """How many people asked last, and wait?"""
    n = found.waiting["contact_id"].nunique()
    if not n:
        return _("Nobody who asked you something in the last half year of your files waits for an answer there.")
    return _(
        "People who asked you something in the last half year of your files and have no answer there: {waiting}.",
        waiting=people(n, _),
    )


def halves_title(found: Conversation, _: Words) -> str:
    """What moved between the halves, or that we cannot tell."""
    moved = [each for each in found.moved if each.verdict != "cannot_tell"]
    if not found.moved:
        return _("One way, or both ways? Too little in each half to compare")
    if not moved:
        return _("One way, or both ways? We cannot tell whether it moved")
    first = max(moved, key=lambda each: abs(each.difference.value))
    values = {"before": _.percent(first.difference.before.value), "after": _.percent(first.difference.after.value)}
    return _("{what}: {before} before, {after} since", what=_(KINDS[first.kind]), **values)


def halves_basis(found: Conversation, _: Words) -> str:
    """Where the halves meet, what the margins are, what is not compared."""
    said = _(
        "The two halves of what you wrote meet on {cut}. Margins at {level}; those of the differences hold for all "
        "figures together.",
        cut=_.date(found.cut), level=_.percent(LEVEL),
    )  # fmt: skip
    closed = [_(KINDS[kind]) for kind in found.closed]
    if not closed:
        return said
    few = _("Too little in a half: {figures}.", figures=_.list(closed))
    return f"{said} {few}"


def halves_table(found: Conversation, _: Words) -> pd.DataFrame:
    """The figures before and since, with what is said of them."""
    rows = [(m.kind, m.difference) for m in found.moved]
    return pd.DataFrame({
        _("What"): [_(KINDS[kind]) for kind, _d in rows],
        _("Before"): [_estimate(d.before.value, d.before.low, d.before.high, d.before.count, d.before.n, _)
                      for _k, d in rows],
        _("Since"): [_estimate(d.after.value, d.after.low, d.after.high, d.after.count, d.after.n, _)
                     for _k, d in rows],
        _("Difference"): [
            _(SHARES_APART, value=_points(d.value, _), low=_points(d.low, _), high=_points(d.high, _)) for _k, d in rows
        ],
        _("What we can say"): said_of(found, _),
    })  # fmt: skip


def said_of(found: Conversation, _: Words) -> list[str]:
    """What is said of each figure that can be compared."""
    return [_(SAID[verdict(each)]) for each in found.moved]


def verdict(moved: Moved) -> str:
    """More or less, about the same under a tenth, else we cannot tell."""
    difference = moved.difference
    if moved.verdict == "cannot_tell" and max(-difference.low, difference.high) < LITTLE:
        return "same"
    return moved.verdict


def estimate(share: Share, _: Words) -> str:
    """A share with its interval, or its counts where there is too little."""
    if share.share is None or share.low is None or share.high is None:
        return _("{count} of {n}: too few to say a share", count=_.number(share.count), n=_.number(share.n))
    return _estimate(share.share, share.low, share.high, share.count, share.n, _)


def _estimate(value: float, low: float, high: float, count: int, n: int, _: Words) -> str:
    return _(SHARE, value=_.percent(value), low=_.percent(low), high=_.percent(high), count=_.number(count),
             n=_.number(n))  # fmt: skip


def _share(share: Share, _: Words) -> dict[str, str]:
    return {
        "count": _.number(share.count), "n": _.number(share.n), "share": _.percent(share.share or 0),
        "low": _.percent(share.low or 0), "high": _.percent(share.high or 0),
    }  # fmt: skip


def _points(difference: float, _: Words) -> str:
    """A difference of shares in points, with its sign."""
    amount = _.number(100 * abs(difference))
    return f"+{amount}" if difference > 0 else f"\u2212{amount}" if difference < 0 else amount


# --- passed on, in public and in private ------------------------------------------------------------------------------


def relays_lines(found: Relays, _: Words) -> list[str]:
    """Whose words are carried on, and where the taps go."""
    share = found.silent
    if not share.n:
        lines = [_("You passed on nothing of others, as far as your files tell.")]
    elif share.share is None:
        lines = [
            _("Of {n} things that you passed on, {count} went without a word of yours: too few to say a share.",
              count=_.number(share.count), n=_.number(share.n))
        ]  # fmt: skip
    else:
        lines = [
            _("Of {n} things that you passed on, {count} went without a word of yours ({share}, between {low} and "
              "{high}).", **_share(share, _))
        ]  # fmt: skip
    if found.links:
        lines.append(
            _("{links} posts link to a site; different sites: {sites}.", links=_.number(found.links),
              sites=_.number(found.sites.shape[0]))
        )  # fmt: skip
    if found.half is not None:
        lines.append(
            _("Half of your {taps} reactions in one tap went to {half} of {tapped} people.", taps=_.number(found.taps),
              half=people(found.half, _, found.tapped), tapped=people(found.tapped, _))
        )  # fmt: skip
    if found.advertisers:
        lines.append(
            _("Companies that the networks list as holding data about you: {advertisers}.",
              advertisers=_.number(found.advertisers))
        )  # fmt: skip
    return lines


def private_title(found: PrivateSharing, _: Words) -> str:
    """Where do links go?"""
    if found.links is None:
        return _("Links in private against links in public: not known, one of the two is not in your files")
    if found.links.share is None:
        return _("{count} of {n} links went in private: too few to say a share", count=_.number(found.links.count),
                 n=_.number(found.links.n))  # fmt: skip
    return _("{count} of {n} links went in private ({share}, between {low} and {high})", **_share(found.links, _))


PRIVATE_SENTENCE = N_(
    "Private: messages, and posts to a group, to one person or to nobody. Public: all others. Where no message was "
    "read, the private side is not known; that is not zero."
)


def private_rows(found: PrivateSharing, names: dict[int, str], _: Words) -> list[tuple[str, Sharing]]:
    """Year by year, then facet by facet, then stories: the name of each line and its two sides."""
    rows = [
        (year_name(year, _) if year is not None else _("date not known"), each) for year, each in found.by_year.items()
    ]
    rows += [
        (names.get(topic, "") if topic is not None else _("facet not known"), each)
        for topic, each in found.by_facet.items()
    ]
    return [*rows, (_("Stories"), found.stories)]


def year_name(year: int, _: Words) -> str:
    """A year at the head of a line."""
    return _("Year {year}", year=_.year(year))


def sharing_words(each: Sharing, _: Words) -> str:
    """Both sides of one line."""
    sides: Sequence[int | None] = (each.private, each.public)
    private, public = (_("not known") if n is None else _.number(n) for n in sides)
    return _("in private: {private}; in public: {public}", private=private, public=public)


def private_table(found: PrivateSharing, names: dict[int, str], _: Words) -> pd.DataFrame:
    """Both sides, line by line."""
    rows = private_rows(found, names, _)
    return pd.DataFrame({
        _("What"): [name for name, _each in rows],
        _("Where they went"): [sharing_words(each, _) for _name, each in rows],
    })  # fmt: skip
