"""Mails: of what a mail shows, only what its writer wrote is kept, whatever the program and the language."""

from __future__ import annotations

import base64
import doctest
import quopri
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity_audit.importers import mail_charset, mail_look, mail_stream, mail_text
from identity_audit.importers.mail_charset import decoded, in_charset
from identity_audit.importers.mail_look import is_bulk, is_robot, list_of, own_labels, place_of
from identity_audit.importers.mail_stream import addresses, head_of
from identity_audit.importers.mail_text import body, html_text, own_words, subject_words

OWN = "Bonjour,\n\nJe viens jeudi.\nÀ bientôt !"
# the head of a quoted mail as programs write it
QUOTED = {
    "gmail fr": "Le lun. 3 mars 2025 à 10:12, Xavier Long <x@y.be> a écrit :\n\n> Tu viens ?\n> Xavier",
    "gmail fr, broken": "Le lun. 3 mars 2025 à 10:12, Xavier Alexandre Long <xavier@y.be>\na écrit :\n\n> Tu ?",
    "gmail en": "On Mon, Mar 3, 2025 at 10:12 AM Xavier Long <x@y.be> wrote:\n\n> Coming?",
    "gmail en, broken": "On Mon, Mar 3, 2025 at 10:12 AM Xavier Long <\nxavier.long@y.be> wrote:\n\n> Coming?",
    "gmail de": "Am Mo., 3. März 2025 um 10:12 Uhr schrieb Xavier <x@y.be>:\n\n> Kommst du?",
    "gmail nl": "Op ma 3 mrt 2025 om 10:12 schreef Xavier <x@y.be>:\n\n> Kom je?",
    "thunderbird fr": "Le 03/03/2025 à 10:12, Xavier Long a écrit :\n> Tu viens ?",
    "thunderbird en": "On 3/3/25 10:12, Xavier Long wrote:\n> Coming?",
    "old thunderbird": "Xavier Long a écrit :\n> Tu viens ?\n>\n> X",
    "apple fr": "> Le 3 mars 2025 à 10:12, Xavier Long <x@y.be> a écrit :\n> \n> Tu viens ?",
    "apple without marks": "Le 3 mars 2025 à 10:12, Xavier Long <x@y.be> a écrit :\n\nTu viens ?\nXavier",
    "outlook fr": "-----Message d'origine-----\nDe : Xavier Long\nEnvoyé : lundi 3 mars 2025 10:12\nÀ : Camille\n"
                  "Objet : Jeudi\n\nTu viens ?",
    "outlook fr, html": "De : Xavier Long <x@y.be>\nEnvoyé : lundi 3 mars 2025 10:12\nÀ : Camille <c@y.be>\n"
                        "Objet : Jeudi\n\nTu viens ?",
    "outlook bold": "*De :* Xavier Long <x@y.be>\n*Envoyé :* lundi 3 mars 2025 10:12\n*À :* C\n*Objet :* J\n\nTu ?",
    "outlook line": "________________________________\nDe : Xavier Long <x@y.be>\nEnvoyé : lundi\nÀ : C\n\nTu viens ?",
    "outlook en": "From: Xavier Long <x@y.be>\nSent: Monday, March 3, 2025 10:12 AM\nTo: Camille\nSubject: T\n\nC?",
    "outlook de": "Von: Xavier Long <x@y.be>\nGesendet: Montag, 3. März 2025 10:12\nAn: C\nBetreff: Do\n\nKommst?",
    "old outlook en": "-----Original Message-----\nFrom: X [mailto:x@y.be]\nSent: Monday\nTo: C\nSubject: T\n\nComing?",
    "old outlook de": "-----Ursprüngliche Nachricht-----\nVon: X\nGesendet: Montag\nAn: C\nBetreff: D\n\nKommst du?",
    "forwarded en": "---------- Forwarded message ---------\nFrom: X <x@y.be>\nDate: Mon, Mar 3\nSubject: T\n\nNews",
    "forwarded fr": "---------- Message transféré ---------\nDe : X <x@y.be>\nDate: lun. 3 mars\nSubject: T\n\nInfos",
    "forwarded apple": "Début du message réexpédié :\n\nDe: X <x@y.be>\nObjet: T\n\nInfos",
    "forwarded apple en": "Begin forwarded message:\n\nFrom: X <x@y.be>\nSubject: T\n\nNews",
    "only marks": "> Tu viens ?\n>> Quand ?",
    "nothing": "",
}  # fmt: skip
SIGNED = {
    "dashes": "-- \nCamille Delvaux\nInstitut Saint-Joseph",
    "bare dashes": "--\nCamille",
    "iphone fr": "Envoyé de mon iPhone",
    "android fr": "Envoyé depuis mon mobile Orange",
    "iphone en": "Sent from my iPhone",
    "outlook": "Télécharger Outlook pour Android",
    "outlook en": "Get Outlook for iOS",
    "windows": "Provenance : Courrier pour Windows",
    "german": "Von meinem iPhone gesendet",
    "closing": "Bien cordialement,\n\nCamille Delvaux\nProfesseure de français\nTél. 0470 00 00 00",
    "short closing": "Cordialement,",
    "closing en": "Best regards,\nCamille Delvaux\n+32 470 00 00 00",
    "closing de": "Mit freundlichen Grüßen\nCamille Delvaux",
    "list": "_______________________________________________\nParents mailing list\nParents@listes.example.org",
    "nothing": "",
}


