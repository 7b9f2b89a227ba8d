"""What is left out is gone, and nothing else: counted by hand, then against a plain computation row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit import leaving_out, schema
from identity_audit.corrections import (
    Correction,
    JoinCircle,
    LeaveOutConversations,
    LeaveOutFile,
    LeaveOutPeople,
    LeaveOutPeriod,
    MakeCircle,
    SamePerson,
    ThisIsMe,
    mark,
)
from identity_audit.dataset import Dataset, from_rows
from identity_audit.schema import Audience, Contact, Group, Interaction, Membership, Met, Post, Row, Trace

SALT = "of this dossier"
START = datetime(2025, 1, 1, tzinfo=UTC)


def day(n: int) -> datetime:
    return START + timedelta(days=n)


def people(*contacts: str, salt: str = SALT) -> LeaveOutPeople:
    return LeaveOutPeople(tuple(mark(salt, contact) for contact in contacts), salt)


def conversations(*talks: str, salt: str = SALT) -> LeaveOutConversations:
    return LeaveOutConversations(tuple(mark(salt, talk) for talk in talks), salt)


def act(
    who: str, post: str | None = None, time: datetime | None = None, *, thread: str | None = None,
    kind: Any = "reaction", file: str = "likes.json", direction: Any = "received",
) -> Interaction:  # fmt: skip
    return Interaction(who, post, time, kind, direction, "observed", who[0], thread, "", file)


# Anne and Bob are friends of a list; Carl is met in the chat only, Dora in her letters, Eve in a channel, Finn by one
# reaction; "z:anne" is Anne on another network.
ROWS: list[Row] = [
    Contact("x:anne", "x", "Anne", first_seen=day(-900)),
    Contact("x:bob", "x", "Bob", first_seen=day(-800)),
    Contact("x:carl", "x", "Carl"),
    Contact("x:dora", "x", "Dora", first_seen=day(10)),
    Contact("x:eve", "x", "Eve", first_seen=day(3)),
    Contact("x:finn", "x", "Finn", first_seen=day(51)),
    Contact("z:anne", "z", "Anne L."),
    Group("x:chat", "x", "Anne, Carl", "chat"),
    Group("x:channel", "x", "general", "channel"),
    Membership("x:anne", "x:chat"),
    Membership("x:carl", "x:chat"),
    Membership("x:anne", "x:channel"),
    Membership("x:eve", "x:channel"),
    Post("x:wall", "x", day(0), "Hello, and thanks to Anne", visibility="contacts", source_file="posts.json"),
    Post("x:to_chat", "x", day(20), "a", "message", visibility="group", thread_id="x:chat", source_file="chat.json"),
    Post("x:to_channel", "x", day(30), "b", visibility="group", thread_id="x:channel:1", source_file="days.json"),
    Post("x:letter", "x", day(10), "c", "message", visibility="direct", thread_id="x:dora/1", source_file="box"),
    Post("x:to_both", "x", day(40), "d", "message", visibility="group", thread_id="x:both", source_file="box"),
    Post("x:to_list", "x", day(50), "e", "message", visibility="group", thread_id="x:list", source_file="box"),
    Post("x:undated", "x", None, "f", visibility="unknown", source_file="posts.json"),
    Post("z:toot", "z", day(60), "g", visibility="followers", source_file="outbox.json"),
    Audience("x:to_chat", group_id="x:chat"),
    Audience("x:to_channel", group_id="x:channel"),
    Audience("x:letter", contact_id="x:dora"),
    Audience("x:to_both", contact_id="x:dora"),
    Audience("x:to_both", contact_id="x:bob"),
    Audience("x:to_list", group_id="x:channel"),
    Audience("x:to_list", contact_id="x:bob"),
    Audience("z:toot", contact_id="z:anne"),
    act("x:anne", "x:wall", day(1)),
    act("x:bob", "x:wall"),
    act("x:carl", "x:to_chat", day(21), thread="x:chat"),
    act("x:carl", None, day(22), thread="x:chat", kind="message", file="chat.json"),
    act("x:eve", "x:to_channel", day(31), thread="x:channel:1", file="days.json"),
    act("x:eve", None, day(2), thread="x:channel:0", direction="given", file="days.json"),
    act("x:dora", "x:letter", day(12), thread="x:dora/1", kind="reply", file="box"),
    act("x:finn", "x:undated", day(51)),
    act("z:anne", "z:toot", day(61), file="outbox.json"),
    Trace("x", "interest", "bread", day(5)),
    Trace("x", "interest", "salt"),
]  # fmt: skip
DATA = from_rows(ROWS)


def lost(decided: Sequence[Correction], data: Dataset = DATA) -> dict[str, set[Any]]:
    """What is missing afterwards, by table; the ids of the rows that have one."""
    after = leaving_out.without(data, decided)
    schema.check(after.frames())
    ids = {
        "contacts": ["contact_id"], "posts": ["post_id"], "groups": ["group_id"], "traces": ["value"],
        "memberships": ["contact_id", "group_id"], "audiences": ["post_id", "group_id", "contact_id"],
        "interactions": ["contact_id", "post_id", "thread_id"],
    }  # fmt: skip

    def keys(dataset: Dataset, table: str) -> set[Any]:
        found = dataset.frames()[table][ids[table]].astype("object")
        rows = found.where(found.notna(), None).itertuples(index=False)
        return {tuple(row) if len(ids[table]) > 1 else row[0] for row in rows}

    found = {table: keys(data, table) - keys(after, table) for table in ids}
    return {table: gone for table, gone in found.items() if gone}


def test_nothing_left_out_hands_back_the_same_frames() -> None:
    for decided in ([], [SamePerson(("x:anne", "z:anne")), ThisIsMe("x:bob"), MakeCircle("circle:c", "C", ("x:bob",))]):
        frames, recipients = leaving_out.apply(DATA.frames(), DATA.memberships, decided)
        assert all(frames[table] is found for table, found in DATA.frames().items())
        assert recipients is DATA.memberships
        assert leaving_out.apply(DATA.frames(), None, decided)[1] is None


def test_what_names_nobody_here_hands_back_the_same_frames() -> None:
    decided = [people("x:nobody"), conversations("x:anne", salt="another"), LeaveOutPeriod("1999-01-01", "1999-12-31"),
               LeaveOutFile("z", "posts.json"), LeaveOutPeriod("2025-12-31", "2025-01-01")]  # fmt: skip
    frames, _recipients = leaving_out.apply(DATA.frames(), None, decided)
    assert all(frames[table] is found for table, found in DATA.frames().items())


def test_a_person_goes_with_their_acts_and_the_messages_to_them_alone() -> None:
    assert lost([people("x:dora")]) == {
        "contacts": {"x:dora"},
        "posts": {"x:letter"},
        "audiences": {("x:letter", None, "x:dora"), ("x:to_both", None, "x:dora")},
        "interactions": {("x:dora", "x:letter", "x:dora/1")},
    }


def test_what_went_to_others_too_stays_until_the_last_of_them_is_left_out() -> None:
    assert "x:to_both" not in lost([people("x:bob")]).get("posts", set())
    assert lost([people("x:bob", "x:dora")])["posts"] == {"x:letter", "x:to_both"}
    assert lost([people("x:bob"), conversations("x:channel")])["posts"] == {"x:to_channel", "x:to_list"}


def test_a_post_stays_that_names_the_person_or_was_open_to_others_too() -> None:
    gone = lost([people("x:anne", "z:anne")])
    assert "posts" not in gone
    assert gone["contacts"] == {"x:anne", "z:anne"}
    assert gone["audiences"] == {("z:toot", None, "z:anne")}
    assert gone["memberships"] == {("x:anne", "x:chat"), ("x:anne", "x:channel")}


def test_all_of_a_person_goes_whichever_of_their_contacts_was_chosen() -> None:
    same = SamePerson(("z:anne", "x:anne"))
    everything = lost([people("x:anne", "z:anne")])
    assert lost([people("x:anne"), same]) == lost([same, people("z:anne")]) == everything
    # also where the chosen one is no longer in the tables
    rest = leaving_out.without(DATA, [people("x:anne")])
    assert lost([same, people("x:anne")], rest)["contacts"] == {"z:anne"}


def test_a_conversation_goes_with_everything_in_it_and_whoever_was_only_there() -> None:
    assert lost([conversations("x:chat")]) == {
        "groups": {"x:chat"},
        "memberships": {("x:anne", "x:chat"), ("x:carl", "x:chat")},
        "posts": {"x:to_chat"},
        "audiences": {("x:to_chat", "x:chat", None)},
        "interactions": {("x:carl", "x:to_chat", "x:chat"), ("x:carl", None, "x:chat")},
        "contacts": {"x:carl"},
    }


def test_a_channel_takes_its_threads_and_keeps_what_went_elsewhere_too() -> None:
    gone = lost([conversations("x:channel")])
    assert gone["posts"] == {"x:to_channel"}
    assert gone["audiences"] == {("x:to_channel", "x:channel", None), ("x:to_list", "x:channel", None)}
    # also the thread in which the person wrote nothing
    assert gone["interactions"] == {("x:eve", "x:to_channel", "x:channel:1"), ("x:eve", None, "x:channel:0")}
    # the day on which Eve was first met is no day of a list: it was in this channel
    assert gone["contacts"] == {"x:eve"}


def test_a_group_that_its_threads_do_not_name_is_known_by_the_posts_in_them() -> None:
    rows: list[Row] = [
        Contact("m:a", "m", "A"), Contact("m:b", "m", "B"), Group("m:list", "m", "List", "list"),
        Post("m:1", "m", day(1), thread_id="m:t1", visibility="group"), Audience("m:1", group_id="m:list"),
        act("m:a", None, day(2), thread="m:t1", kind="message"),
        act("m:b", None, day(2), thread="m:t2", kind="message"),
    ]  # fmt: skip
    gone = lost([conversations("m:list")], from_rows(rows))
    assert gone["interactions"] == {("m:a", None, "m:t1")}
    assert gone["contacts"] == {"m:a"}


def test_a_thread_goes_alone() -> None:
    assert lost([conversations("x:dora/1")]) == {
        "posts": {"x:letter"},
        "audiences": {("x:letter", None, "x:dora")},
        "interactions": {("x:dora", "x:letter", "x:dora/1")},
    }


def test_a_period_has_both_its_days_and_keeps_what_has_no_date() -> None:
    gone = lost([LeaveOutPeriod("2025-01-11", "2025-01-23")])  # day 10 to day 22
    assert gone["posts"] == {"x:letter", "x:to_chat"}
    assert gone["interactions"] == {
        ("x:dora", "x:letter", "x:dora/1"), ("x:carl", "x:to_chat", "x:chat"), ("x:carl", None, "x:chat")
    }  # fmt: skip
    assert "contacts" not in gone  # Carl is still in the chat, Dora was written to on another day
    edge = [Post("x:1", "x", datetime(2025, 1, 1, 23, 59, 59, 999999, UTC)), Post("x:2", "x", day(1))]
    assert lost([LeaveOutPeriod("2025-01-01", "2025-01-01")], from_rows(edge))["posts"] == {"x:1"}


def test_a_period_without_end() -> None:
    dated = {"x:wall", "x:to_chat", "x:to_channel", "x:letter", "x:to_both", "x:to_list", "z:toot"}
    assert lost([LeaveOutPeriod(None, None)])["posts"] == dated
    assert lost([LeaveOutPeriod(None, "2025-01-01")])["posts"] == {"x:wall"}
    # the reaction without a date was on a post that goes, the interest without one stays
    early = lost([LeaveOutPeriod(None, "2025-01-06")])
    assert ("x:bob", "x:wall", None) in early["interactions"]
    assert early["traces"] == {"bread"}
    assert lost([LeaveOutPeriod("2025-02-20", None)])["posts"] == {"x:to_list", "z:toot"}


def test_friends_of_a_list_stay_where_those_met_only_then_go() -> None:
    whole = lost([LeaveOutPeriod(None, None), conversations("x:chat", "x:channel")])
    # Finn's first day is that of his reaction, Carl and Anne on z have none; Anne and Bob are friends since years
    # before, but Anne was in the groups that go
    assert whole["contacts"] == {"x:anne", "x:carl", "x:dora", "x:eve", "x:finn", "z:anne"}
    assert lost([LeaveOutFile("x", "likes.json")])["contacts"] == {"x:finn"}


def test_nobodys_first_day_tells_of_what_was_left_out() -> None:
    kept = leaving_out.without(DATA, [LeaveOutPeriod("2025-01-11", "2025-01-13")]).contacts.set_index("contact_id")
    assert kept.loc["x:dora", "first_seen"] == day(40)  # the letter of day 10 is gone; the next was on day 40
    assert kept.loc["x:anne", "first_seen"] == day(-900)


def test_a_file_is_a_pattern_of_one_network() -> None:
    assert lost([LeaveOutFile("x", "box")]) == {
        "posts": {"x:letter", "x:to_both", "x:to_list"},
        "audiences": {
            ("x:letter", None, "x:dora"), ("x:to_both", None, "x:dora"), ("x:to_both", None, "x:bob"),
            ("x:to_list", "x:channel", None), ("x:to_list", None, "x:bob"),
        },
        "interactions": {("x:dora", "x:letter", "x:dora/1")},
        "contacts": {"x:dora"},
    }  # fmt: skip


def test_recipients_lose_what_the_memberships_lose() -> None:
    joined = DATA.apply([JoinCircle("x:chat", ("x:bob",)), MakeCircle("circle:c", "C", ("x:carl",))])
    after = leaving_out.without(joined, [conversations("x:chat"), people("x:eve")])
    assert after.recipients is not None
    assert after.recipients[["contact_id", "group_id"]].values.tolist() == [["x:anne", "x:channel"]]
    # Carl is in a circle that the person made
    assert "x:carl" in set(after.contacts["contact_id"])


def test_a_person_met_on_two_networks_goes_from_both() -> None:
    rows = [Contact("x:a", "x", "A"), Contact("x:b", "x", "B"), Met("x:a", "x"), Met("x:a", "z"), Met("x:b", "z")]
    assert leaving_out.without(from_rows(rows), [people("x:a")]).met["contact_id"].tolist() == ["x:b"]


def test_decisions_name_nobody_in_the_clear() -> None:
    assert "anne" not in repr(people("x:anne")) + repr(conversations("x:anne/1"))
    assert mark(SALT, "x:anne") != mark("another", "x:anne")


def test_the_corrected_dataset_is_that_of_what_is_left() -> None:
    decided = [people("x:carl"), SamePerson(("x:anne", "z:anne")), LeaveOutFile("x", "box")]
    left = [c for c in decided if not isinstance(c, SamePerson)]
    assert DATA.apply(decided).fingerprint == leaving_out.without(DATA, left).apply(decided[1:2]).fingerprint


@pytest.mark.parametrize("wrong", ["2025-13-01", "yesterday", ""])
def test_a_day_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"month|isoformat"):
        leaving_out.without(DATA, [LeaveOutPeriod(wrong, None)])


# --- random tables, random decisions -------------------------------------------------------------------------------

IDS = ("x:a", "x:b", "x:c", "z:a", "z:b")
GROUPS = ("x:g", "x:h", "z:g")
THREADS = ("x:g", "x:g:1", "x:t", "z:t", None)
FILES = ("one", "two")
times = st.one_of(st.none(), st.integers(0, 5).map(day))


@st.composite
def tables(draw: st.DrawFn) -> Dataset:
    """A few rows of every table whose references lead somewhere."""
    contacts = draw(st.lists(st.sampled_from(IDS), unique=True, min_size=1))
    groups = draw(st.lists(st.sampled_from(GROUPS), unique=True))
    posts = [f"x:{n}" for n in range(draw(st.integers(0, 4)))]
    one, file, thread = st.sampled_from(contacts), st.sampled_from(FILES), st.sampled_from(THREADS)
    rows: list[Row] = [Contact(c, c[0], c, first_seen=draw(times)) for c in contacts]
    rows += [Group(g, g[0], g, "chat") for g in groups]
    seen = st.sampled_from(["unknown", "group", "direct", "public", "followers"])
    rows += [
        Post(p, "x", draw(times), visibility=draw(seen), thread_id=draw(thread), source_file=draw(file)) for p in posts
    ]
    to = [st.builds(Membership, one, st.sampled_from(groups), times)] if groups else []
    if posts:
        to.append(st.builds(Audience, st.sampled_from(posts), contact_id=one))
    if posts and groups:
        to.append(st.builds(Audience, st.sampled_from(posts), group_id=st.sampled_from(groups)))
    maybe_post = st.sampled_from([None, *posts])
    to.append(st.builds(act, one, maybe_post, times, thread=thread, file=file))
    to.append(st.builds(Met, one, st.sampled_from(["x", "z"])))
    to.append(st.builds(Trace, st.just("x"), st.just("interest"), st.sampled_from(["u", "v"]), times))
    return from_rows([*rows, *draw(st.lists(st.one_of(to), max_size=14))])


days = st.one_of(st.none(), st.integers(-1, 6).map(lambda n: day(n).date().isoformat()))
decisions = st.lists(
    st.one_of(
        st.lists(st.sampled_from(IDS), min_size=1, max_size=2).map(lambda ids: people(*ids)),
        st.lists(st.sampled_from([*GROUPS, *THREADS[:-1]]), min_size=1, max_size=2).map(
            lambda ids: conversations(*ids)
        ),
        st.builds(LeaveOutPeriod, days, days),
        st.builds(LeaveOutFile, st.sampled_from(["x", "z"]), st.sampled_from(FILES)),
        st.builds(people, st.sampled_from(IDS), salt=st.just("of another dossier")),
        st.lists(st.sampled_from(IDS), min_size=2, max_size=2, unique=True).map(lambda ids: SamePerson(tuple(ids))),
    ),
    max_size=4,
)

Plain = dict[str, list[dict[str, Any]]]


def plain_rows(dataset: Dataset) -> Plain:
    found: Plain = {}
    for table, frame in {**dataset.frames(), "recipients": dataset.sent_to}.items():
        cells = frame.astype("object").where(frame.notna(), None)
        found[table] = cells.to_dict("records")
    return found


def plainly(data: Plain, decided: Sequence[Correction]) -> Plain:
    """The rules of the module's first lines, once more, row by row."""
    decided = list(decided)
    same = {identity: {identity} for identity in IDS}
    for correction in decided:
        if isinstance(correction, SamePerson):
            together = set().union(*(same[c] for c in correction.contacts))
            same.update(dict.fromkeys(together, together))
    hidden = [(m, c.salt) for c in decided if isinstance(c, LeaveOutPeople) for m in c.marks]
    closed = [(m, c.salt) for c in decided if isinstance(c, LeaveOutConversations) for m in c.marks]
    who = {c for c in IDS if any(mark(salt, alias) == m for m, salt in hidden for alias in same[c])}
    talks = {t for t in (*GROUPS, *THREADS[:-1]) if any(mark(salt, t) == m for m, salt in closed)}
    there = {row["group_id"] for row in data["groups"]}
    talks |= {t for t in THREADS[:-1] if any(t.startswith(g + ":") for g in talks & there)}

    def in_period(time: datetime | None) -> bool:
        return time is not None and any(
            (c.first is None or time.date() >= date.fromisoformat(c.first))
            and (c.last is None or time.date() <= date.fromisoformat(c.last))
            for c in decided
            if isinstance(c, LeaveOutPeriod)
        )

    def in_file(row: Mapping[str, Any]) -> bool:
        return LeaveOutFile(row["platform"], row["source_file"]) in decided

    gone, shut = set(), set()
    for post in data["posts"]:
        to = [row for row in data["audiences"] if row["post_id"] == post["post_id"]]
        nobody = bool(to) and all(row["group_id"] in talks or row["contact_id"] in who for row in to)
        nobody = nobody and post["visibility"] not in ("public", "followers")
        if nobody or post["thread_id"] in talks or in_period(post["time"]) or in_file(post):
            gone.add(post["post_id"])
        if nobody and any(row["group_id"] in talks for row in to):
            shut.add(post["thread_id"])

    def act_goes(row: Mapping[str, Any]) -> bool:
        silent = row["post_id"] is None and row["thread_id"] is not None and row["thread_id"] in shut
        return (
            row["contact_id"] in who or row["post_id"] in gone or row["thread_id"] in talks or silent
            or in_period(row["time"]) or in_file(row)
        )  # fmt: skip

    goes = {
        "posts": lambda row: row["post_id"] in gone,
        "interactions": act_goes,
        "audiences": lambda r: r["post_id"] in gone or r["contact_id"] in who or r["group_id"] in talks,
        "memberships": lambda row: row["contact_id"] in who or row["group_id"] in talks,
        "recipients": lambda row: row["contact_id"] in who or row["group_id"] in talks,
        "groups": lambda row: row["group_id"] in talks,
        "traces": lambda row: in_period(row["time"]),
        "contacts": lambda row: row["contact_id"] in who,
    }
    kept = {t: [row for row in rows if not (t in goes and goes[t](row))] for t, rows in data.items()}
    sent = {row["post_id"]: row["time"] for row in data["posts"]}

    def seen(rows: Plain, contact: str) -> list[datetime | None]:
        return (
            [row["time"] for row in rows["interactions"] if row["contact_id"] == contact]
            + [sent[row["post_id"]] for row in rows["audiences"] if row["contact_id"] == contact]
            + [row["since"] for t in ("memberships", "recipients") for row in rows[t] if row["contact_id"] == contact]
        )

    def stays(contact: dict[str, Any]) -> bool:
        who, first = contact["contact_id"], contact["first_seen"]
        before, after = seen(data, who), seen(kept, who)
        if len(before) == len(after) or after:
            return True
        member = any(row["contact_id"] == who for t in ("memberships", "recipients") for row in data[t])
        return first is not None and first not in before and not member

    def day_of(contact: dict[str, Any]) -> dict[str, Any]:
        first, before, after = contact["first_seen"], *(seen(t, contact["contact_id"]) for t in (data, kept))
        if first is None or first not in before or first in after:
            return contact
        return {**contact, "first_seen": min((time for time in after if time is not None), default=None)}

    kept["contacts"] = [day_of(contact) for contact in kept["contacts"] if stays(contact)]
    ids = {contact["contact_id"] for contact in kept["contacts"]}
    kept["met"] = [row for row in kept["met"] if row["contact_id"] in ids]
    return kept


