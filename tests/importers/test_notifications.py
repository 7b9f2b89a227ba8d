"""Notification mails: who did what on which post, for real sentences of the networks; nobody is named by mistake.

`notification_mails.csv` holds one mail a line, "//" for a line break. who: names, with the handle behind "@"; "me":
the person, who is no contact. post: the post that the mail names (observed), "~" before one that is worked out, "-"
for none. Which sentences are sure and which from memory: see `identity_audit/importers/notifications.py`.
"""

from __future__ import annotations

import csv
import doctest
from datetime import UTC, datetime
from email.header import Header
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.dataset import Dataset, Owner, from_rows
from identity_audit.importers import notice_join, notifications
from identity_audit.importers.mail_stream import head_of
from identity_audit.importers.notice_join import join, moment_of
from identity_audit.importers.notifications import Notice, Who, network_of, read
from identity_audit.schema import Contact, Post

TABLE = Path(__file__).parent / "notification_mails.csv"
with TABLE.open(encoding="utf-8", newline="") as file:
    MAILS = list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


#: the archives: what the person published, by the name that the table uses
POSTS = {
    "f0": ("facebook:0", "2010-09-16 20:00", "My new bike is here, who wants to ride on Sunday?"),
    "f1": ("facebook:1", "2025-03-03 10:00", "Première séance de CrossFit de l'année, et déjà des courbatures"),
    "f2": ("facebook:2", "2025-03-04 10:00", "Mes élèves ont présenté leurs affiches sur le climat ce matin."),
    "f3": ("facebook:3", "2025-03-10 10:00", "Tarte aux pommes"),
    "f4": ("facebook:4", "2025-03-20 10:00", ""),
    "f5": ("facebook:5", "2024-09-01 10:00", "Bonne rentrée à toutes et à tous"),
    "f6": ("facebook:6", "2025-03-21 10:00", "Bonne rentrée à toutes et à tous"),
    "i1": ("instagram:1", "2025-03-05 18:00:45", "Ce soir à la box"),
    "i2": ("instagram:2", "2025-03-08 09:30:00", "Lever de soleil sur la Meuse, un matin de gel"),
    "l1": ("linkedin:1", "2025-03-06 08:00", "Nous cherchons un stagiaire pour la bibliothèque"),
    "l2": ("linkedin:7303685860229120111", "2025-03-07 08:00", "Notre équipe a gagné le prix de la meilleure école"),
    "x0": ("x:186740000000000001", "2012-04-02 09:00", "Premier jour de printemps au jardin de l'école"),
    "x1": ("x:1898690000000000001", "2025-03-09 11:00", "A long thread about reading aloud"),
    "m0": ("mastodon:https://mastodon.example/users/camille/statuses/1201234", "2017-05-02 09:00",
           "Les cerises sont en fleur dans la cour de l'école"),
    "m1": ("mastodon:https://mastodon.example/users/camille/statuses/114130000000000001", "2025-03-09 09:00", "Vent"),
}  # fmt: skip
CONTACTS = (
    Contact("facebook:Jeanne Petit", "facebook", "Jeanne Petit"),
    Contact("facebook:a", "facebook", "Marc Leroy"),
    Contact("facebook:b", "facebook", "Marc Leroy"),
    Contact("instagram:jeanne_p", "instagram", "Jeanne", "jeanne_p"),
)
ME = (Owner("facebook", ("Camille Delvaux",)),)


def archives() -> Dataset:
    return from_rows(
        [*(Post(i, i.partition(":")[0], at(time), text) for i, time, text in POSTS.values()), *CONTACTS], ME
    )


def mail(row: dict[str, Any]) -> bytes:
    name, _, address = row["from"].rpartition("<")
    sender = f"{Header(name.strip(), 'utf-8').encode()} <{address}" if name else row["from"]
    lines = [f"From: {sender}", "To: Camille <camille@example.be>",
             f"Date: {at(row['date']):%a, %d %b %Y %H:%M:%S} +0000",
             f"Subject: {Header(row['subject'], 'utf-8').encode()}",
             "Content-Type: text/plain; charset=utf-8"]  # fmt: skip
    lines += [row["header"]] if row["header"] != "-" else []
    body = row["body"].replace(" // ", "\n").removeprefix("-")
    return ("\n".join(lines) + "\n\n" + body).encode()


