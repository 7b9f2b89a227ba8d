"""What besides words says that two posts belong together: a hashtag, a board, a channel, a site, a thread, a series.

A file knows more than a text does. Posts that share such a mark are tied, the more strongly the rarer the mark is: a
thread of three posts says nearly all, a channel that holds half of the posts says next to nothing. Marks never decide
alone: they are one part of how near two posts are (`graph.neighbours`), beside what the posts mean and their words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from identity_audit.analysis.encoder import Integers
from identity_audit.analysis.labels import fold

_HASHTAG = re.compile(r"#(\w{2,60})")
_SITE = re.compile(r"(?:https?://|www\.)(?:www\.|m\.)?([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
#: addresses that say nothing of a subject: everything is on them
_EVERYWHERE = re.compile(
    r"(?:^|\.)(?:facebook|instagram|twitter|x|threads|tiktok|youtube|linkedin|pinterest|reddit|tumblr|whatsapp|bsky|google|"
    r"t|bit|ow|goo|tinyurl|buff|fb|youtu|lnkd|dlvr|is|amzn|wp)\.[a-z]{2,4}$"
)
#: where the importers join what a file says beside a post (`importers.fields.beside`)
_BESIDE = " · "
#: posts that follow each other this fast, on one network, are one series
SERIES = pd.Timedelta(minutes=10)
_PUBLISHED = ("post", "story")
#: threads of Reddit name their community first
_COMMUNITY = re.compile(r"\w+:r/[^/]+(?=/)")


def marks(posts: pd.DataFrame, audiences: pd.DataFrame) -> pd.Series:
    """The marks of each of these posts, as a list of strings per row.

    posts, audiences: rows of the tables of these names. A mark is a kind and a value: `#` hashtag, `site` of a link,
    `beside` (one of the things that the file itself says: album, place, board, title of a link), `group` (the channel,
    list or circle that the post went to), `thread`, `board` (the community of the thread), `series` (posts of one
    network that follow each other within ten minutes).
    """
    found: list[list[str]] = []
    groups = audiences.dropna(subset="group_id").groupby("post_id")["group_id"].agg(list)
    series = _series(posts)
    for post, text, context, thread, run in zip(
        posts["post_id"], posts["text"], posts["context"], posts["thread_id"], series, strict=True
    ):
        own = [*_of_text(text), *_of_text(context)]
        if isinstance(context, str):
            own += [f"beside:{fold(part)}" for part in context.split(_BESIDE) if part.strip()]
        own += [f"group:{group}" for group in groups.get(post, ())]
        # a chat is a group and a thread, and one mark
        if isinstance(thread, str) and thread and f"group:{thread}" not in own:
            own.append(f"thread:{thread}")
            community = _COMMUNITY.match(thread)
            if community:
                own.append(f"board:{community[0].lower()}")
        if run:
            own.append(run)
        found.append(list(dict.fromkeys(own)))
    return pd.Series(found, index=posts.index, dtype="object")


def _of_text(text: object) -> Iterable[str]:
    """Hashtags of a text, and the sites of its links but those where everything is."""
    if not isinstance(text, str):
        return
    for tag in _HASHTAG.findall(text):
        yield f"#:{fold(tag)}"
    for site in _SITE.findall(text):
        if not _EVERYWHERE.search(site.lower()):
            yield f"site:{site.lower()}"


def _series(posts: pd.DataFrame) -> list[str]:
    """The series of each post, in the order given; empty where it has none (no date, or said to one person)."""
    dated = posts[posts["time"].notna() & posts["kind"].isin(_PUBLISHED)].sort_values(["platform", "time"])
    apart = (dated["time"].diff() > SERIES) | (dated["platform"] != dated["platform"].shift())
    numbers = ("series:" + apart.cumsum().astype(str)).reindex(posts.index)
    return [number if isinstance(number, str) else "" for number in numbers]


def mark_vectors(marked: Iterable[Sequence[str]], unique: Integers, n_texts: int) -> Any:
    """Marks of the different texts as sparse rows, (n_texts, v), whose products say how strongly two are tied.

    marked: marks of every post · unique: (n,) number of its text, -1 without words. A mark of d texts counts 1 - log d
    / log n, so that one of a single text ties nothing and costs nothing; no row is longer than 1.
    """
    held: list[set[str]] = [set() for _ in range(n_texts)]
    for number, row in zip(unique, marked, strict=True):
        if number >= 0:
            held[number].update(row)
    counted = Counter(mark for row in held for mark in row)
    kept = {mark: column for column, mark in enumerate(sorted(m for m, n in counted.items() if n > 1))}
    cells = [(row, kept[mark]) for row, own in enumerate(held) for mark in sorted(own) if mark in kept]
    if not cells:
        return sp.csr_matrix((n_texts, 0), dtype=np.float32)
    rows, columns = np.array(cells).T
    texts_with = np.array([counted[mark] for mark in kept], dtype=float)
    weights = np.sqrt(np.maximum(1 - np.log(texts_with) / np.log(max(n_texts, 2)), 0))
    found = sp.csr_matrix((weights[columns].astype(np.float32), (rows, columns)), shape=(n_texts, len(kept)))
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    return (sp.diags_array(1 / np.maximum(lengths, 1)) @ found).astype(np.float32).tocsr()
