"""What the person decided about people and circles: counted by hand, then random lists of decisions."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.analysis.engagement import engagements, opportunities
from identity_audit.corrections import (
    Correction,
    DropCircle,
    JoinCircle,
    LeaveCircle,
    MakeCircle,
    MergeCircles,
    NotMe,
    NotSame,
    RenameCircle,
    SamePerson,
    ThisIsMe,
)
from identity_audit.dataset import Dataset, combine, from_rows
from identity_audit.schema import Audience, Contact, Group, Interaction, Membership, Post, Row

DAY = datetime(2025, 1, 1, tzinfo=UTC)
JEANNE, JEANNE_2, JEANNE_3, MARC, ME = "a:jeanne", "b:jeanne", "c:jeanne", "a:marc", "b:camille"


def day(n: int) -> datetime:
    return DAY + timedelta(days=n)


ROWS: list[Row] = [
    Post("a:1", "a", day(10), "one", visibility="contacts", reactions_known="complete"),
    Post("a:2", "a", day(20), "two", visibility="group", reactions_known="complete"),
    Post("b:1", "b", day(10), "three", visibility="contacts", reactions_known="complete"),
    Post("b:2", "b", day(20), "four", visibility="direct"),
    Contact(JEANNE, "a", "Jeanne Martin", first_seen=day(0)),
    Contact(JEANNE_2, "b", "jeannem", "jeannem", first_seen=day(15), company="Acme"),
    Contact(JEANNE_3, "c", "Jeanne"),
    Contact(MARC, "a", "Marc Petit", first_seen=day(5)),
    Contact(ME, "b", "Camille D."),
    Group("a:sport", "a", "Sport", "channel"),
    Group("a:list", "a", "Close", "list"),
    Group("b:work", "b", "Work", "chat"),
    Membership(JEANNE, "a:sport", day(1), day(9)),
    Membership(MARC, "a:sport", day(2), None),
    Membership(MARC, "a:list"),
    Membership(JEANNE_2, "b:work"),
    Membership(ME, "b:work"),
    Audience("a:2", group_id="a:sport"),
    Audience("b:2", contact_id=JEANNE_2),
    Audience("b:2", contact_id=ME),
    Interaction(JEANNE, "a:1", day(11), "reaction", "received", "observed", "a"),
    Interaction(JEANNE_2, "a:1", day(12), "comment", "received", "observed", "b", text="from a mail"),
    Interaction(JEANNE_2, "b:1", day(16), "reaction", "received", "observed", "b"),
    Interaction(ME, "b:1", day(12), "reaction", "received", "observed", "b"),
    Interaction(MARC, None, day(5), "follow", "received", "observed", "a"),
]
DATA = from_rows(ROWS)
FACETS = pd.DataFrame({"post_id": DATA.posts["post_id"], "topic": pd.array([0] * len(DATA.posts), dtype="Int64")})
CIRCLES = ("a:sport", "a:list", "b:work", "circle:choir", "nowhere")
PEOPLE = (JEANNE, JEANNE_2, JEANNE_3, MARC, ME, "nobody")


def members(dataset: Dataset) -> dict[str, set[str]]:
    """Who is in each circle."""
    found = {circle: set() for circle in dataset.groups.loc[dataset.groups["kind"] != "audience", "group_id"]}
    for contact, group in dataset.memberships[["contact_id", "group_id"]].itertuples(index=False):
        found[group].add(contact)
    return found


def same(one: Dataset, other: Dataset) -> bool:
    """Equal but for the order of rows."""
    tables = {**one.frames(), "recipients": one.sent_to}
    others = {**other.frames(), "recipients": other.sent_to}
    return all(
        Counter(map(repr, tables[t].itertuples(index=False))) == Counter(map(repr, others[t].itertuples(index=False)))
        for t in tables
    )


def test_a_merged_person_keeps_everything_of_theirs() -> None:
    merged = DATA.apply([SamePerson((JEANNE, JEANNE_2, JEANNE_3))])
    people = merged.contacts.set_index("contact_id")
    assert list(people.index) == [JEANNE, MARC, ME]
    assert people.loc[JEANNE, ["platform", "name", "handle", "company"]].tolist() == [
        "a", "Jeanne Martin", "jeannem", "Acme"]  # fmt: skip
    assert people.loc[JEANNE, "first_seen"] == day(0)
    met = {(m.contact_id, m.platform): m.since for m in merged.met.itertuples()}
    assert met == {(JEANNE, "a"): day(0), (JEANNE, "b"): day(15), (JEANNE, "c"): pd.NaT}
    assert members(merged) == {"a:sport": {JEANNE, MARC}, "a:list": {MARC}, "b:work": {JEANNE, ME}}
    assert len(merged.interactions) == len(DATA.interactions)
    assert merged.audiences["contact_id"].dropna().tolist() == [JEANNE, ME]


def test_a_merged_person_engages_once_with_a_post_and_can_be_met_where_each_of_them_could() -> None:
    merged = DATA.apply([SamePerson((JEANNE_2, JEANNE))])
    engaged = engagements(merged, FACETS)
    jeanne = engaged[engaged["contact_id"] == JEANNE]
    assert dict(zip(jeanne["post_id"], jeanne["acts"], strict=True)) == {"a:1": 2, "b:1": 1}
    seen = opportunities(merged, FACETS)
    assert sorted(seen.platforms.loc[seen.platforms["contact_id"] == JEANNE, "platform"]) == ["a", "b"]
    could = seen.cells.set_index("contact_id")["opportunities"]
    # a:1 and b:1 by their reactions; not a:2, for Jeanne left the channel before; b:1 is before she was met on b
    assert could[JEANNE] == 2
    alone = DATA.apply([SamePerson((JEANNE, JEANNE_3))])
    assert opportunities(alone, FACETS).cells.set_index("contact_id")["opportunities"][JEANNE] == 1


def test_a_platform_knows_a_merged_person_since_that_platform_only() -> None:
    silent = from_rows([row for row in ROWS if not isinstance(row, Interaction)])
    could = opportunities(silent.apply([SamePerson((JEANNE, JEANNE_2))]), FACETS).cells.set_index("contact_id")
    assert could["opportunities"][JEANNE] == 1  # a:1; b:1 was five days before day 15 on b


def test_this_is_me_leaves_no_contact_behind() -> None:
    mine = DATA.apply([ThisIsMe(ME), NotMe(MARC)])
    assert ME not in set(mine.contacts["contact_id"])
    assert members(mine)["b:work"] == {JEANNE_2}
    assert len(mine.interactions) == len(DATA.interactions) - 1
    assert len(mine.audiences) == len(DATA.audiences) - 1
    both = DATA.apply([ThisIsMe(ME), SamePerson((JEANNE_3, ME))])
    assert {ME, JEANNE_3} & set(both.contacts["contact_id"]) == set()


def test_the_person_makes_renames_merges_fills_and_drops_circles() -> None:
    made = DATA.apply([
        MakeCircle("circle:choir", "Choir", (JEANNE, MARC, "nobody")),
        JoinCircle("circle:choir", (JEANNE_2,)),
        LeaveCircle("circle:choir", (MARC,)),
        RenameCircle("circle:choir", " My choir "),
        RenameCircle("b:work", "  "),
        JoinCircle("nowhere", (MARC,)),
    ])  # fmt: skip
    assert members(made)["circle:choir"] == {JEANNE, JEANNE_2}
    assert made.groups.set_index("group_id")["name"].to_dict() == {
        "a:sport": "Sport", "a:list": "Close", "b:work": "Work", "circle:choir": "My choir"}  # fmt: skip
    merged = DATA.apply([
        MergeCircles(("b:work", "a:sport", "nowhere")), JoinCircle("a:sport", (JEANNE_3,)), DropCircle("a:list"),
    ])  # fmt: skip
    assert members(merged) == {"b:work": {JEANNE, MARC, JEANNE_2, ME, JEANNE_3}}
    # posts went to a:sport, so it stays as an audience; nothing went to a:list
    assert dict(zip(merged.groups["group_id"], merged.groups["kind"], strict=True)) == {
        "a:sport": "audience", "b:work": "chat"}  # fmt: skip


def test_a_circle_dropped_can_be_made_again_and_one_taken_in_speaks_for_its_host() -> None:
    again = DATA.apply([DropCircle("a:sport"), MakeCircle("a:sport", "Box", (ME,))])
    assert members(again)["a:sport"] == {ME}
    assert again.groups.set_index("group_id").loc["a:sport", ["name", "kind"]].tolist() == ["Box", "channel"]
    later = DATA.apply([DropCircle("a:sport")]).apply([MakeCircle("a:sport", "Box", (ME,))])
    assert members(later)["a:sport"] == {ME}
    host = DATA.apply([MergeCircles(("a:list", "a:sport")), MakeCircle("a:sport", "Box", (ME,))])
    assert members(host)["a:list"] == {MARC, JEANNE, ME}


def test_a_member_of_the_file_keeps_the_days_of_it() -> None:
    found = DATA.apply([JoinCircle("a:sport", (ME,)), SamePerson((MARC, JEANNE))]).memberships
    sport = found[found["group_id"] == "a:sport"].set_index("contact_id")
    assert (sport.loc[JEANNE, "since"], sport.loc[ME, "since"]) == (day(1), pd.NaT)
    assert sport.loc[JEANNE, "until"] is pd.NaT  # Marc never left


def test_circles_never_change_who_could_see() -> None:
    decided = [
        MergeCircles(("a:list", "a:sport")), LeaveCircle("a:list", (MARC,)), JoinCircle("a:list", (ME,)),
        DropCircle("b:work"), MakeCircle("circle:choir", "Choir", (JEANNE,)),
    ]  # fmt: skip
    before, after = opportunities(DATA, FACETS), opportunities(DATA.apply(decided), FACETS)
    pd.testing.assert_frame_equal(before.cells, after.cells)
    pd.testing.assert_frame_equal(before.known, after.known)


def test_a_part_by_platform_and_a_sum_keep_the_corrections() -> None:
    data = from_rows([row for row in ROWS if getattr(row, "text", "") != "from a mail"])
    merged = data.apply([SamePerson((JEANNE, JEANNE_2)), JoinCircle("b:work", (MARC,))])
    part = merged.only(["b"])
    schema.check(part.frames())
    assert set(part.contacts["contact_id"]) == {JEANNE, ME}
    assert set(part.contacts["platform"]) == {"b"}
    assert set(part.sent_to["contact_id"]) == {JEANNE, ME}
    assert same(combine([merged, merged.only([])]), merged)


def test_every_cell_of_what_corrections_add_counts_in_the_fingerprint() -> None:
    decided = [SamePerson((JEANNE, JEANNE_2)), LeaveCircle("a:sport", (MARC,)), JoinCircle("a:sport", (MARC,))]
    prints = [DATA.apply(decided[:n]).fingerprint for n in range(4)]
    assert len({DATA.fingerprint, *prints}) == 4
    assert DATA.apply([]).fingerprint == DATA.fingerprint


_CIRCLE = (MakeCircle, RenameCircle, MergeCircles, JoinCircle, LeaveCircle, DropCircle)
some_people = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True).map(tuple)
some_circles = st.lists(st.sampled_from(CIRCLES), min_size=1, max_size=3, unique=True).map(tuple)
a_circle, a_person, a_name = st.sampled_from(CIRCLES), st.sampled_from(PEOPLE), st.text(max_size=8)
about_people = st.one_of(
    st.builds(SamePerson, some_people), st.builds(NotSame, some_people), st.builds(ThisIsMe, a_person),
    st.builds(NotMe, a_person),
)  # fmt: skip
about_circles = st.one_of(
    st.builds(MakeCircle, a_circle, a_name, some_people), st.builds(RenameCircle, a_circle, a_name),
    st.builds(MergeCircles, some_circles), st.builds(JoinCircle, a_circle, some_people),
    st.builds(LeaveCircle, a_circle, some_people), st.builds(DropCircle, a_circle),
)  # fmt: skip
lists = st.lists(about_people | about_circles, max_size=8)


@settings(max_examples=30)
@given(lists)
def test_any_list_keeps_the_schema_and_the_totals(decided: list[Correction]) -> None:
    found = DATA.apply(decided)
    schema.check(found.frames())
    schema.check({"memberships": found.sent_to, "contacts": found.contacts, "groups": found.groups})
    for table in ("posts", "traces", "problems", "files"):
        assert len(found.frames()[table]) == len(DATA.frames()[table])
    # plainly: who is whom by going through the pairs until nothing changes
    root = {contact: contact for contact in PEOPLE}
    for _ in PEOPLE:
        for correction in decided:
            if isinstance(correction, SamePerson):
                lowest = min(root[contact] for contact in correction.contacts)
                root.update(dict.fromkeys(correction.contacts, lowest))
                root = {contact: root[above] for contact, above in root.items()}
    me = {root[c.contact] for c in decided if isinstance(c, ThisIsMe)}
    ids = DATA.contacts["contact_id"]
    assert len(found.contacts) == len({root[contact] for contact in ids} - me)
    acts = DATA.interactions["contact_id"]
    assert len(found.interactions) == sum(root[contact] not in me for contact in acts)
    pairs = DATA.interactions[["contact_id", "post_id"]].dropna().drop_duplicates().itertuples(index=False)
    assert len(engagements(found, FACETS)) == len({(root[c], post) for c, post in pairs if root[c] not in me})


@settings(max_examples=30)
@given(lists)
def test_saying_something_twice_is_saying_it_once(decided: list[Correction]) -> None:
    twice = [correction for correction in decided for _ in range(2)]
    assert same(DATA.apply(twice), DATA.apply(decided))
    people = [c for c in decided if not isinstance(c, _CIRCLE)]
    assert same(DATA.apply(decided).apply(people), DATA.apply(decided))


@settings(max_examples=30)
@given(lists, st.randoms(use_true_random=False))
def test_decisions_about_people_hold_wherever_they_stand(decided: list[Correction], rng: object) -> None:
    people = [c for c in decided if not isinstance(c, _CIRCLE)]
    circles = [c for c in decided if isinstance(c, _CIRCLE)]
    rng.shuffle(people)  # type: ignore[attr-defined]
    assert same(DATA.apply(people + circles), DATA.apply(decided))
    assert same(DATA.apply(circles + people), DATA.apply(decided))


@settings(max_examples=30)
@given(st.permutations([
    MakeCircle("circle:choir", "Choir", (ME,)), RenameCircle("a:sport", "Box"), LeaveCircle("a:list", (MARC,)),
    JoinCircle("b:work", (JEANNE_3,)), SamePerson((JEANNE, JEANNE_2)), NotSame((MARC, ME)),
]))  # fmt: skip
def test_the_order_of_independent_decisions_does_not_matter(decided: list[Correction]) -> None:
    assert same(DATA.apply(decided), DATA.apply(sorted(decided, key=repr)))


@settings(max_examples=30)
@given(lists)
def test_the_files_are_never_touched(decided: list[Correction]) -> None:
    before = DATA.fingerprint
    DATA.apply(decided)
    assert Dataset(**DATA.frames()).fingerprint == before


@settings(max_examples=30)
@given(lists)
def test_circles_of_any_list_never_change_who_could_see(decided: list[Correction]) -> None:
    circles = [c for c in decided if isinstance(c, _CIRCLE)]
    people = [c for c in decided if not isinstance(c, _CIRCLE)]
    pd.testing.assert_frame_equal(
        opportunities(DATA.apply(people), FACETS).cells, opportunities(DATA.apply(people + circles), FACETS).cells
    )