def notice_of(row: dict[str, Any]) -> Notice | None:
    raw = mail(row)
    head = head_of(raw)
    network = network_of(head)
    return read(head, raw, network, "*.mbox") if network else None


READ = [(row, notice_of(row)) for row in MAILS]
JOINED = join([notice for _, notice in READ if notice], archives())


def names(row: dict[str, Any]) -> list[tuple[str, str | None]]:
    found = []
    for who in row["who"].split(" + "):
        name, _, handle = who.partition(" @")
        found.append((name, handle or None))
    return found


@pytest.mark.parametrize(
    ("row", "notice"), READ, ids=lambda x: f"{x['network']}: {x['subject']}" if isinstance(x, dict) else ""
)
def test_each_mail_says_who_did_what(row: dict[str, Any], notice: Notice | None) -> None:
    if row["kind"] == "-":
        assert notice is None
        return
    assert notice is not None
    assert notice.platform == row["network"]
    assert [(who.name, who.handle) for who in notice.who] == names(row)
    assert (notice.kind, notice.others) == (row["kind"], int(row["others"]))


@pytest.mark.parametrize(
    ("row", "notice"), READ, ids=lambda x: f"{x['network']}: {x['subject']}" if isinstance(x, dict) else ""
)
def test_each_mail_finds_its_post(row: dict[str, Any], notice: Notice | None) -> None:
    if notice is None:
        return
    acts = JOINED.interactions
    found = acts[(acts["platform"] == notice.platform) & (acts["time"] == pd.Timestamp(at(row["date"])))]
    assert len(found) == (0 if row["post"] == "me" else len(notice.who))
    expected, evidence = row["post"].lstrip("~"), "proxy" if row["post"].startswith("~") else "observed"
    for post, how in zip(found["post_id"], found["evidence"], strict=True):
        assert (None if pd.isna(post) else post) == (POSTS[expected][0] if expected != "-" else None)
        assert how == evidence


@pytest.mark.parametrize(
    "inside", ["il a dit « oui » hier", "il a dit “oui” hier", "« Oui », a-t-il dit", "« a » « b »"]
)
@pytest.mark.parametrize("marks", ["« {} »", "«\u00a0{}\u00a0»", "“{}”"])
def test_quotes_within_a_quote_stay_whole(marks: str, inside: str) -> None:
    if marks == "“{}”":
        inside = inside.translate({ord("«"): "“", ord("»"): "”"}).replace("“ ", "“").replace(" ”", "”")
    row = {"from": "Facebook <notification+kj@facebookmail.com>", "date": "2025-03-04 12:00", "header": "-",
           "subject": f"Marc Leroy a commenté votre publication : {marks.format(inside)}",
           "body": f"Marc a écrit : {marks.format(inside + ' aussi')}"}  # fmt: skip
    notice = notice_of(row)
    assert notice is not None
    assert [" ".join(quote.split()) for quote in notice.quotes] == [inside]
    assert notice.words == f"{inside} aussi"


def test_a_mail_of_quotation_marks_is_read_in_one_go() -> None:
    for marks in ("«" * 20_000, "«»" * 10_000, "«x" * 10_000, "“«" * 10_000, "« a" + "«»" * 9_000):
        row = {"from": "Facebook <notification+kj@facebookmail.com>", "date": "2025-03-04 12:00", "header": "-",
               "subject": "Marc Leroy a commenté votre publication", "body": f"Marc a écrit : {marks}"}  # fmt: skip
        assert notice_of(row) is not None


