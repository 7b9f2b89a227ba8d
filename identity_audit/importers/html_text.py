"""The words of short texts that platforms keep in HTML: posts of Mastodon, messages of recruiters on LinkedIn.

They hold paragraphs, line breaks and links, and nothing that needs a parser. Python's own takes a minute for 60 kB of
unfinished tags, which anybody can send; these expressions pass over every text once.
"""

from __future__ import annotations

import re
from html import unescape

_LINE = re.compile(r"<(?:br|/li|/div)\b[^<>]*>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</(?:p|blockquote|ul|ol|h\d)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>|<!--[^<>]*>", re.IGNORECASE)


def plain(html: str) -> str:
    """The words of a text in HTML: paragraphs and lines stay apart, every other tag falls away.

    >>> plain("<p>Bonjour <a href='x'>@<span>anne</span></a>&nbsp;!<br>1 &lt; 2</p><p>C.</p>")
    'Bonjour @anne\\xa0!\\n1 < 2\\n\\nC.'
    """
    text = _PARAGRAPH.sub("\n\n", _LINE.sub("\n", html))
    return unescape(_TAG.sub("", text)).strip()
