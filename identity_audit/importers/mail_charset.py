"""How is this text of a mail written? Character sets as mails name them (often wrongly), encoded words, transfer
encodings. Nothing here raises: what cannot be read becomes the replacement character."""

from __future__ import annotations

import binascii
import quopri
import re

from identity_audit.importers.archive import decode

# only sets that mails use: Python knows others that turn a kilobyte into minutes of work
_CHARSET = re.compile(
    r"utf-?(?:7|8|16(?:[bl]e)?)|us-ascii|ascii|(?:iso|ibm|x-mac|mac|windows|cp|koi8|euc|shift|big|gb|hz|ks|tis)[\w-]{0,20}"
)
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]{0,2000})\?=")
_WORDS = re.compile(r"=\?[^?\s]{1,40}\?[bBqQ]\?[^?]{0,2000}\?=(?:\s*=\?[^?\s]{1,40}\?[bBqQ]\?[^?]{0,2000}\?=)*")


def in_charset(data: bytes, charset: str) -> str:
    """The text of these bytes; a set that is unknown, or does not fit, is guessed (UTF-8, else cp1252)."""
    name = charset.strip("'\" ").lower()
    # what calls itself Latin-1 or ASCII holds the quotes and dashes of Windows, or is UTF-8
    if name in ("iso-8859-1", "iso8859-1", "latin1", "us-ascii", "ascii") or not _CHARSET.fullmatch(name):
        return decode(data)
    try:
        return data.decode(name)
    except (LookupError, UnicodeError):
        return decode(data)


def decoded(value: bytes) -> str:
    """A header as text: unfolded, its encoded words resolved.

    >>> decoded(b"=?iso-8859-1?Q?R=E9union_de?= =?iso-8859-1?Q?_parents?=")
    'Réunion de parents'
    """
    text = re.sub(r"\r?\n[ \t]*", " ", decode(value)).strip()
    return _WORDS.sub(lambda run: _resolved(run.group()), text) if "=?" in text else text


def _resolved(run: str) -> str:
    """A run of encoded words: programs cut words in the middle of a character, so bytes are joined first."""
    parts: list[tuple[str, bytes]] = []
    for named, form, content in _WORD.findall(run):
        plain = content.encode("utf-8", "replace")
        data = from_base64(plain) if form in "bB" else quopri.decodestring(plain.replace(b"_", b" "), header=False)
        charset = named.partition("*")[0].lower()
        if parts and parts[-1][0] == charset:
            parts[-1] = (charset, parts[-1][1] + data)
        else:
            parts.append((charset, data))
    return "".join(in_charset(data, charset) for charset, data in parts)


def from_base64(data: bytes) -> bytes:
    """The bytes of a base64 text, also where it is cut in the middle or not padded."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", data.partition(b"=")[0])
    kept = kept[: len(kept) - (len(kept) % 4 == 1)]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def untransferred(data: bytes, encoding: str) -> bytes:
    """The bytes as they were before they travelled."""
    name = encoding.strip().lower()
    if name == "base64":
        return from_base64(data)
    return quopri.decodestring(data) if name == "quoted-printable" else data
