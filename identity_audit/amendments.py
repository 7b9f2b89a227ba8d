"""What the person decided, applied to the tables: pasted reactions, what is left out, who is who, circles. Pure.

A circle says who people are to the person, never who could see a post: a post to a channel went to the members that
the file names, whoever the person adds to the circle of that name. So the first change of circles sets the file's own
memberships aside as `recipients`. In the same way the posts whose visibility is the person's answer are kept apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import UTC, date, datetime, time

import pandas as pd

from identity_audit import leaving_out, pasting, schema
from identity_audit.corrections import (
    AboutCircles,
    AccountVisibility,
    CheckedPost,
    Correction,
    DropCircle,
    JoinCircle,
    LeaveCircle,
    MakeCircle,
    MergeCircles,
    ReactionKinds,
    RenameCircle,
)
from identity_audit.people import People
from identity_audit.safe_text import clean

Frames = dict[str, pd.DataFrame]


def apply(
    frames: Mapping[str, pd.DataFrame], recipients: pd.DataFrame | None, corrections: Sequence[Correction]
) -> tuple[Frames, pd.DataFrame | None]:
    """The tables and the recipients of groups (None = the memberships) as the person corrected them."""
    people = People(corrections)
    tables, recipients = leaving_out.apply(pasting.apply(frames, corrections), recipients, corrections)
    if recipients is not None:
        tables["recipients"] = recipients
    tables = _same_people(tables, people)
    before = tables.pop("recipients", None)
    return _circles(tables, before, people, corrections)


def answered(
    posts: pd.DataFrame, from_answer: Set[str], corrections: Sequence[Correction]
) -> tuple[pd.DataFrame, frozenset[str]]:
    """The posts with what the person said of who can see an account or a post, and the ids of those they said it of.

    from_answer: the ids so far. Only posts of which the files do not say it change; the last answer counts, and what
    was read under a post counts more than what was said of its account. A post without a date is as old as it may be.
    """
    accounts = {c.platform: c for c in corrections if isinstance(c, AccountVisibility)}
    checked = {c.post: c.visibility for c in corrections if isinstance(c, CheckedPost)}
    if not accounts and not checked:
        return posts, frozenset(from_answer)
    open_ = (posts["visibility"] == "unknown") | posts["post_id"].isin(from_answer)
    visibility = posts["visibility"].astype("object")
    for platform, said in accounts.items():
        asked = open_ & (posts["platform"] == platform)
        older = asked & ~(posts["time"] >= _day(said.since)) if said.since else asked & False
        visibility = visibility.mask(asked, said.visibility or "unknown").mask(older, said.before or "unknown")
    looked = posts["post_id"].map({post: seen for post, seen in checked.items() if seen}).astype("object")
    visibility = visibility.mask(open_ & looked.notna(), looked).astype(posts["visibility"].dtype)
    known = posts.loc[open_ & (visibility != "unknown"), "post_id"]
    return posts.assign(visibility=visibility), frozenset(known)


def _day(written: str) -> datetime:
    return datetime.combine(date.fromisoformat(written), time.min, UTC)


def counted_kinds(kinds: tuple[str, ...], corrections: Sequence[Correction]) -> tuple[str, ...]:
    """Which kinds of acts count as a reaction after these decisions? The last one counts; none at all is no answer."""
    said = next((c.kinds for c in reversed(corrections) if isinstance(c, ReactionKinds)), kinds)
    return tuple(kind for kind in schema.ENGAGEMENT_KINDS if kind in said) or kinds


def _same_people(tables: Frames, people: People) -> Frames:
    """One row per person, who keeps every membership, act and platform of theirs; the person's own rows gone."""
    ids = tables["contacts"]["contact_id"]
    decided = people.known()
    roots = {contact: people.root(contact) for contact in ids[ids.isin(decided)]}
    mine = {contact for contact, root in roots.items() if root in people.me}
    together: dict[str, list[str]] = {}
    for contact in sorted(roots.keys() - mine):
        together.setdefault(roots[contact], []).append(contact)
    kept = {contact: group[0] for group in together.values() if len(group) > 1 for contact in group}
    if not kept and not mine:
        return tables
    changed = dict(tables)
    changed["met"] = _met(tables, kept)
    changed["contacts"] = _merged(tables["contacts"], kept)
    for table in ("contacts", "met", "audiences", "memberships", "interactions", "recipients"):
        if table in changed:
            found = changed[table]
            found = found[~found["contact_id"].isin(mine)]
            changed[table] = found.assign(contact_id=_renamed(found["contact_id"], kept)).reset_index(drop=True)
    changed["audiences"] = changed["audiences"].drop_duplicates(ignore_index=True)
    for table in ("memberships", "recipients"):
        if table in changed:
            changed[table] = _longest(changed[table])
    return changed


