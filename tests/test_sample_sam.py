"""Sam: hand-written, in each platform's own layout, first one way and then in conversation."""

import csv
import json
import mailbox
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from itertools import combinations
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

import identity_audit as ia

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
SAM = SAMPLE / "sam"
FACETS = {"science", "election", "football", "band", "allotment", "cycling"}
TURN = datetime(2026, 1, 19, tzinfo=UTC)
ELECTION = datetime(2025, 9, 1, tzinfo=UTC)


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def own() -> list[dict[str, str]]:
    return [row for name in ("x", "mastodon", "mail") for row in rows(f"texts/sam_{name}.csv")]


def scripts() -> dict[str, Any]:
    with zipfile.ZipFile(SAM / "x-sam.zip") as archive:
        files = {name: archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".js")}
    return {name[len("data/") : -len(".js")]: json.loads(text.partition("=")[2]) for name, text in files.items()}


@pytest.fixture(scope="module")
def mails() -> Iterator[list[Message]]:
    box = mailbox.mbox(SAM / "mail-sam.mbox", create=False)
    yield list(box)
    box.close()


def test_the_texts_are_many_distinct_and_of_every_facet() -> None:
    texts = [row["text"] for row in own()]
    assert len(set(texts)) == len(texts) >= 260
    facets = Counter(row["facet"] for row in own())
    assert set(facets) == FACETS
    assert min(facets.values()) >= 19
    assert {row["lang"] for row in own()} == {"en"}
    bags = [frozenset(re.findall(r"\w+", text.lower())) for text in texts]
    assert max(len(a & b) / len(a | b) for a, b in combinations(bags, 2)) < 0.45


def test_people_have_one_name_each_and_a_group() -> None:
    people = rows("people_sam.csv")
    assert len({row["name"] for row in people}) == len(people) >= 100
    assert {row["home"] for row in people} == FACETS
    assert {row["contact"] for row in rows("sam/roles.csv")} == {row["name"] for row in people}


def test_the_campaign_asks_nothing_and_the_conversation_does() -> None:
    """The story to compare: few questions and few answers, then many of both."""
    campaign = [row for row in own() if row["facet"] == "election" and row["date"]]
    before = [row for row in campaign if row["date"] < "2026-01-19"]
    after = [row for row in campaign if row["date"] >= "2026-01-19"]
    assert len(before) >= 30
    assert len(after) >= 50
    assert mean("?" in row["text"] for row in before) < 0.05
    assert mean("?" in row["text"] for row in after) > 0.8
    roots = {row["thread"]: row for row in rows("texts/sam_mail.csv") if row["step"] == "0"}
    answers = Counter(row["thread"] for row in rows("texts/sam_mail_others.csv"))
    few = [answers[thread] for thread, row in roots.items() if row["date"] < "2026-01-19"]
    many = [answers[thread] for thread, row in roots.items() if row["date"] >= "2026-01-19"]
    assert mean(many) > 2.5 * mean(few)


def test_x_archive() -> None:
    data = scripts()
    assert data["account"][0]["account"]["username"] == "sam_okl"
    tweets = [record["tweet"] for record in data["tweets"]]
    assert len({tweet["id_str"] for tweet in tweets}) == len(tweets)
    times = [datetime.strptime(tweet["created_at"], "%a %b %d %H:%M:%S %z %Y") for tweet in tweets]
    assert times == sorted(times, reverse=True)
    for tweet, time in zip(tweets, times, strict=True):
        assert abs(((int(tweet["id_str"]) >> 22) + 1_288_834_974_657) / 1000 - time.timestamp()) < 2
        assert tweet["favorite_count"].isdigit()
    passed_on = [tweet for tweet in tweets if tweet["full_text"].startswith("RT @")]
    assert len(passed_on) == 16
    assert {tweet["favorite_count"] for tweet in passed_on} == {"0"}
    assert sum("in_reply_to_screen_name" in tweet for tweet in tweets) >= 20
    assert len(data["note-tweet"]) == 5
    assert len(data["follower"]) >= 150
    counts = {name: spec["files"][0]["count"] for name, spec in data["manifest"]["dataTypes"].items()}
    assert counts["tweets"] == str(len(tweets))
    said = [
        (int(tweet["favorite_count"]), when)
        for tweet, when in zip(tweets, times, strict=True)
        if tweet not in passed_on and "in_reply_to_screen_name" not in tweet
    ]
    likes = {late: [n for n, when in said if (when >= TURN) is late] for late in (False, True)}
    assert mean(likes[True]) > 1.4 * mean(likes[False])


def test_mastodon_archive_says_who_each_post_went_to() -> None:
    with zipfile.ZipFile(SAM / "mastodon-sam.zip") as archive:
        files = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    items = json.loads(files["outbox.json"])["orderedItems"]
    notes = [item["object"] for item in items if item["type"] == "Create"]
    assert len(notes) == len(rows("texts/sam_mastodon.csv"))
    public = "https://www.w3.org/ns/activitystreams#Public"
    followers = [
        note for note in notes if public not in note["to"] + note["cc"] and note["to"][0].endswith("followers")
    ]
    assert sum(public in note["to"] for note in notes) >= 35
    assert sum(public in note["cc"] for note in notes) >= 4
    assert len(followers) == 3
    assert json.loads(files["actor.json"])["preferredUsername"] == "samol"
    assert files["following_accounts.csv"].startswith("Account address,")
    assert all(line.count(",") == 1 for line in files["lists.csv"].splitlines())


def test_mail_has_exact_recipients_and_two_hundred_answers(mails: list[Message]) -> None:
    assert not any(mail.defects for mail in mails)
    times = [parsedate_to_datetime(str(mail["Date"])) for mail in mails]
    assert times == sorted(times)
    sent = {mail["Message-ID"]: mail for mail in mails if mail["X-Gmail-Labels"].startswith("Sent")}
    assert len(sent) == len(rows("texts/sam_mail.csv"))

    def reached(mail: Message) -> set[str]:
        named = getaddresses([str(mail[name]) for name in ("To", "Cc", "Bcc") if mail[name]])
        return {address for _, address in named} - {"sam.okl@example.org"}

    assert all(reached(mail) for mail in sent.values())
    assert max(len(reached(mail)) for mail in sent.values()) >= 45
    answers = [mail for mail in mails if mail["In-Reply-To"] in sent and mail["Message-ID"] not in sent]
    assert len(answers) >= 200
    roots = {key: mail for key, mail in sent.items() if not mail["In-Reply-To"]}
    for mail in answers:
        first = roots[str(mail["References"]).split()[0]]
        assert getaddresses([str(mail["From"])])[0][1] in reached(first)


def test_the_readers_see_the_turn() -> None:
    found = ia.read_export(sorted(path for path in SAM.iterdir() if path.suffix != ".csv"))
    assert {owner.platform for owner in found.owners} == {"x", "mastodon", "mail"}
    acts = found.interactions
    acts = acts[(acts["direction"] == "received") & (acts["kind"] == "reply") & acts["post_id"].notna()]
    acts = acts.drop_duplicates(["contact_id", "post_id"])
    assert len(acts) >= 200
    assert acts["contact_id"].nunique() >= 60
    campaign = acts[acts["time"] >= ELECTION]
    assert (campaign["time"] >= TURN).mean() > 0.8
