"""Camille's mailbox and LinkedIn: hand-written, readable by plain tools, and holding the evidence they promise."""

import csv
import io
import mailbox
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from itertools import combinations
from pathlib import Path

import pytest

import identity_audit as ia

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
CAMILLE = SAMPLE / "camille"
MAIL = CAMILLE / "mail-camille.mbox"
FACETS = {"enseignement", "sociologie", "crossfit", "famille", "cuisine", "musique", "velo"}
ME = "camille.delvaux@example.org"


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLE / "texts" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def header(mail: Message, name: str) -> str:
    return str(make_header(decode_header(str(mail[name] or ""))))


def words(mail: Message) -> str:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return raw.decode(part.get_content_charset() or "")


def worst_likeness(texts: list[str]) -> float:
    bags = [frozenset(re.findall(r"\w+", text.lower())) for text in texts]
    return max(len(a & b) / len(a | b) for a, b in combinations(bags, 2))


@pytest.fixture(scope="module")
def mails() -> Iterator[list[Message]]:
    box = mailbox.mbox(MAIL, create=False)
    yield list(box)
    box.close()


def test_what_she_wrote_is_distinct_and_of_every_facet() -> None:
    mail, linkedin = rows("mail.csv"), rows("linkedin.csv")
    assert len(mail) == 120
    assert len(linkedin) == 45
    texts = [row["text"] for row in (*mail, *linkedin)]
    assert len(set(texts)) == len(texts)
    assert worst_likeness(texts) < 0.4
    facets = Counter(row["facet"] for row in mail)
    assert set(facets) == FACETS
    assert min(facets.values()) >= 13
    answers = [row["text"] for row in (*rows("mail_others.csv"), *rows("notices.csv"))]
    assert len(set(answers)) == len(answers) >= 350


def test_a_plain_reader_can_read_every_mail(mails: list[Message]) -> None:
    assert MAIL.stat().st_size < 1_500_000
    assert MAIL.read_bytes().count(b"\nFrom ") + 1 == len(mails)
    assert not any(mail.defects for mail in mails)
    ids = [mail["Message-ID"] for mail in mails]
    assert len(set(ids)) == len(ids)
    times = [parsedate_to_datetime(str(mail["Date"])) for mail in mails]
    assert times == sorted(times)
    assert all(words(mail).strip() for mail in mails)
    transfers = Counter(part["Content-Transfer-Encoding"] for mail in mails for part in mail.walk())
    assert {"quoted-printable", "base64", "8bit"} <= set(transfers)
    charsets = {part.get_content_charset() for mail in mails for part in mail.walk() if not part.is_multipart()}
    assert {"utf-8", "iso-8859-1"} <= charsets
    assert any("=?UTF-8?B?" in str(mail["Subject"]) for mail in mails)
    assert max(len(line) for mail in mails for line in str(mail["Subject"]).split("\n")) <= 78


def test_sent_mails_name_known_people_and_answers_name_sent_mails(mails: list[Message]) -> None:
    with (SAMPLE / "people.csv").open(encoding="utf-8", newline="") as file:
        people = {row["name"] for row in csv.DictReader(file)}
    sent = [mail for mail in mails if "Messages envoyés" in header(mail, "X-Gmail-Labels")]
    assert len(sent) == 120
    for mail in sent:
        assert getaddresses([str(mail["From"])])[0][1] == ME
        receivers = [str(make_header(decode_header(name))) for name, _ in getaddresses([str(mail["To"])])]
        assert set(receivers) <= people | {"Parents des Coteaux"}
    own = {mail["Message-ID"] for mail in sent}
    answers = [mail for mail in mails if mail["In-Reply-To"] in own and mail not in sent]
    assert len(answers) == len(rows("mail_others.csv")) >= 160
    for mail in answers:
        assert str(mail["References"]).split()[-1] == mail["In-Reply-To"]
    assert sum("List-Post" in mail for mail in mails) >= 60


