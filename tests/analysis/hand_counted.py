"""Small datasets written as tables that a reader can count by hand, and random ones for the plainer computations.

A table is lines of words under a header; `-` is an unknown. Days count from 1 January 2020 (UTC, noon).
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from identity_audit import schema
from identity_audit.analysis.engagement import OPEN, engagements
from identity_audit.dataset import Dataset, from_rows
from identity_audit.schema import Audience, Contact, Group, Interaction, Membership, Post

START = datetime(2020, 1, 1, 12, tzinfo=UTC)


def day(number: str | float | None) -> datetime | None:
    return None if number in ("-", None) else START + timedelta(days=float(number))


def rows(text: str) -> list[dict[str, Any]]:
    """The lines of a table as dicts; `-` and missing columns at the end are None."""
    lines = [line.split() for line in text.strip().splitlines() if line.strip()]
    header = lines[0]
    cells = [[*line, *["-"] * (len(header) - len(line))] for line in lines[1:]]
    return [{name: None if c == "-" else c for name, c in zip(header, line, strict=True)} for line in cells]


def build(
    posts: str, acts: str = "who", members: str = "who", audiences: str = "post", contacts: str = "who"
) -> tuple[Dataset, pd.DataFrame]:
    """A dataset and its assignment.

    posts: post facet [known day platform thread kind visibility] (known: complete unless said, day: 1)
    acts: who post [kind day direction evidence]   members: who circle [since until]
    audiences: post [circle who]   contacts: who [platform first_seen]; people of acts and members are added.
    """
    written = rows(posts)
    result: list[schema.Row] = []
    for p in written:
        known, visibility, kind = p.get("known"), p.get("visibility"), p.get("kind")
        result.append(
            Post(
                p["post"], p.get("platform") or "net", day(p.get("day")), text="words" if p["facet"] else "",
                kind=kind or "post",
                visibility=visibility or "public", reactions_known=known or "complete", thread_id=p.get("thread"),
            )
        )  # fmt: skip
    listed = {c["who"]: c for c in rows(contacts)}
    done, joined, sent = rows(acts), rows(members), rows(audiences)
    for who in [*listed, *(r["who"] for r in [*done, *joined, *sent] if r.get("who"))]:
        c = listed.get(who, {})
        result.append(Contact(who, c.get("platform") or "net", who, first_seen=day(c.get("first_seen"))))
    for a in done:
        result.append(
            Interaction(
                a["who"], a["post"], day(a.get("day")), a.get("kind") or "reaction", a.get("direction") or "received",
                a.get("evidence") or "observed", "net",
            )
        )  # fmt: skip
    for m in joined:
        result.append(Membership(m["who"], m["circle"], day(m.get("since")), day(m.get("until"))))
    for circle in sorted({r["circle"] for r in [*joined, *sent] if r.get("circle")}):
        result.append(Group(circle, "net", circle, "channel"))
    for s in sent:
        result.append(Audience(s["post"], s.get("circle"), s.get("who")))
    return from_rows(result), assigned([(p["post"], p["facet"]) for p in written])


def assigned(pairs: list[tuple[str, Any]]) -> pd.DataFrame:
    """The assignment of posts to facets; None = no facet."""
    return pd.DataFrame(
        {
            "post_id": pd.Series([p for p, _ in pairs], dtype="str"),
            "topic": pd.array([None if t is None else int(t) for _, t in pairs], dtype="Int64"),
            "unsure": [False] * len(pairs),
        }
    )


def engaged(acts: list[tuple[str, int | None, float | None]], threads: list[str | None] | None = None) -> pd.DataFrame:
    """An engagement table from (who, facet, day of the post): every act on a post of its own."""
    people = [Contact(who, "net", who) for who in dict.fromkeys(who for who, _, _ in acts)]
    posts, done = [], []
    for i, (who, _, when) in enumerate(acts):
        thread = threads[i] if threads else None
        posts.append(Post(f"p{i}", "net", day(when), reactions_known="complete", thread_id=thread))
        done.append(Interaction(who, f"p{i}", None, "reaction", "received", "observed", "net"))
    facets = assigned([(f"p{i}", facet) for i, (_, facet, _) in enumerate(acts)])
    return engagements(from_rows([*people, *posts, *done]), facets)


def shuffled(dataset: Dataset, seed: int = 1) -> Dataset:
    """The same dataset with the rows of every table in another order."""
    frames = dataset.frames().items()
    return Dataset(**{name: f.sample(frac=1, random_state=seed).reset_index(drop=True) for name, f in frames})


def random_dataset(seed: int, people: int = 14, posts: int = 40, acts: int = 160) -> tuple[Dataset, pd.DataFrame]:
    """Anything the schema allows: two platforms, restricted posts, gaps in time, doubles, given acts, proxies."""
    r = random.Random(seed)
    names = [f"c{i:02}" for i in range(people)]
    circles = [f"g{i}" for i in range(4)]
    net = {name: r.choice(["net", "net", "other"]) for name in names}
    maybe = lambda value: r.choice([value, value, None])  # noqa: E731
    result: list[schema.Row] = [Contact(n, net[n], n, first_seen=maybe(day(r.randrange(60)))) for n in names]
    result += [Group(g, "net", g, "channel") for g in circles]
    for name in names:
        for circle in r.sample(circles, r.randrange(4)):
            result.append(Membership(name, circle, maybe(day(r.randrange(30))), maybe(day(30 + r.randrange(30)))))
    facets: list[tuple[str, int | None]] = []
    for i in range(posts):
        visibility = r.choice(["public", "followers", "unknown", "group", "direct", "contacts"])
        result.append(
            Post(
                f"p{i}", r.choice(["net", "net", "other"]), None if i % 11 == 0 else day(r.randrange(60)),
                kind="repost" if i % 9 == 0 else "post", visibility=visibility,
                reactions_known=r.choice(["complete", "complete", "partial", "count", "none"]),
                thread_id=r.choice([None, None, f"t{i % 5}"]),
            )
        )  # fmt: skip
        facets.append((f"p{i}", r.choice([0, 1, 2, 3, 3, None])))
        for circle in r.sample(circles, r.choice([0, 0, 1, 2])):
            result.append(Audience(f"p{i}", circle, None))
        for name in r.sample(names, r.choice([0, 0, 0, 3])):
            result.append(Audience(f"p{i}", None, name))
    for _ in range(acts):
        result.append(
            Interaction(
                r.choice(names), r.choice([f"p{r.randrange(posts)}", f"p{r.randrange(posts)}", None]),
                maybe(day(r.randrange(70))), r.choice(["reaction", "comment", "reply", "message", "follow"]),
                r.choice(["received", "received", "given"]), r.choice(["observed", "observed", "proxy"]), "net",
            )
        )  # fmt: skip
    return from_rows(result), assigned(facets)


def plain_opportunities(dataset: Dataset, assignment: pd.DataFrame) -> dict[tuple[str, int], tuple[int, int]]:
    """The definition once more, person by person and post by post."""
    facet = {a.post_id: a.topic for a in assignment.itertuples() if not pd.isna(a.topic)}
    acts = [a for a in dataset.interactions.itertuples() if a.direction == "received" and a.evidence == "observed"]
    posts = {p.post_id: p for p in dataset.posts.itertuples()}
    result = {}
    for contact in dataset.contacts.itertuples():
        could: Counter[int] = Counter()
        did: Counter[int] = Counter()
        mine = [a for a in acts if a.contact_id == contact.contact_id]
        for post in posts.values():
            if post.kind == "repost" or post.post_id not in facet or post.reactions_known != "complete":
                continue
            audience = [a for a in dataset.audiences.itertuples() if a.post_id == post.post_id]
            groups = {a.group_id for a in audience if isinstance(a.group_id, str)}
            names = {a.contact_id for a in audience if isinstance(a.contact_id, str)}
            everybody = not groups and (post.visibility in OPEN or (post.visibility == "unknown" and not names))
            if not everybody and not groups and not names:
                continue
            sees = contact.contact_id in names
            for m in dataset.memberships.itertuples():
                if m.contact_id == contact.contact_id and m.group_id in groups:
                    early = not pd.isna(m.since) and post.time < m.since
                    late = not pd.isna(m.until) and post.time > m.until
                    sees = sees or not (early or late)
            if everybody:
                home = contact.platform == post.platform
                dates = [contact.first_seen] if home else []
                for a in mine:
                    on = posts[a.post_id].platform if isinstance(a.post_id, str) else a.platform
                    if on == post.platform:
                        home = True
                        undated = pd.isna(a.time) and isinstance(a.post_id, str)
                        dates.append(posts[a.post_id].time if undated else a.time)
                dates = [d for d in dates if not pd.isna(d)]
                sees = sees or (home and not (dates and post.time < min(dates)))
            could[facet[post.post_id]] += sees
            did[facet[post.post_id]] += any(
                a.post_id == post.post_id and a.kind in schema.ENGAGEMENT_KINDS for a in mine
            )
        for topic in could:
            if max(could[topic], did[topic]):
                result[contact.contact_id, topic] = (max(could[topic], did[topic]), did[topic])
    return result