def _renamed(ids: pd.Series, names: Mapping[str, str]) -> pd.Series:
    return ids.where(~ids.isin(names), ids.map(names)).astype("str")


def _met(tables: Mapping[str, pd.DataFrame], kept: Mapping[str, str]) -> pd.DataFrame:
    """Where everybody of several contacts can be met, and since when there."""
    contacts, met = tables["contacts"], tables["met"]
    new = contacts[contacts["contact_id"].isin(kept) & ~contacts["contact_id"].isin(met["contact_id"])]
    new = new[["contact_id", "platform", "first_seen"]].rename(columns={"first_seen": "since"})
    every = pd.concat([met, new], ignore_index=True)
    every["contact_id"] = _renamed(every["contact_id"], kept)
    found = every.groupby(["contact_id", "platform"], as_index=False).min()
    return found.astype(schema.dtypes("met"))


def _merged(contacts: pd.DataFrame, kept: Mapping[str, str]) -> pd.DataFrame:
    """The contacts with one row for each person: the fullest name, the earliest day, what any of their rows knows."""
    touched = contacts["contact_id"].isin(kept)
    if not touched.any():
        return contacts
    rows = contacts[touched].assign(person=contacts["contact_id"].map(kept)).sort_values("contact_id")
    by_id = rows.groupby("person")
    words = [len(name.split()) for name in rows["name"]]
    fullest = rows.assign(words=words, length=rows["name"].str.len()).sort_values(
        ["words", "length", "contact_id"], ascending=[False, False, True]
    )
    merged = pd.DataFrame({
        "platform": by_id["platform"].first(), "name": fullest.groupby("person")["name"].first(),
        "handle": by_id["handle"].first(), "first_seen": by_id["first_seen"].min(),
        "company": by_id["company"].first(), "position": by_id["position"].first(), "place": by_id["place"].first(),
    })  # fmt: skip
    found = contacts[~touched | (contacts["contact_id"].map(kept) == contacts["contact_id"])].set_index("contact_id")
    found.loc[merged.index, merged.columns] = merged
    return found.reset_index().astype(schema.dtypes("contacts"))


def _longest(memberships: pd.DataFrame) -> pd.DataFrame:
    """One row per person and group, from the earliest day to the latest; an unknown day stays unknown."""
    key = ["contact_id", "group_id"]
    if not memberships.duplicated(key).any():
        return memberships
    groups = memberships.groupby(key)
    found = groups.agg(since=("since", "min"), until=("until", "max"))
    for column in ("since", "until"):
        unknown = memberships[column].isna().groupby([memberships[name] for name in key]).any()
        found[column] = found[column].mask(unknown)
    return found.reset_index().astype(schema.dtypes("memberships"))


