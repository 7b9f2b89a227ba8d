"""What did the writer of this mail say in it? The body as text, and of it only the writer's own words.

Every mail program writes the head of a quoted mail in its own language and way; the forms below are those of Gmail,
Outlook, Thunderbird, Apple Mail, Yahoo and mobile phones in French, English, German and Dutch, as met up to 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from bs4 import BeautifulSoup, Tag

from identity_audit.importers.mail_charset import in_charset, untransferred
from identity_audit.importers.mail_stream import Head, head_of

_HTML_LIMIT = 200_000
_TEXT_LIMIT = 100_000
_DEEPEST = 8
_DEEPEST_TAG = 1000
# Python's parser looks ahead from each unfinished tag to the end: 60 kB of them would take it a minute.
_MOST_UNFINISHED = 200

# --- the body ---------------------------------------------------------------------------------------------------

_BOUNDARY = re.compile(rb'boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_CHARSET = re.compile(rb'charset\s*=\s*"?([^\s;"]{1,40})', re.IGNORECASE)


def body(raw: bytes, head: Head) -> str:
    """The words of a mail: its plain text, else its HTML as text. Attachments and calendars are not looked at."""
    html = ""
    for kind, text in _texts(raw, head, 0):
        if kind == "html":
            html = html or text
        elif text.strip():
            return text[:_TEXT_LIMIT].replace("\r\n", "\n").replace("\n>From ", "\nFrom ")
    return html_text(html) if html else ""


def both(raw: bytes, head: Head) -> tuple[str, str]:
    """The plain text and the HTML of a mail, as they are; links are in one or the other."""
    found = {"plain": "", "html": ""}
    for kind, text in _texts(raw, head, 0):
        found[kind] = found[kind] or text.replace("\r\n", "\n")
    return found["plain"][:_TEXT_LIMIT], found["html"][:_HTML_LIMIT]


def _texts(raw: bytes, head: Head, depth: int) -> Iterator[tuple[str, str]]:
    content = head.raw(b"content-type")
    kind = content.partition(b";")[0].strip().lower()
    if kind.startswith(b"multipart/"):
        found = _BOUNDARY.search(content)
        if not found or depth >= _DEEPEST:
            return
        mark = b"--" + (found.group(1) or found.group(2))
        for piece in (b"\n" + raw[head.body :]).split(b"\n" + mark)[1:200]:
            if piece.startswith(b"--"):
                return
            part = piece.partition(b"\n")[2]
            yield from _texts(part, head_of(part), depth + 1)
        return
    if kind not in (b"text/plain", b"text/html", b"text", b""):
        return
    if head.raw(b"content-disposition").lower().startswith(b"attachment"):
        return
    encoding = head.raw(b"content-transfer-encoding").decode("ascii", "replace")
    data = untransferred(raw[head.body :], encoding)
    charset = _CHARSET.search(content)
    text = in_charset(data, charset.group(1).decode("ascii", "replace") if charset else "utf-8")
    yield "html" if kind == b"text/html" else "plain", text


# what mail programs put around the mail that is answered
_QUOTES = (
    "blockquote[type=cite], blockquote.gmail_quote, .gmail_quote, .gmail_attr, .gmail_signature, .moz-cite-prefix, "
    ".moz-signature, .yahoo_quoted, .protonmail_quote, .protonmail_signature_block, #Signature, #mail-editor-reference"
)
#: Outlook marks where the answered mail begins, and nothing around it
_OUTLOOK = "#divRplyFwdMsg, #appendonsend, #OLK_SRC_BODY_SECTION, #x_divRplyFwdMsg"
_CUT = "\0"
_BLOCKS = ("p", "div", "tr", "li", "table", "blockquote", "h1", "h2", "h3", "h4", "pre", "ul", "ol")


def _unfinished(html: str) -> int:
    """How many tags begin before the one before them has ended?"""
    return sum(1 for _ in re.finditer(r"<[^<>]*(?=<)", html))


def html_text(html: str) -> str:
    """HTML as the text a reader sees, without what is quoted in it."""
    if _depth(html[:_HTML_LIMIT]) > _DEEPEST_TAG or _unfinished(html[:_HTML_LIMIT]) > _MOST_UNFINISHED:
        return " ".join(unescape(re.sub(r"<[^>]{0,2000}>", " ", html[:_HTML_LIMIT])).split())
    soup = BeautifulSoup(html[:_HTML_LIMIT].replace(_CUT, ""), "html.parser")
    for gone in soup.select(f"script, style, head, title, {_QUOTES}"):
        gone.decompose()
    mark = soup.select_one(_OUTLOOK)
    if mark:
        mark.insert_before(_CUT)
    for space in soup.find_all(string=re.compile(r"\s")):
        space.replace_with(re.sub(r"[ \t\r\n]+", " ", space))
    for line in soup.find_all("br"):
        line.replace_with("\n")
    for block in soup.find_all(_BLOCKS):
        if isinstance(block, Tag):
            block.insert_before("\n")
            block.append("\n")
    text = soup.get_text().partition(_CUT)[0]
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _depth(html: str) -> int:
    """How deep are tags nested? What no program writes takes the parser minutes."""
    depth = deepest = 0
    for closes, name in re.findall(r"<(/?)([a-zA-Z]{1,20})", html):
        if name.lower() not in ("br", "img", "hr", "meta", "link", "input", "col", "wbr"):
            depth += -1 if closes else 1
            deepest = max(deepest, depth)
    return deepest


# --- own words --------------------------------------------------------------------------------------------------

# "Le lun. 3 mars 2025 à 10:12, Xavier Long <x@y> a écrit :" and its like; programs break it over up to four lines
_WROTE = re.compile(
    r"^[ \t*_]*(?:Le|On|Am|Op|El|Il|Em|Den)\b[^\n]{0,250}(?:\n(?!\n)[^\n]{0,250}){0,3}?"
    r"(?:a écrit|wrote|schrieb\b[^\n:]{0,120}|schreef\b[^\n:]{0,120}|escribió|ha scritto|escreveu)"
    r"[ \t\u00a0\u202f]?:[ \t*_]*$",
    re.MULTILINE,
)
_X_WROTE = re.compile(
    r"^[^\n>]{1,120}(?:a écrit|wrote|schrieb|schreef)[ \t\u00a0\u202f]?:[ \t]*\n(?:[ \t]*\n){0,2}(?=>)", re.MULTILINE
)
# from here on, nothing is the writer's
_REST = re.compile(
    r"^[ \t>*]*(?:"
    r"-{2,}[ \t]?(?:Message d['’]origine|Original Message|Message original|Mail original|E-mail d['’]origine"
    r"|Message transféré|Forwarded message|Message réexpédié|Ursprüngliche Nachricht|Original-Nachricht"
    r"|Weitergeleitete Nachricht|Oorspronkelijk bericht|Doorgestuurd bericht|Mensaje original)\b[^\n]{0,80}"
    r"|(?:Début du message (?:réexpédié|transféré)|Begin forwarded message|Anfang der weitergeleiteten Nachricht)"
    r"[ \t\u00a0\u202f]?:"
    r"|(?:De|From|Von|Van|Expéditeur)[ \t\u00a0\u202f*]{0,3}:[^\n]{1,300}\n(?:[^\n]{0,300}\n){0,3}?"
    r"[ \t>*]*(?:Envoyé|Date|Sent|Gesendet|Datum|Verzonden|À|To|An|Aan|Objet|Subject|Betreff)[ \t\u00a0\u202f*]{0,3}:"
    r"|_{20,}[ \t]*\n[ \t>*]*(?:De|From|Von|Van)[ \t\u00a0\u202f*]{0,3}:"
    r"|_{20,}[ \t]*\n[^\n]{0,120}(?:mailing list|liste de diffusion|Mailingliste)"
    r"|You received this message because you are subscribed|Vous recevez ce message,? car vous êtes abonné"
    r")",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^(?:--[ \t]?$"
    r"|[ \t]*(?:Envoyé (?:de|depuis|à partir de) (?:mon|ma|Outlook|Yahoo|Mail|l['’]app)|Envoyé avec "
    r"|Sent from (?:my|Outlook|Yahoo|Mail|the)\b|Sent with |Von meinem|Gesendet (?:von|mit) |Verzonden vanaf"
    r"|Télécharger Outlook|Obtenez Outlook|Get Outlook for"
    r"|Provenance[ \t\u00a0\u202f]: Courrier)[^\n]{0,120}$)",
    re.MULTILINE | re.IGNORECASE,
)
# a closing on a line of its own, then at most a dozen short lines: a signature that no mark announces
_CLOSING = re.compile(
    r"^[ \t]*(?:(?:bien )?cordialement|(?:très |bien )?(?:amicalement|cordialement)|bien à (?:vous|toi|tous)|cdlt|"
    r"(?:mes |nos )?(?:meilleures|sincères) salutations|salutations(?: distinguées)?|sincèrement|"
    r"(?:kind|best|warm|many)(?: regards| wishes| thanks)|regards|sincerely|yours(?: sincerely| faithfully)?|cheers|"
    r"(?:mit )?(?:freundliche[nr]?|viele|beste|liebe) grü(?:ß|ss)en?|mfg|met vriendelijke groet(?:en)?)"
    r"[ \t]*[,.!]?[ \t]*\n(?=(?:[^\n]{0,90}(?:\n|\Z)){0,12}\Z)",
    re.MULTILINE | re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^\s*(?:(?:re|fwd?|tr|réf?|rép|aw|wg|antw?|doorst|sv|vs|rv|enc|i|r)[ \t]?(?:\[\d+\]|\(\d+\))?"
    r"[ \t\u00a0\u202f]?:\s*|\[[^\[\]]{1,60}\]\s*)+",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """What the writer added: no quoted lines, no forwarded mail, no signature.

    Answers between the quoted lines stay. A quote without marks is everything after its head.

    >>> own_words("Oui, je viens.\\n\\nLe lun. 3 mars 2025 à 10:12, Xavier <x@y.be>\\na écrit :\\n> Tu viens ?\\n")
    'Oui, je viens.'
    """
    text = text[:_TEXT_LIMIT].replace("\r\n", "\n")
    cut = _REST.search(text)
    text = text[: cut.start()] if cut else text
    wrote = _WROTE.search(text)
    if wrote and not re.match(r"\s*>", text[wrote.end() :]):
        text = text[: wrote.start()]
    text = _X_WROTE.sub("", _WROTE.sub("", text))
    text = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    cut = _SIGNATURE.search(text)
    text = text[: cut.start()] if cut else text
    text = text.strip()
    cut = _CLOSING.search(text + "\n")
    text = text[: cut.start()] if cut else text
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def subject_words(subject: str) -> str:
    """The subject without "Re:", "TR :", "[list]".

    >>> subject_words("RE: TR : [parents-3b] Réunion de jeudi")
    'Réunion de jeudi'
    """
    return _PREFIX.sub("", subject[:1000], count=1).strip()
