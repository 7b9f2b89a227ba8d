"""Foreign text stays text: cleaned, and harmless in markdown, charts and spreadsheets."""

from __future__ import annotations

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from identity_audit.safe_text import clean, csv_cell, md_escape, plotly_escape, shown

anything = st.text(alphabet=st.characters())  # with halves of characters, which Python allows and nobody else
nasty = st.text(alphabet=st.sampled_from("a1 :@/.w-<>[](){}!*_`#$%&=+~^|\\\"'\n\r\t\u200d\u200c\u202e\ud83d👩ن्க\u0d4d"))
texts = st.one_of(anything, nasty)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("déjà vu, 1 234 € 💪", "déjà vu, 1 234 € 💪"),
        ("one\r\ntwo\tthree\n", "one\ntwo\tthree\n"),
        ("a\x00b\x07c\x85d\x7fe", "a\ufffdb\ufffdc\ufffdd\ufffde"),
        ("half \ud83d", "half \ufffd"),
        ("\u202eevil\u202c \u2066x\u2069", "\ufffdevil\ufffd \ufffdx\ufffd"),
        ("zero\u200bwidth\ufeff\u2060\u200e\u200f", "zero\ufffdwidth\ufffd\ufffd\ufffd\ufffd"),
        ("👨\u200d👩\u200d👧 👩🏽\u200d🚒 ❤\ufe0f\u200d🔥", "👨\u200d👩\u200d👧 👩🏽\u200d🚒 ❤\ufe0f\u200d🔥"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ක්\u200dර ന്\u200d", "ක්\u200dර ന്\u200d"),
        ("pay\u200dpal pay\u200cpal", "pay\ufffdpal pay\ufffdpal"),
        ("👩\u200d", "👩\ufffd"),
    ],
)
def test_clean_keeps_writing_and_replaces_what_hides(raw: str, expected: str) -> None:
    assert clean(raw) == expected


def test_untouched_text_is_the_same_object() -> None:
    text = "a sentence like nearly all others"
    assert clean(text) is text


def test_clean_and_shown_limit_the_length() -> None:
    assert len(clean("x" * 200_000)) == 100_000
    assert shown("x" * 2000) == "x" * 2000
    assert shown("x" * 2001) == "x" * 1999 + "…"
    assert shown("👩\u200d👩" + "x" * 9, 3) == "👩…"


@given(texts)
def test_clean_is_idempotent_and_encodable(raw: str) -> None:
    once = clean(raw)
    assert clean(once) == once
    once.encode("utf-8")
    hidden = [c for c in once if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert not hidden
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\u2060\ufeff]", once)


@given(texts)
@example("    four blanks")
@example("![x](http://evil.example/a.png) [l](javascript:alert(1)) <img src=x> $x$ :material/home: :red[x]")
@example("www.evil.example a@evil.example https://evil.example a -> b -- c <- d >= e")
@example("# title\n- item\n1. item\n> quote\n***")
def test_md_escape_renders_as_one_line_of_the_same_text(raw: str) -> None:
    parser = pytest.importorskip("markdown_it", reason="markdown-it-py is in requirements-dev.txt").MarkdownIt(
        "commonmark"
    )
    tokens = parser.parse(md_escape(raw))
    expected = re.sub(r"[^\S\u00a0\u202f]+", " ", clean(raw)).strip()
    if not expected:
        assert tokens == []
        return
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children).replace("\u2060", "") == expected


@given(texts)
def test_md_escape_leaves_nothing_for_what_is_recognised_later(raw: str) -> None:
    from html import unescape

    decoded = unescape(md_escape(raw))
    assert not re.search(
        r":(?!\u2060)|@(?!\u2060)|www\.|(?:^|\s)(?:<->|->|<-|--|>=|<=|~=)(?:\s|$)", decoded, re.IGNORECASE
    )


@given(texts)
@example('<span style="background:url(http://evil.example)">%{customdata[0]}</span> $x$')
def test_plotly_escape_leaves_no_tag_template_or_formula(raw: str) -> None:
    escaped = plotly_escape(raw)
    assert not re.search(r"[<>$\n]|%\{", escaped)
    assert not re.search(r"&(?!amp;|lt;|gt;|#36;|#123;)", escaped)


FORMULA = re.compile(r"[\s\x00-\x20\u00a0\u200b-\u200f\ufeff\"']*[=+\-@|%＝＋－＠]")


@pytest.mark.parametrize(
    "raw", ["=1+1", " =1", "\t1", "\r=1", "\x00=1", "+1", "-1", "@x", "|x", "%x", "＝1", '"=1', "\u200b=1"]
)
def test_csv_cell_disarms_formulas(raw: str) -> None:
    assert csv_cell(raw) == "'" + raw


@pytest.mark.parametrize("raw", ["", "hello", "1 + 1 = 2", "a@b", "«=»"])
def test_csv_cell_leaves_text_alone(raw: str) -> None:
    assert csv_cell(raw) == raw


@given(texts.map(clean))
def test_no_cell_starts_a_formula_after_a_round_trip(text: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow([csv_cell(text), "next"])
    file.seek(0)
    (row,) = csv.reader(file)
    assert row[1] == "next"
    assert row[0].startswith("'") or not FORMULA.match(row[0])
    assert row[0] in (text, "'" + text)
