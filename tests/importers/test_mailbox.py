"""Mailboxes: the same mails in every container, whose they are, what counts as known; nothing breaks the reading."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.dataset import Dataset
from identity_audit.errors import Cancelled, NothingUsable
from identity_audit.importers import mail_stream, read_export
from identity_audit.importers.mail_stream import KEEP, _split

ME, JEANNE, PAUL = "Camille <camille@example.be>", "Jeanne <jeanne@example.be>", "Paul <paul@example.org>"


def mail(number: int, sender: str, to: str, *, day: float = 0, more: str = "", text: str = "Bonjour") -> bytes:
    time = datetime(2025, 3, 3, 10, tzinfo=UTC) + timedelta(days=day)
    return (
        f"Message-ID: <m{number}@x>\nFrom: {sender}\nTo: {to}\nDate: {time:%a, %d %b %Y %H:%M:%S} +0000\n"
        f"Subject: mail {number}\n{more}\n{text}\n"
    ).encode()


def box(*mails: bytes) -> bytes:
    return b"".join(b"From x Mon Mar 03 10:12:00 2025\n" + each + b"\n" for each in mails)


def answer(*parents: int) -> str:
    return "".join(f"References: {' '.join(f'<m{n}@x>' for n in parents)}\n")


SENT = "X-Gmail-Labels: Sent\n"
TALK = (
    mail(1, ME, JEANNE, more=SENT),
    mail(2, JEANNE, ME, day=1, more=answer(1)),
    mail(3, ME, f"{JEANNE}, {PAUL}", day=2, more=SENT),
    mail(4, PAUL, ME, day=3),
)


def written(tmp_path: Path, data: bytes, name: str = "a.mbox") -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def told(dataset: Dataset) -> dict[str, Any]:
    """What a dataset holds, without the name of the container."""
    tables = {
        name: frame.drop(columns="source_file", errors="ignore").astype("str")
        for name, frame in dataset.frames().items()
    }
    return {name: sorted(frame.itertuples(index=False, name=None)) for name, frame in tables.items() if name != "files"}


# --- containers ---------------------------------------------------------------------------------------------------


def test_every_container_gives_the_same(tmp_path: Path) -> None:
    whole = told(read_export(written(tmp_path, box(*TALK))))
    assert len(whole["posts"]) == 2 and len(whole["interactions"]) == 2
    for number, each in enumerate(TALK):
        written(tmp_path / "eml", each, f"{number}.eml")
        written(tmp_path / "md", each, f"Maildir/cur/17{number}.host")
    assert told(read_export(tmp_path / "eml")) == whole
    assert told(read_export(tmp_path / "md")) == whole
    assert told(read_export(sorted((tmp_path / "eml").iterdir()))) == whole
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("Takeout/Mail/Sent.mbox", box(*TALK[::2]))
        archive.writestr("Takeout/Mail/Inbox.mbox", box(*TALK[1::2]))
    assert told(read_export(tmp_path / "a.zip")) == whole
    assert told(read_export(written(tmp_path, box(*TALK).replace(b"\n", b"\r\n"), "crlf.mbox"))) == whole
    twice = [written(tmp_path / "one", box(*TALK)), written(tmp_path / "two", box(*TALK[::-1]), "b.mbox")]
    assert told(read_export(twice)) == whole
    assert told(read_export(written(tmp_path, box(*TALK), "Inbox"))) == whole


@pytest.mark.parametrize("size", [1, 7, 64, 1000, 10**6])
def test_mails_are_found_whatever_the_pieces(size: int) -> None:
    mails = [
        mail(n, ME, JEANNE, text=f"text {n}\n\nFrom here on\n>From there\n\nFrom x at 10:00 2025\nnot a header")
        for n in range(9)
    ]
    data = box(*mails)
    found = list(_split(data[at : at + size] for at in range(0, len(data), size)))
    assert [each.rstrip() for each in found] == [each.rstrip() for each in mails]


def test_a_mail_is_kept_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    long = mail(1, ME, JEANNE, text="words\n" + "A" * 76 * 20_000)
    found = list(_split([box(long, mail(2, JEANNE, ME))[at : at + 65_536] for at in range(0, 2_000_000, 65_536)]))
    assert [len(each) for each in found] == [KEEP, len(mail(2, JEANNE, ME)) + 1]
    monkeypatch.setattr(mail_stream, "KEEP", 300)
    assert [len(each) for each in _split([box(long)])] == [300]


def test_what_is_no_mail_is_left_to_others(tmp_path: Path) -> None:
    for name, data in {"a.txt": box(*TALK), "b.eml": b"Hello\n", "c": b"From me to you\n", "d.mbox": b""}.items():
        with pytest.raises(NothingUsable):
            read_export(written(tmp_path / name, data, name))


def test_it_tells_how_far_it_is_and_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("identity_audit.importers.time.monotonic", iter(range(10**6)).__next__)
    path = written(tmp_path, box(*TALK) + box(*(mail(n, PAUL, ME, text="x" * 9000) for n in range(10, 500))))
    seen: list[tuple[str, float | None]] = []
    read_export(path, progress=lambda step, share: seen.append((step, share)))
    shares = [share for step, share in seen if step == "Reading the files" and share is not None]
    assert shares == sorted(shares) and max(shares) <= 1 and any(0 < share < 1 for share in shares)

    def stop(step: str, share: float | None) -> None:
        if len(stopped) > 1:
            raise Cancelled
        stopped.append(step)

    stopped: list[str] = []
    with pytest.raises(Cancelled):
        read_export(path, progress=stop)
    assert set(stopped) == {"Looking at the files"}


# --- whose --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mails", "options", "own"),
    [
        (TALK, {}, {"camille@example.be"}),
        ([each.replace(SENT.encode(), b"") for each in TALK], {}, {"camille@example.be"}),
        ([*TALK, mail(9, "C <work@example.be>", PAUL, more=SENT)], {}, {"camille@example.be", "work@example.be"}),
        (TALK[1:2], {"me": "camille@example.be"}, {"camille@example.be"}),
        (TALK[1:2], {"me": "Jeanne"}, {"jeanne@example.be"}),
        (TALK[1:2], {}, set()),
        ([mail(1, JEANNE, PAUL), mail(2, PAUL, JEANNE), mail(3, JEANNE, PAUL)], {}, set()),
        ([mail(1, JEANNE, PAUL, more="Delivered-To: paul@example.org\n")], {}, {"paul@example.org"}),
    ],
)
def test_whose_mailbox(mails: list[bytes], options: dict[str, Any], own: set[str], tmp_path: Path) -> None:
    dataset = read_export(written(tmp_path, box(*mails)), **options)
    assert {email for owner in dataset.owners for email in owner.emails} == own
    assert bool(dataset.unowned) == (not own)
    if not own:
        assert dataset.posts.empty and dataset.interactions.empty and not dataset.contacts.empty
        assert not dataset.unowned[0].server_wide and "jeanne@example.be" in dataset.unowned[0].names


def test_another_export_says_who_the_person_is(tmp_path: Path) -> None:
    profile = '{"profile_v2": {"name": {"full_name": "C"}, "emails": {"emails": ["camille@example.be"]}}}'
    facebook = tmp_path / "facebook.zip"
    with zipfile.ZipFile(facebook, "w") as archive:
        archive.writestr("personal_information/profile_information/profile_information.json", profile)
        archive.writestr("connections/friends/your_friends.json", '{"friends_v2": []}')
    dataset = read_export([facebook, written(tmp_path, mail(1, ME, JEANNE), "a.eml")])
    assert len(dataset.posts) == 1 and not dataset.unowned


def test_own_addresses_and_robots_are_no_contacts(tmp_path: Path) -> None:
    mails = [
        *TALK,
        mail(5, "Camille <camille+list@example.be>", f"{JEANNE}, no-reply@x.be, Camille <camille@example.be>", day=4),
        mail(6, "Notre site <ne-pas-repondre@x.be>", ME, day=5),
        mail(7, "Boutique <hello@shop.example>", ME, day=6, more="List-Unsubscribe: <https://x>\n"),
        mail(8, "MAILER-DAEMON@x.be", ME, day=7, more=answer(1)),
        mail(9, "J via Google Groups <jeanne@example.be>", ME, day=8),
    ]
    dataset = read_export(written(tmp_path, box(*mails)))
    assert sorted(dataset.contacts["name"]) == ["Jeanne", "Paul"]
    assert sorted(dataset.contacts["handle"]) == ["jeanne@example.be", "paul@example.org"]
    assert list(dataset.posts["visibility"]) == ["direct", "group", "direct"]
    assert (dataset.interactions["kind"] == "reply").sum() == 1


# --- what is known ------------------------------------------------------------------------------------------------


def known(dataset: Dataset) -> dict[str, tuple[str, int | None]]:
    return {
        text.split("\n")[0]: (state, None if pd.isna(n) else int(n))
        for text, state, n in dataset.posts[["text", "reactions_known", "n_comments"]].itertuples(index=False)
    }


def test_answers_are_known_where_mail_came_in_afterwards(tmp_path: Path) -> None:
    mails = [*TALK, mail(5, ME, PAUL, day=300, more=SENT), mail(6, ME, PAUL, day=2.9, more=SENT)]
    assert known(read_export(written(tmp_path, box(*mails)))) == {
        "mail 1": ("complete", 1), "mail 3": ("complete", 0), "mail 5": ("none", None), "mail 6": ("complete", 0),
    }  # fmt: skip


def test_a_box_of_sent_mail_with_few_exceptions_knows_only_what_it_holds(tmp_path: Path) -> None:
    sent = [mail(n, ME, PAUL, day=n / 10, more=SENT) for n in range(10, 40)]
    found = known(read_export(written(tmp_path, box(*sent, mail(99, PAUL, ME, day=4.05, more=answer(10))))))
    assert found.pop("mail 10") == ("partial", 1)
    assert set(found.values()) == {("none", None)}


def test_an_export_of_one_label_is_not_the_whole_mailbox(tmp_path: Path) -> None:
    mails = [each.replace(b"Subject", b"X-Gmail-Labels: Projet\nSubject") for each in (TALK[1], TALK[3])]
    mails += [each.replace(b"Labels: Sent", b"Labels: Sent,Projet") for each in (TALK[0], TALK[2])]
    dataset = read_export(written(tmp_path, box(*mails)))
    assert known(dataset) == {"mail 1": ("partial", 1), "mail 3": ("none", None)}
    assert any("same label" in what for what in dataset.problems["what"])
    assert list(dataset.groups["name"]) == ["Projet"]
    assert sorted(dataset.memberships["contact_id"]) == ["mail:jeanne@example.be", "mail:paul@example.org"]


def test_whom_an_answer_is_for(tmp_path: Path) -> None:
    mails = [
        mail(1, JEANNE, f"{ME}, {PAUL}", day=0),
        mail(2, ME, f"{JEANNE}, {PAUL}", day=1, more=SENT + answer(1)),  # to all, but an answer to Jeanne
        mail(3, ME, PAUL, day=2, more=SENT + answer(77)),  # the mail it answers is gone: one recipient
        mail(4, ME, f"{JEANNE}, {PAUL}", day=3, more=SENT + answer(78)),  # gone, two recipients: nobody knows
        mail(5, ME, PAUL, day=4, more=SENT + answer(3)),  # an answer to oneself goes to the recipient
        mail(6, PAUL, ME, day=5, more=answer(1, 5, 99)),  # the last known mail of the person in the thread
    ]
    acts = read_export(written(tmp_path, box(*mails))).interactions
    given_acts = acts[acts["direction"] == "given"]
    assert list(given_acts["contact_id"]) == [
        "mail:jeanne@example.be",
        "mail:paul@example.org",
        "mail:paul@example.org",
    ]
    received = acts[(acts["direction"] == "received") & (acts["kind"] == "reply")]
    assert list(received["post_id"]) == [f"mail:{mail_stream.key_of(b'm5@x'):016x}"]


def test_an_answer_to_what_is_no_post_is_a_message(tmp_path: Path) -> None:
    meeting = mail(5, ME, JEANNE, more=SENT + "Content-Type: text/calendar\n")
    dataset = read_export(written(tmp_path, box(*TALK, meeting, mail(6, JEANNE, ME, day=1, more=answer(5)))))
    assert len(dataset.posts) == 2
    assert sorted(dataset.interactions["kind"]) == ["message", "message", "reply"]


# --- whatever the bytes -------------------------------------------------------------------------------------------


def pieces(data: bytes) -> Iterator[bytes]:
    yield from (data[at : at + 50] for at in range(0, len(data), 50))


@given(st.lists(st.binary(max_size=200), max_size=5))
@settings(max_examples=60)
def test_bytes_never_raise(parts: list[bytes]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.mbox")
        path.write_bytes(box(TALK[0], *parts, TALK[1]) + b"From x 10:12\n" + b"\n".join(parts))
        dataset = read_export(path)
        schema.check(dataset.frames())
        assert len(list(_split(pieces(path.read_bytes())))) >= 2


def test_a_cut_zip_is_a_counted_problem(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "Mail/a.mbox", box(*TALK) + box(*(mail(n, PAUL, ME, text=str(n) * 999) for n in range(10, 99)))
        )
        archive.writestr("Mail/b.mbox", box(mail(200, JEANNE, ME)))
    data = bytearray(path.read_bytes())
    data[2000:2400] = b"?" * 400
    path.write_bytes(data)
    dataset = read_export(path)
    assert "cut, locked" in " ".join(dataset.problems["what"])
    assert "mail:jeanne@example.be" in set(dataset.contacts["contact_id"])
