"""Tumblr: pages of posts, and what its payload says; whole exports are in test_exports."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.dataset import Dataset
from identity_audit.errors import NothingUsable
from identity_audit.importers import read_export
from tests.importers.json_anywhere import change_one_place, values

EXPORTS = Path(__file__).parents[1] / "exports" / "tumblr"
FOOT = '<div id="footer"><span id="timestamp"> May 1st, 2023 7:44pm </span></div></body></html>'


def passed_on(blog: str) -> str:
    return f'<p><a class="tumblr_blog" href="https://{blog}.tumblr.com/post/1">{blog}</a>:</p>'


def read(folder: Path, body: str, foot: str = FOOT, me: str = "moi", tz: str | None = None) -> Dataset:
    page = folder / "blog" / "posts" / "html" / "1.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"<html><body>{body}{foot}", encoding="utf-8")
    return read_export(folder, me=me, tz=tz)


@pytest.mark.parametrize(
    ("body", "kind", "text", "shared"),
    [
        ("<h1>Titre</h1><p>un &amp; deux</p>", "post", "Titre\n\nun & deux", []),
        (passed_on("anne") + "<blockquote>leurs mots</blockquote><p>à moi</p>", "post", "à moi", ["tumblr:anne"]),
        (passed_on("anne") + "<blockquote><p>a</p><blockquote><p>b</p></blockquote><p>c</p></blockquote>", "repost",
         "a b c", ["tumblr:anne"]),
        (passed_on("anne") + "<blockquote>" + passed_on("bob") + "<blockquote>b</blockquote>a</blockquote>moi", "post",
         "moi", ["tumblr:anne"]),
        (passed_on("moi") + "<blockquote>avant</blockquote>après", "post", "avant\n\naprès", []),
        ("<blockquote>une citation de livre</blockquote>", "post", "une citation de livre", []),
        (passed_on("anne") + "</blockquote><blockquote>sans fin", "repost", "sans fin", ["tumblr:anne"]),
    ],
)  # fmt: skip
def test_the_person_s_own_words_stand_outside_of_what_was_passed_on(
    tmp_path: Path, body: str, kind: str, text: str, shared: list[str]
) -> None:
    found = read(tmp_path, body)
    assert found.posts["kind"].tolist() == [kind]
    assert found.posts["text"][0].split() == text.split()
    assert found.interactions["contact_id"].tolist() == shared


@pytest.mark.parametrize(
    ("stamp", "tz", "time"),
    [
        ("May 1st, 2023 7:44pm", None, "2023-05-01 19:44"),
        ("May 1st, 2023 7:44pm", "Europe/Paris", "2023-05-01 17:44"),
        ("March 22nd, 2023 12:05am", None, "2023-03-22 00:05"), ("June 3rd, 2023 12:30pm", None, "2023-06-03 12:30"),
        ("June 31st, 2023 1:00pm", None, None), ("Mai 1st, 2023 7:44pm", None, None), ("hier", None, None),
    ],
)  # fmt: skip
def test_the_time_at_the_foot_is_local(tmp_path: Path, stamp: str, tz: str | None, time: str | None) -> None:
    found = read(tmp_path, "x", f'<div id="footer"><span id="timestamp"> {stamp} </span></div>', tz=tz)
    when = found.posts["time"].iloc[0]
    assert (None if when is None or when != when else f"{when:%Y-%m-%d %H:%M}") == time


@pytest.mark.parametrize(
    ("body", "media"),
    [("<img src=x>", "photo"), ("<video><img></video>", "video"), ("<iframe></iframe>", "video"), ("<audio>", "audio"),
     ("<a href='https://x.org'>x</a>", "link"), (passed_on("anne") + "moi", "none"), ("mot", "none")],
)  # fmt: skip
def test_what_a_post_shows(tmp_path: Path, body: str, media: str) -> None:
    assert read(tmp_path, body).posts["media"].tolist() == [media]


def test_a_zip_in_the_zip_is_told(tmp_path: Path) -> None:
    path = tmp_path / "tumblr.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("payload-0.json", json.dumps([{"data": {"blog_names": []}}]))
        archive.writestr("posts.zip", b"PK")
    found = read_export(path)
    assert found.problems["file"].tolist() == ["posts.zip"]


def test_another_payload_is_not_tumblr_s(tmp_path: Path) -> None:
    path = tmp_path / "payload-0.json"
    path.write_text('[{"data": {"posts": []}}]')
    with pytest.raises(NothingUsable):
        read_export(path)


def test_whom_the_person_is_believed_to_care_for_stays_closed() -> None:
    found = read_export(EXPORTS / "2024_fr" / "export")
    assert not found.traces["value"].str.contains("anne-lit").any()
    received = found.interactions[found.interactions["direction"] == "received"]
    # an opened notification names somebody, never the post
    assert len(received) == 3 and received["post_id"].isna().all()


# --- any value at any place, any byte ------------------------------------------------------------------------------

VALUES = values(
    keys=["data", "blog_names", "current_blog_name", "prev_used_blog_name", "push_notification_opens", "from_blog",
          "notification_type", "user_interest_profiles", "interest", "timestamp"],
    odd=["like", "nora-dessine", "\\N"],
)  # fmt: skip


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    pages = EXPORTS / "2024_fr" / "export" / "nora-dessine" / "posts" / "html"
    (tmp_path / "posts" / "html").mkdir(parents=True)
    for page in pages.iterdir():
        (tmp_path / "posts" / "html" / page.name).write_bytes(page.read_bytes())
    file = tmp_path / "payload-0.json"
    files: dict[Path, Any] = {file: json.loads((EXPORTS / "2024_fr/export/payload-0.json").read_text("utf-8"))}

    def put(path: Path, data: Any) -> None:
        path.write_text(json.dumps(data), encoding="utf-8")

    def look(path: Path) -> None:
        schema.check(read_export(tmp_path).frames())

    put(file, files[file])
    change_one_place(files, put, look, VALUES)


PIECES = st.sampled_from(["<blockquote>", "</blockquote>", "<a class=tumblr_blog>x</a>", "<body>", '<div id="footer">',
                          '<span id="timestamp">', "May 1st, 2023 7:44pm", "<", "<a ", "é", "mot"])  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join) | PIECES.map(lambda piece: piece * 5000))
def test_any_page_is_read_or_counted(tmp_path: Path, html: str) -> None:
    found = read(tmp_path, html.encode("utf-8", "replace").decode())
    schema.check(found.frames())
    assert len(found.posts) + found.problems["n"].sum() == 1