def _circles(
    tables: Frames, recipients: pd.DataFrame | None, people: People, corrections: Sequence[Correction]
) -> tuple[Frames, pd.DataFrame | None]:
    """The circles as the person changed them, one decision after the other."""
    decided = [c for c in corrections if isinstance(c, AboutCircles)]
    if not decided:
        return tables, recipients
    groups, memberships = tables["groups"], tables["memberships"]
    touched = {circle for correction in decided for circle in _named(correction)}
    there = groups[groups["group_id"].isin(touched)]
    members: dict[str, set[str]] = {str(g): set() for g in there.loc[there["kind"] != "audience", "group_id"]}
    of_touched = memberships[memberships["group_id"].isin(members)]
    for contact, group in of_touched[["contact_id", "group_id"]].itertuples(index=False):
        members[group].add(people.root(contact))
    names = dict(zip(there["group_id"], there["name"], strict=True))
    _decide(decided, members, names, people)

    ids = tables["contacts"]["contact_id"]
    present = {people.root(contact): contact for contact in sorted(ids, reverse=True)}
    pairs = [(present[p], circle) for circle, roots in members.items() for p in sorted(roots) if p in present]
    chosen = pd.DataFrame(pairs, columns=["contact_id", "group_id"], dtype="str")
    # who was a member in the file keeps the days of it
    dated = chosen.merge(memberships, on=["contact_id", "group_id"], how="left")
    untouched = memberships[~memberships["group_id"].isin(touched)]
    changed = dict(tables)
    changed["memberships"] = pd.concat([untouched, dated.astype(schema.dtypes("memberships"))], ignore_index=True)
    changed["groups"] = _groups(groups, members, names, touched, tables["audiences"])
    before = memberships if recipients is None else recipients
    return changed, before[before["group_id"].isin(changed["groups"]["group_id"])].reset_index(drop=True)


def _named(correction: Correction) -> tuple[str, ...]:
    """The circles that a correction speaks of."""
    match correction:
        case MakeCircle(id=circle):
            return (circle,)
        case MergeCircles(circles=circles):
            return circles
        case RenameCircle() | JoinCircle() | LeaveCircle() | DropCircle():
            return (correction.circle,)
        case _:
            return ()


def _decide(decided: Sequence[Correction], members: dict[str, set[str]], names: dict[str, str], people: People) -> None:
    """Take the decisions in order. members: the circles there are -> the roots of their people."""
    taken_in: dict[str, str] = {}

    def now(circle: str) -> str:
        while circle in taken_in:
            circle = taken_in[circle]
        return circle

    for correction in decided:
        match correction:
            case MakeCircle(id=circle, name=name, contacts=contacts):
                if now(circle) not in members:
                    names[now(circle)] = clean(name, schema.NAME_LIMIT)
                members.setdefault(now(circle), set()).update(map(people.root, contacts))
            case RenameCircle(circle=circle, name=name):
                if now(circle) in members and name.strip():
                    names[now(circle)] = clean(name.strip(), schema.NAME_LIMIT)
            case MergeCircles(circles=circles):
                first, *others = dict.fromkeys(c for c in map(now, circles) if c in members) or [""]
                for other in others:
                    members[first] |= members.pop(other)
                    taken_in[other] = first
            case JoinCircle(circle=circle, contacts=contacts):
                if now(circle) in members:
                    members[now(circle)].update(map(people.root, contacts))
            case LeaveCircle(circle=circle, contacts=contacts):
                if now(circle) in members:
                    members[now(circle)].difference_update(map(people.root, contacts))
            case DropCircle(circle=circle):
                members.pop(now(circle), None)


def _groups(
    groups: pd.DataFrame, members: Mapping[str, set[str]], names: Mapping[str, str], touched: set[str],
    audiences: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    """The groups under their new names; one that is no circle any more stays only where posts went to it."""
    gone = groups["group_id"].isin(touched - members.keys())
    back = groups["group_id"].isin(members.keys()) & (groups["kind"] == "audience")
    found = groups.assign(
        name=groups["group_id"].map(names).astype("str").fillna(groups["name"]),
        kind=groups["kind"].where(~gone, "audience").where(~back, "circle"),
    )
    found = found[~gone | found["group_id"].isin(audiences["group_id"])]
    made = [
        schema.Group(circle, schema.BY_HAND, names[circle], "circle")
        for circle in members
        if circle not in set(groups["group_id"])
    ]
    found = pd.concat([found, schema.frame("groups", made)], ignore_index=True)
    return found.astype(schema.dtypes("groups"))
