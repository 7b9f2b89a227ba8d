"""The two languages: every sentence is written in English in the code and looked up in `locale/fr.po`.

`N_` marks a sentence that is translated later (a reader's problem, a reason); `Words` translates, fills in
values and writes numbers and dates the way each language does. The catalogue is compiled in memory by Babel,
so there is no build step and no binary file in the project.
"""

from __future__ import annotations

import datetime
import gettext
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

import pandas as pd
from babel import dates, lists, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from identity_audit.safe_text import md_escape

LANGUAGES = ("fr", "en")
_FOLDER = Path(__file__).parent / "locale"


def N_(sentence: str) -> str:
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return sentence


class Words:
    """How do I say this in the person's language?

    Call it with a sentence (message id) and named values: `_("{n} posts", n=3)`. `md` escapes the values for
    Streamlit's markdown, so that a contact's name or a facet's name stays text; `plural` picks the form.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._catalogue: gettext.NullTranslations = gettext.NullTranslations()
        source = _FOLDER / f"{lang}.po"
        if source.exists():
            compiled = BytesIO()
            with source.open("rb") as file:
                write_mo(compiled, read_po(file, locale=lang))
            compiled.seek(0)
            self._catalogue = gettext.GNUTranslations(compiled)

    def __call__(self, sentence: str, /, **values: object) -> str:
        text = self._catalogue.gettext(sentence) if sentence else ""
        return text.format(**values) if values else text

    def md(self, sentence: str, /, **values: object) -> str:
        """The sentence with every value escaped for markdown (foreign text stays text)."""
        return self(sentence, **{name: md_escape(str(value)) for name, value in values.items()})

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The singular or plural form for n (French counts 0 as singular); `{n}` is written as a number."""
        return self._catalogue.ngettext(one, many, n).format(n=self.number(n), **values)

    def plural_md(self, one: str, many: str, n: int, /, **values: object) -> str:
        """`plural` with every value escaped for markdown."""
        return self.plural(one, many, n, **{name: md_escape(str(value)) for name, value in values.items()})

    def number(self, value: float, digits: int = 0) -> str:
        """1234.5 -> "1 234,5" in French (narrow no-break space), "1,234.5" in English."""
        return numbers.format_decimal(round(value, digits), format="#,##0." + "#" * max(digits, 1), locale=self.lang)

    def tenths(self, value: float) -> str:
        """2 -> "2.0": an average that is whole is not taken for a count."""
        return numbers.format_decimal(round(value, 1), format="#,##0.0", locale=self.lang)

    def percent(self, share: float) -> str:
        """0.123 -> "12 %" in French (narrow no-break space), "12%" in English."""
        whole = numbers.format_decimal(round(share * 100), locale=self.lang)
        return f"{whole}\u202f%" if self.lang == "fr" else f"{whole}%"

    def date(self, when: datetime.date | None) -> str:
        """22 Nov 2026 the way the language writes it; unknown dates are said to be unknown."""
        if when is None or pd.isna(when):
            return self(N_("date not known"))
        return dates.format_date(when, format="d MMM y", locale=self.lang)

    def year(self, year: int) -> str:
        """A year is no quantity: 2026, never 2,026."""
        return str(year)

    def month(self, when: datetime.date) -> str:
        return dates.format_date(when, format="MMMM y", locale=self.lang)

    def list(self, items: Iterable[str]) -> str:
        """ "a, b and c" in the language."""
        # British: like the dates, and without a comma before "and"
        return lists.format_list(list(items), locale="en_GB" if self.lang == "en" else self.lang)


@cache
def words(lang: str) -> Words:
    """The words of a language; anything but French falls back to English, the language of the message ids."""
    return Words(lang if lang in LANGUAGES else "en")
