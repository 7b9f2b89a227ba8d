"""One key for a name, however it is written."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Unicode's canonical combining classes up to here (nukta, voicing marks, virama) make another letter
_LAST_LETTER_MARK = 9


def fold(name: object) -> str | None:
    """The same name written in two ways folds to one key: no case, no accents, no punctuation, single blanks.

    Marks that make another letter in their script stay (Japanese voicing, Indic vowels).
    """
    return _folded(name) if isinstance(name, str) else None


@lru_cache(maxsize=1 << 16)
def _folded(name: str) -> str | None:
    """Pages compare the same thousands of names each time they are drawn."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
        name = "".join(c for c in name if unicodedata.combining(c) <= _LAST_LETTER_MARK)
    return " ".join("".join(c if c.isalnum() or _spells(c) else " " for c in name.casefold()).split()) or None


def _spells(character: str) -> bool:
    """Is this mark part of a letter? The variation selectors behind pictures are marks too, but spell nothing."""
    return unicodedata.category(character) in ("Mn", "Mc") and not "\ufe00" <= character <= "\ufe0f"