@pytest.mark.parametrize("quote", QUOTED, ids=str)
@pytest.mark.parametrize("signature", SIGNED, ids=str)
def test_only_own_words_are_kept(quote: str, signature: str) -> None:
    assert own_words(f"{OWN}\n\n{SIGNED[signature]}\n\n{QUOTED[quote]}\n") == OWN
    assert own_words(f"{OWN}\n\n{QUOTED[quote]}\n".replace("\n", "\r\n")) == OWN


def test_answers_between_the_lines_are_kept() -> None:
    text = "Le 3 mars 2025 à 10:12, Xavier a écrit :\n> Tu viens ?\nOui.\n> Avec qui ?\nAvec Jeanne.\n"
    assert own_words(text) == "Oui.\nAvec Jeanne."


@pytest.mark.parametrize(
    "text",
    [
        "On a écrit au directeur hier.\nIl répond demain.",
        "De quoi parle-t-on ?\nLe programme : musique.",
        "Le livre que j'ai écrit est sorti.\n- un\n- deux",
        "From here it is a long way.\nTo be honest: far.",
        "Cordialement n'est pas un mot chaleureux.\nOn écrit plutôt autre chose.",
        "Programme\n---------\nAccueil",
    ],
)
def test_words_that_only_look_like_a_quote_stay(text: str) -> None:
    assert own_words(text) == text


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Re: Réunion", "Réunion"),
        ("RE : TR: Réunion", "Réunion"),
        ("Réf : budget", "budget"),
        ("Fwd: Fw: photos", "photos"),
        ("AW: WG: Termin", "Termin"),
        ("Re[2]: x", "x"),
        ("Re: [parents-3b] Sortie", "Sortie"),
        ("Retour de Rome", "Retour de Rome"),
        ("Tri : plastique", "Tri : plastique"),
        ("Ingrédients: 3", "Ingrédients: 3"),
        ("", ""),
    ],
)
def test_subjects_lose_their_prefixes(subject: str, words: str) -> None:
    assert subject_words(subject) == words


def text_of(raw: bytes) -> str:
    return body(raw, head_of(raw))


def test_bodies_in_every_wrapping() -> None:
    words = "Déjà l'été — « enfin »"
    for charset, encoded in (("utf-8", words.encode()), ("windows-1252", words.encode("cp1252")),
                             ("iso-8859-1", words.encode("cp1252")), ("nonsense", words.encode()),
                             ("zip_codec", words.encode()), ("utf-16", words.encode("utf-16"))):  # fmt: skip
        for transfer, data in (("8bit", encoded), ("base64", base64.encodebytes(encoded)),
                               ("quoted-printable", quopri.encodestring(encoded))):  # fmt: skip
            head = f'Content-Type: text/plain; charset="{charset}"\nContent-Transfer-Encoding: {transfer}\n\n'
            assert text_of(head.encode() + data).strip() == words, (charset, transfer)


def test_the_plain_part_is_read_and_attachments_are_not() -> None:
    raw = (
        b'Content-Type: multipart/mixed; boundary="a"\n\npreamble\n--a\n'
        b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>html</p>\n"
        b"--b\nContent-Type: text/plain\n\nplain\n--b--\n--a\n"
        b"Content-Type: text/plain\nContent-Disposition: attachment; filename=x.txt\n\nattached\n--a--\nafter"
    )
    assert text_of(raw).strip() == "plain"
    assert text_of(raw.replace(b"text/plain", b"text/calendar")) == "html"
    assert text_of(raw.replace(b"--b--\n--a", b"--b--\n--z")).strip() == "plain"


def test_html_becomes_the_text_a_reader_sees() -> None:
    html = (
        "<style>p {}</style><p>Un&nbsp;jour,<br>deux\njours</p><ul><li>a</li><li>b</li></ul>"
        '<div class="gmail_quote">Le lun. X a écrit :<blockquote>vieux</blockquote></div>'
    )
    assert html_text(html) == "Un jour,\ndeux jours\n\na\n\nb"
    assert html_text('<div>neuf</div><div id="divRplyFwdMsg">De : X</div><div>vieux</div>') == "neuf"
    assert "mot" in html_text("<div>" * 30_000 + "mot")


