"""What may be shown to a room: nobody in it can be recognised, and no figure is another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.audit import Audit, Settings, run_audit
from identity_audit.corrections import MakeCircle, PastedList, RenameFacet, SensitiveFacet
from identity_audit.dataset import Dataset, Owner, from_rows
from identity_audit.findings import discreet
from identity_audit.first_names import FIRST_NAMES
from identity_audit.folding import fold
from identity_audit.presenting import Veil
from identity_audit.schema import Contact, Group, Interaction, Membership, Post, Row
from tests.ui.conftest import own_texts

MARK = "Qzmark"
START = datetime(2025, 1, 6, 18, tzinfo=UTC)


def world(people: int = 16) -> Dataset:
    """Sixty posts of one person; everybody and everything of theirs carries the mark."""
    rows: list[Row] = []
    for n in range(people):
        rows.append(
            Contact(
                f"csv:{MARK}{n}", "csv", f"{MARK} {chr(65 + n % 26)}vo{n}", f"{MARK.lower()}.{n}",
                START + timedelta(days=n), f"{MARK} SA", MARK, MARK,
            )
        )  # fmt: skip
    for name, kind, size in ((f"{MARK} et moi", "chat", 9), ("Bureau", "list", 7), (f"Amis de {MARK}", "list", 8),
                             ("Trois", "list", 3)):  # fmt: skip
        rows.append(Group(f"csv:{name}", "csv", name, kind))  # type: ignore[arg-type]
        rows += [Membership(f"csv:{MARK}{n}", f"csv:{name}", START) for n in range(min(size, people))]
    for number, text in enumerate(own_texts()):
        post, day = f"csv:{MARK}-{number}", START + timedelta(days=number)
        rows.append(Post(post, "csv", day, f"{text} {MARK} https://{MARK}.example/{number}", visibility="public",
                         reactions_known="complete", thread_id=f"csv:{MARK}", context=MARK,
                         media_path=MARK))  # fmt: skip
        rows += [
            Interaction(f"csv:{MARK}{n}", post, day, "comment", "received", "observed", "csv", f"csv:{MARK}", MARK)
            for n in range(people)
            if n % 3 == number % 3 or (n + number) % 7 == 0
        ]
    rows.append(schema.Trace("csv", "interest", MARK, START))
    return from_rows(rows, owners=(Owner("csv", (f"{MARK} Moi",), (f"{MARK}@example.org",)),))


@pytest.fixture(scope="module")
def audit() -> Audit:
    return run_audit(world())


@pytest.fixture(scope="module", params=["fr", "en"])
def shown(request: pytest.FixtureRequest, audit: Audit) -> Audit:
    return Veil("key", discreet(request.param)).audit(audit)


def cells(dataset: Dataset) -> str:
    return " ".join(table.to_csv() for table in dataset.frames().values()) + repr((dataset.owners, dataset.unowned))


def test_nothing_of_anybody_is_left(shown: Audit) -> None:
    everything = [
        cells(shown.source), cells(shown.dataset), shown.topics.topics.to_csv(), shown.topics.assignment.to_csv(),
        shown.engagements.to_csv(), shown.matrix.to_csv(), shown.seen.cells.to_csv(), repr(shown.placed.texts),
        repr(shown.topics.terms), repr(shown.settings), repr(shown.to_dict()), shown.words.to_csv(),
    ]  # fmt: skip
    assert [text[:80] for text in everything if MARK.lower() in text.lower()] == []


def test_the_tables_keep_the_schema(shown: Audit) -> None:
    for dataset in (shown.source, shown.dataset, Veil("key", discreet("fr")).dataset(world())):
        schema.check(dataset.frames())


def test_the_figures_are_the_same(audit: Audit, shown: Audit) -> None:
    assert shown.cross_facet == audit.cross_facet
    assert shown.breadth.engagers == audit.breadth.engagers
    for name in ("unified", "per_facet"):
        before, after = audit.replays[name], shown.replays[name]
        assert before is not None
        assert after is not None
        assert (after.blocked, after.low, after.high, after.engagements) == (
            before.blocked, before.low, before.high, before.engagements,
        )  # fmt: skip
    assert [f.posts for f in shown.facets()] == [f.posts for f in audit.facets()]
    assert shown.gestures.counts == audit.gestures.counts


def test_days_are_earlier_by_the_same_whole_weeks(audit: Audit, shown: Audit) -> None:
    before, after = audit.dataset.posts["time"].sort_values(), shown.dataset.posts["time"].sort_values()
    [moved] = {b - a for b, a in zip(before, after, strict=True)}
    assert moved >= pd.Timedelta(weeks=3)
    assert moved % pd.Timedelta(weeks=1) == pd.Timedelta(0)


def test_small_circles_are_not_there_and_names_of_people_not_in_the_others(shown: Audit) -> None:
    circles = shown.circles()
    assert sorted(circle.people for circle in circles) == [7, 8, 9]
    assert "Bureau" in {circle.name for circle in circles}
    # who could see a post does not change with what is shown
    assert len(shown.dataset.sent_to) == 9 + 7 + 8 + 3


def test_a_sensitive_facet_is_not_there_and_the_rest_is_counted_without_it(audit: Audit) -> None:
    facet = audit.facets()[0]
    marked = run_audit(world(), Settings(corrections=(SensitiveFacet(audit.facet_posts(facet.id), True),)))
    shown = Veil("key", discreet("fr")).audit(marked)
    assert [f.id for f in shown.facets()] == [f.id for f in marked.facets()[1:]]
    inside = marked.topics.assignment.loc[marked.topics.assignment["topic"] == facet.id, "post_id"]
    # counted a second, plainer way
    left = marked.engagements[~marked.engagements["post_id"].isin(inside)]
    assert len(shown.engagements) == len(left)
    assert shown.breadth.engagers == left["contact_id"].nunique()
    assert len(shown.posts) == len(marked.posts) - len(inside)
    assert (shown.topics.n_posts, shown.not_me) == (marked.topics.n_posts - len(inside), 0)


def test_a_name_that_the_person_gave_loses_people_too(audit: Audit) -> None:
    facet = audit.facets()[0]
    named = run_audit(world(), Settings(corrections=(RenameFacet(audit.facet_posts(facet.id), f"Pain de {MARK}"),)))
    assert MARK not in repr(Veil("key", discreet("fr")).audit(named).facets())


def test_pasted_lists_are_shown_as_they_count(audit: Audit) -> None:
    bare = world()
    posts = bare.posts.assign(reactions_known="none")
    source = replace(bare, posts=posts, interactions=schema.empty("interactions"))
    asked = run_audit(source).pasted.left[:6]
    who = tuple(bare.contacts["contact_id"][:7])
    lists = tuple(PastedList(post, who[n % 3 :], (f"{MARK} Inconnu",), True) for n, post in enumerate(asked))
    circle = MakeCircle("circle:x", f"Club {MARK}", who)
    told = run_audit(source, Settings(corrections=(circle, *lists)))
    shown = Veil("key", discreet("en")).audit(told)
    assert (shown.pasted.complete, shown.pasted.outside, len(shown.engagements)) == (
        told.pasted.complete, told.pasted.outside, len(told.engagements),
    )  # fmt: skip
    assert len(shown.in_files) == len(told.in_files) == 0
    assert MARK.lower() not in (repr(shown.settings) + cells(shown.dataset)).lower()


# --- names -----------------------------------------------------------------------------------------------------------


def people(names: list[str], first: list[int] | None = None) -> Dataset:
    days = first or list(range(len(names)))
    return from_rows(
        Contact(f"csv:{n}", "csv", name, first_seen=START + timedelta(days=days[n])) for n, name in enumerate(names)
    )


def renamed(dataset: Dataset, key: str = "key", lang: str = "fr") -> list[str]:
    return list(Veil(key, discreet(lang)).dataset(dataset).contacts["name"])


@pytest.mark.parametrize("lang", ["fr", "en"])
@settings(max_examples=25)
@given(st.lists(st.sampled_from([*FIRST_NAMES["fr"], *FIRST_NAMES["en"]]), min_size=1, max_size=40, unique=True))
def test_nobody_has_a_name_that_is_a_part_of_anybodys(lang: str, real: list[str]) -> None:
    given_names = renamed(people([f"{name.upper()} Du-{name[::-1]}" for name in real]), lang=lang)
    assert len(set(given_names)) == len(given_names)
    for name in given_names:
        first = fold(name.split()[0]) or ""
        assert all(first not in (fold(f"{one} {one[::-1]}") or "") for one in real)


def test_the_same_dossier_gives_the_same_names_and_another_one_others() -> None:
    everybody = people([f"Xx{n} Yy{n}" for n in range(30)])
    assert renamed(everybody) == renamed(everybody)
    assert renamed(everybody) != renamed(everybody, key="another")


def test_who_comes_with_a_later_export_moves_no_name() -> None:
    names = [f"Xx{n} Yy{n}" for n in range(30)]
    assert renamed(people([*names, "Zz Zz"]))[:30] == renamed(people(names))


def test_numbers_follow_where_first_names_run_out() -> None:
    many = renamed(people([f"Xx{n} Yy{n}" for n in range(700)]))
    assert len(set(many)) == 700
    assert any(name.endswith(" 2") for name in many)


def test_an_invented_example_keeps_its_texts_and_circles(audit: Audit) -> None:
    shown = Veil("lina", discreet("fr"), invented=True).audit(audit)
    assert list(shown.dataset.posts["text"]) == list(audit.dataset.posts["text"])
    assert {"Bureau", f"{MARK} et moi"} <= {circle.name for circle in shown.circles()}
    assert not set(shown.dataset.contacts["name"]) & set(audit.dataset.contacts["name"])


def test_what_others_wrote_about_is_counted_with_their_words_and_shown_without(audit: Audit, shown: Audit) -> None:
    before, after = audit.listening, shown.listening
    assert (after.heard.placed, after.heard.asked) == (before.heard.placed, before.heard.asked)
    assert [gap.heard for gap in after.heard.gaps] == [gap.heard for gap in before.heard.gaps]
    tables = (after.heard.questions, after.relays.sites, shown.read.posts)
    held = " ".join((*(table.to_csv() for table in tables), str(after.own_links)))
    assert MARK.lower() not in held.lower()
    # how many there are is still said; under what name is not
    assert len(after.relays.sites) == len(before.relays.sites) == 1 and before.own_links.sites
    assert after.own_links.posts == before.own_links.posts > 0 and after.own_links.sites == ()
