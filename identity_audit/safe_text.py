"""Text written by other people, made harmless for the place where it is shown.

`clean` runs once, when a file is read; the other functions belong to one place each: markdown, a chart, a cell
of a spreadsheet. Nothing here knows anything else of the program.
"""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

# Pictures, then what may follow one before a joiner: skin tones are pictures here, the variation selector, the
# keycap and the end of a flag's tags are not.
_PICTURE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_AFTER_PICTURE = "\ufe0f\u20e3\U000e007f"
# Scripts in which the (non-)joiner is spelling: Arabic and its kin, the Indic family, Myanmar, Khmer, Mongolian.
_JOINED = (
    "\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u0710-\u074a\u0750-\u077f\u07ca-\u07f5\u0840-\u085b"
    "\u0860-\u086a\u0870-\u08ff\u0900-\u0963\u0971-\u0dff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1800-\u18af"
    "\ufb50-\ufdff\ufe70-\ufefc"
)
# A vowel killer followed by a joiner may end a word (Malayalam, Sinhala, Bengali).
_VOWEL_KILLER = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"

_NEVER_SHOWN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, without newline and tab
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"  # direction and zero width
    "\ud800-\udfff"  # halves of a character: databases and the network refuse them
)
_SUSPECT = re.compile(f"[{_NEVER_SHOWN}\u200c\u200d]")
_HIDDEN = re.compile(
    f"(?<=[{_PICTURE}{_AFTER_PICTURE}])\u200d(?=[{_PICTURE}])"
    f"|(?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])"
    f"|(?<=[{_VOWEL_KILLER}])[\u200c\u200d]"
    f"|(?P<replaced>[{_NEVER_SHOWN}\u200c\u200d])"
)

_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~$:&@/=^\"']")
# Links, icons, shortcodes and typographic arrows are recognised after entities are decoded: entities alone do
# not stop them, an invisible word joiner between the characters does.
_RECOGNISED_LATER = re.compile(r"[:@]|(?<=www)(?=\.)|[-<>=~](?=[-<>=~])", re.IGNORECASE)

_PLOTLY = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "\n": " ", "\t": " "})

_FORMULA = re.compile(
    "[\t\r\n\x00]"  # read as the start of another cell
    "|[\\s\x00-\x20\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\"'`]*[=+\\-@|%\uff1d\uff0b\uff0d\uff20]"
)


def clean(s: str, limit: int = 100_000) -> str:
    """What of this text can be stored and shown as it is? The rest becomes the replacement character.

    Idempotent, and always encodable as UTF-8. Millions of cells pass here, nearly all of them untouched: one
    search decides.
    """
    if len(s) > limit:
        s = s[:limit]
    if _SUSPECT.search(s) is None:
        return s
    return _HIDDEN.sub(lambda found: REPLACEMENT if found["replaced"] else found.group(), s.replace("\r\n", "\n"))


def is_clean(s: str) -> bool:
    """Would `clean` leave this text as it is, but for its length?"""
    return _SUSPECT.search(s) is None


def shown(s: str, limit: int = 2000) -> str:
    """How much of a long text goes on a page? Up to `limit` characters, the last one an ellipsis."""
    if len(s) <= limit:
        return s
    return s[: limit - 1].rstrip("\u200c\u200d \n\t") + "…"


def md_escape(s: str) -> str:
    """The text as one line of Streamlit markdown that renders as itself: no link, picture, icon or format."""
    line = _BLANKS.sub(" ", clean(s)).strip()
    kept_apart = _RECOGNISED_LATER.sub(lambda found: found.group() + "\u2060", line)
    return _MARKDOWN.sub(lambda found: f"&#{ord(found.group())};", kept_apart)


def plotly_escape(s: str) -> str:
    """The text as plotly shows it: no tag, no address, no template, no formula."""
    return clean(s).translate(_PLOTLY).replace("%{", "%&#123;")


def csv_cell(s: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula (write it with csv.QUOTE_ALL)."""
    return "'" + s if _FORMULA.match(s) else s