def test_no_text_takes_long() -> None:
    started = time.monotonic()
    for text in ("Le " * 40_000, "> " * 50_000, "\n" * 100_000, "De : " * 20_000, "Le \n" * 30_000, "_" * 100_000,
                 "Cordialement\n" * 9000, "Re: " * 30_000, "[" * 100_000, "On " + "a" * 100_000,
                 "From: a\n" * 12_000, "=?utf-8?q?" * 10_000, '"' * 60_000, "<a@" * 20_000):  # fmt: skip
        own_words(text)
        subject_words(text)
        decoded(text.encode())
        addresses(text.encode())
        html_text(text[:5000])
    assert time.monotonic() - started < 20


@given(st.binary(max_size=400))
def test_bytes_never_raise(data: bytes) -> None:
    head = head_of(data)
    assert isinstance(decoded(data), str)
    addresses(data)
    _ = (head.time, head.labels, head.key, head.parents, head.thread, head.sender)
    place_of(head, "cur/x")
    is_bulk(head)
    list_of(head)
    own_words(body(b"Content-Type: text/html; charset=" + data[:9] + b"\n\n" + data, head))
    in_charset(data, data[:12].decode("latin-1"))


@given(st.sampled_from(["from", "to", "date", "subject", "x-gmail-labels", "references", "content-type"]), st.binary())
def test_headers_never_raise(name: str, value: bytes) -> None:
    test_bytes_never_raise.hypothesis.inner_test(name.encode() + b": " + value + b"\n\n" + value)  # type: ignore[attr-defined]


def test_labels_of_gmail() -> None:
    raw = (
        b"X-Gmail-Labels: =?UTF-8?Q?Messages_archiv=C3=A9s,Ouvert,Cat=C3=A9gorie=C2=A0:_E-mails_?=\r\n"
        b' =?UTF-8?Q?personnels,"Culture,_associations,_=C3=A9v=C3=A9nements"?=\r\n\r\n'
    )
    head = head_of(raw)
    assert head.labels == (
        "Messages archivés", "Ouvert", "Catégorie\u00a0: E-mails personnels", "Culture, associations, événements",
    )  # fmt: skip
    assert own_labels(head) == ["Culture, associations, événements"]
    german = head_of(b"X-Gmail-Labels: =?UTF-8?Q?Posteingang,Wichtig,Kategorie:_=22Neuigkeiten=22,Verein?=\n\n")
    assert own_labels(german) == ["Verein"]


@pytest.mark.parametrize(
    ("headers", "path", "place"),
    [
        ("X-Gmail-Labels: Sent,Opened", "All mail.mbox", "sent"),
        ("X-Gmail-Labels: =?UTF-8?Q?Messages_envoy=C3=A9s,Important?=", "Tous.mbox", "sent"),
        ("X-Gmail-Labels: =?UTF-8?Q?Envoy=C3=A9?=", "Tous.mbox", "sent"),
        ("X-Gmail-Labels: Spam", "x.mbox", "spam"),
        ("X-Gmail-Labels: Brouillons", "x.mbox", "draft"),
        ("X-Gmail-Labels: Corbeille,Messages envoyés", "x.mbox", "trash"),
        ("X: y", "All mail Including Spam and Trash.mbox", ""),
        ("X: y", "Éléments envoyés/3.eml", "sent"),
        ("X: y", "Local Folders/Sent", "sent"),
        ("X: y", "Sent Messages.mbox/mbox", "sent"),
        ("X: y", "Maildir/.INBOX.Trash/cur/1.host:2,S", "trash"),
        ("X: y", "Maildir/cur/1.host:2,DS", "draft"),
        ("X-Mozilla-Status: 0009", "Inbox", "trash"),
        ("X-Mozilla-Status: 0001", "Inbox", ""),
        ("X-Spam-Flag: YES", "Inbox", "spam"),
    ],
)
def test_where_a_mail_lay(headers: str, path: str, place: str) -> None:
    assert place_of(head_of(headers.encode() + b"\n\n"), path) == place


def test_robots_are_told_from_people() -> None:
    robots = ("no-reply@x.be", "noreply@x.be", "do-not-reply@x.be", "ne-pas-repondre@ecole.be", "nepasrepondre@x.fr",
              "mailer-daemon@x.be", "notifications@github.com", "newsletter@x.be", "bounce+12@x.be", "p-request@x.be",
              "owner-parents@x.be", "x@bounce.x.be", "billing-noreply@x.be", "reply+abc@reply.github.com")  # fmt: skip
    people = ("jeanne.news@x.be", "replyn@x.be", "m.alert@x.be", "info@ecole.be", "contact@x.be", "bob@x.be",
              "newton@x.be", "robotte.anne@x.be", "anne@newsroom.be")  # fmt: skip
    assert [address for address in robots if not is_robot(address)] == []
    assert [address for address in people if is_robot(address)] == []


def test_what_the_docstrings_show() -> None:
    for module in (mail_charset, mail_look, mail_stream, mail_text):
        found = doctest.testmod(module)
        assert found.failed == 0, module


def test_unfinished_tags_never_meet_the_parser_that_they_slow_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("identity_audit.importers.mail_text.BeautifulSoup", slow)
    assert html_text("<a " * 20_000 + ">mot").endswith("mot")