def test_notifications_follow_their_post(mails: list[Message]) -> None:
    notices = [mail for mail in mails if "X-Facebook-Notify" in mail]
    by_network = Counter(str(mail["From"]).rpartition("@")[2].strip(">") for mail in notices)
    assert by_network["facebookmail.com"] >= 110
    assert by_network["mail.instagram.com"] >= 30
    subjects = [header(mail, "Subject") for mail in notices]
    for part in (" a commenté votre ", " a réagi à votre ", " aime votre ", " autres personnes ont réagi ",
                 " vous a mentionnée ", " vous a identifiée "):  # fmt: skip
        assert any(part in subject for subject in subjects), part


def test_facebook_and_mail_alone_open_the_main_pages() -> None:
    """Every comment is joined to the post it was written for, and there are enough over all facets."""
    found = ia.read_export([CAMILLE / "facebook-camille.zip", CAMILLE / "instagram-camille.zip", MAIL])
    acts = found.interactions
    acts = acts[(acts["direction"] == "received") & acts["platform"].isin(["facebook", "instagram"])]
    acts = acts[acts["post_id"].notna()]
    text_of = found.posts.set_index("post_id")["text"]
    meant = {" ".join(row["text"].split()): row["on"] for row in rows("notices.csv")}
    whole = [(text, post) for text, post in zip(acts["text"], acts["post_id"]) if text in meant]
    assert len(whole) >= 95
    assert [text for text, post in whole if not text_of[post].startswith(meant[text])] == []
    facet_of = {row["text"]: row["facet"] for row in rows("facebook.csv")}
    seen = acts[(acts["platform"] == "facebook") & (acts["evidence"] == "observed")]
    seen = seen.drop_duplicates(["contact_id", "post_id"])
    assert len(seen) >= 60
    assert seen["contact_id"].nunique() >= 20
    by_facet = Counter(facet_of[text_of[post]] for post in seen["post_id"])
    assert set(by_facet) == FACETS
    assert min(by_facet.values()) >= 8
    mail = found.interactions[(found.interactions["platform"] == "mail") & found.interactions["post_id"].notna()]
    assert mail["contact_id"].nunique() >= 40


def tables() -> dict[str, list[dict[str, str]]]:
    out = {}
    with zipfile.ZipFile(CAMILLE / "linkedin-camille.zip") as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8")
            text = text.partition("\n\n")[2] if text.startswith("Notes:") else text
            escape = "\\" if name.endswith("Comments.csv") else None
            lines = csv.DictReader(io.StringIO(text), escapechar=escape, strict=True)
            out[name.rpartition("/")[2]] = list(lines)
    return out


def test_linkedin_tables() -> None:
    found = tables()
    assert 65 <= len(found["Connections.csv"]) <= 80
    assert {row["text"] for row in rows("linkedin.csv")} >= {
        row["ShareCommentary"] for row in found["Shares.csv"] if row["ShareCommentary"] and '"\n"' not in
        row["ShareCommentary"]
    }  # fmt: skip
    assert sum(not row["ShareCommentary"] for row in found["Shares.csv"]) == 9
    shares = [int(row["ShareLink"].rpartition("%3A")[2]) >> 22 for row in found["Shares.csv"]]
    comments = [int(row["Link"].rpartition("%3A")[2]) >> 22 for row in found["Comments.csv"]]
    own = [when for when in comments if any(0 <= when - share < 5000 for share in shares)]
    assert len(own) == sum(row["on"] == "own" for row in rows("linkedin_comments.csv")) == 24
    known = {f"{row['First Name']} {row['Last Name']}" for row in found["Connections.csv"]}
    assert {row["to"] for row in rows("linkedin_comments.csv")} - {""} <= known
    for row in found["Invitations.csv"]:
        assert row["Direction"] in ("INCOMING", "OUTGOING")
        assert (row["To"] == "Camille Delvaux") == (row["Direction"] == "INCOMING")
    assert len(found["Endorsement_Received_Info.csv"]) >= 20
    assert len(found["Ad_Targeting.csv"]) == 1