def test_no_observed_join_is_wrong_and_there_are_enough_mails() -> None:
    told = [row for row, notice in READ if notice]
    assert len(MAILS) >= 60 and {row["network"] for row in told} >= {
        "facebook",
        "instagram",
        "linkedin",
        "x",
        "mastodon",
    }
    assert sum(row["lang"] == "fr" for row in told) >= 20 and sum(row["lang"] == "en" for row in told) >= 20
    acts = JOINED.interactions
    observed = acts[acts["post_id"].notna() & (acts["evidence"] == "observed")]
    wanted = {(row["network"], at(row["date"]), POSTS[row["post"]][0]) for row in told if row["post"] in POSTS}
    got = set(zip(observed["platform"], observed["time"].dt.to_pydatetime(), observed["post_id"], strict=True))
    assert got - wanted == set()
    assert len(got) >= 20


def test_posts_that_are_named_become_partly_known_and_others_do_not() -> None:
    known = JOINED.posts.set_index("post_id")["reactions_known"]
    named = {POSTS[row["post"]][0] for row, notice in READ if notice and row["post"] in POSTS}
    assert set(known[known == "partial"].index) == named
    assert "facebook:4" not in named
    whole = archives()
    whole = Dataset(**{**whole.frames(), "posts": whole.posts.assign(reactions_known="complete")})  # type: ignore[arg-type]
    assert set(join([n for _, n in READ if n], whole).posts["reactions_known"]) == {"complete"}
    schema.check(JOINED.frames())


def test_people_are_the_contacts_of_that_network_where_one_has_the_name() -> None:
    people = JOINED.contacts[JOINED.contacts["platform"] == "facebook"]["contact_id"]
    assert sorted(people[people.str.contains("Jeanne|Marc|:[ab]$")]) == [
        "facebook:Jeanne Petit", "facebook:Marc Leroy", "facebook:a", "facebook:b",
    ]  # fmt: skip
    instagram = JOINED.contacts[JOINED.contacts["platform"] == "instagram"]
    assert "jeanne_p" not in set(instagram["name"])
    assert not JOINED.contacts["name"].isin(["Camille Delvaux"]).any()


def test_without_the_archive_person_and_act_are_kept_and_no_post_is_made() -> None:
    alone = join([notice for _, notice in READ if notice], Dataset(owners=ME))
    assert alone.posts.empty
    assert alone.interactions["post_id"].isna().all()
    assert set(alone.interactions["evidence"]) == {"observed"}
    assert {"follow", "comment", "tag"} <= set(alone.interactions["kind"])


def test_a_comment_that_begins_like_a_post_is_not_taken_for_it() -> None:
    words = "Tarte aux pommes"
    notice = Notice(
        "facebook", "comment", (Who("Ann"),), 0, "post", at("2026-01-01 00:00"), (), (words,), (words,), words
    )
    found = join([notice], archives()).interactions
    assert found["post_id"].isna().all()


def test_moments_hidden_in_ids() -> None:
    assert moment_of("x", "186740000000000001") is None
    assert moment_of("instagram", "abc") is None
    assert moment_of("linkedin", "9" * 30) is None
    two = [Post(f"instagram:{n}", "instagram", at(f"2025-03-05 18:0{n}:00"), "") for n in (0, 1)]
    notice = Notice("instagram", "reaction", (Who("ann"),), 0, "post", at("2025-03-05 19:00"), ("DG07I2jgeJA",))
    acts = join([notice], from_rows(two)).interactions
    assert list(acts["evidence"]) == ["proxy"]


@given(st.binary(max_size=300), st.sampled_from(sorted(notifications._IDS)))
def test_bytes_never_raise(data: bytes, network: str) -> None:
    raw = b"From: x <notification@facebookmail.com>\nSubject: " + data[:60] + b"\n\n" + data
    head = head_of(raw)
    network_of(head)
    notice = read(head, raw, network, "*.eml")
    if notice:
        join([notice], archives())


def test_what_the_docstrings_show() -> None:
    assert doctest.testmod(notice_join).failed == 0