def counted(data: Plain) -> dict[str, Counter[str]]:
    return {table: Counter(repr(sorted(row.items())) for row in rows) for table, rows in data.items()}


@settings(max_examples=40)
@given(tables(), decisions)
def test_any_tables_are_left_as_a_plain_computation_leaves_them(data: Dataset, decided: list[Correction]) -> None:
    read = counted(plain_rows(data))
    after = leaving_out.without(data, decided)
    schema.check(after.frames())
    assert counted(plain_rows(after)) == counted(plainly(plain_rows(data), decided))
    assert counted(plain_rows(data)) == read


@settings(max_examples=20)
@given(tables(), decisions, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(data: Dataset, decided: list[Correction], rng: Any) -> None:
    after = leaving_out.without(data, decided)
    again = [*decided, *decided]
    rng.shuffle(again)
    assert leaving_out.without(data, again).fingerprint == after.fingerprint
    assert leaving_out.without(after, decided).fingerprint == after.fingerprint


@settings(max_examples=20)
@given(tables(), decisions, decisions)
def test_what_was_saved_without_some_loses_the_rest_as_well(
    data: Dataset, before: list[Correction], later: list[Correction]
) -> None:
    at_once = leaving_out.without(data, [*before, *later])
    in_two = leaving_out.without(leaving_out.without(data, before), [*before, *later])
    for table, found in at_once.frames().items():
        if table not in ("contacts", "met"):
            pd.testing.assert_frame_equal(found, in_two.frames()[table])
    # a name without anything else may be there still, when the group it was a member of went first
    extra = set(in_two.contacts["contact_id"]) - set(at_once.contacts["contact_id"])
    assert set(at_once.contacts["contact_id"]) <= set(in_two.contacts["contact_id"])
    members = set(data.memberships["contact_id"])
    assert extra <= members - {*in_two.interactions["contact_id"], *in_two.audiences["contact_id"].dropna()}
