"""Sorting photos by hand: ten at a time, one step to undo, what is left empty waits; and the answers worked out."""

from __future__ import annotations

import html
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from identity_audit.audit import Audit
from identity_audit.corrections import MovePosts, NotMyPosts
from identity_audit.ui import work
from identity_audit.ui.session import Selection
from identity_audit.ui.work import Request
from tests.ui.conftest import START, Open, audited, go, own_texts

SILENT = 13


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (300, 200), (10, 120, 10)).save(target, "JPEG")
    return target.getvalue()


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty posts, two photos that their day places, thirteen that nothing does, and two answers to a story."""
    at = [int((START + timedelta(days=number)).timestamp()) for number in range(100)]
    posts = [
        {"media": [{"uri": f"media/posts/p{n}.mp3", "creation_timestamp": at[n], "title": text}]}
        for n, text in enumerate(own_texts())
    ]
    posts += [
        {"media": [{"uri": f"media/posts/day{n}.jpg", "creation_timestamp": at[n] + 600, "title": ""}]} for n in (3, 4)
    ]
    posts += [
        {"media": [{"uri": f"media/posts/alone{n}.jpg", "creation_timestamp": at[70 + n], "title": ""}]}
        for n in range(SILENT - 1)
    ]
    story = {"uri": "media/stories/s.mp4", "creation_timestamp": at[90], "title": ""}
    keys = {"Username": {"value": "nora.pots"}, "Name": {"value": "Nora Lindqvist"}}
    said = [
        {"sender_name": "Rita [Pauwels](x)", "timestamp_ms": (at[90] + 3600) * 1000, "content": "Oh !",
         "share": {"link": "https://instagram.com/stories/nora.pots/1"}},
        {"sender_name": "Rita [Pauwels](x)", "timestamp_ms": (at[95]) * 1000, "content": "Hm",
         "share": {"link": "https://instagram.com/stories/nora.pots/1"}},
    ]  # fmt: skip
    files = {
        "your_instagram_activity/media/posts_1.json": posts,
        "your_instagram_activity/media/stories.json": {"ig_stories": [story]},
        "personal_information/personal_information/personal_information.json": {
            "profile_user": [{"string_map_data": keys}]
        },
        "your_instagram_activity/messages/inbox/rita_1/message_1.json": {
            "participants": [{"name": "Rita [Pauwels](x)"}, {"name": "Nora Lindqvist"}], "messages": said,
        },
    }  # fmt: skip
    path = tmp_path_factory.mktemp("instagram") / "instagram-nora.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"instagram-nora/{name}", json.dumps(data).encode("latin-1", "replace"))
        for n in range(5):
            archive.writestr(f"instagram-nora/media/posts/alone{n}.jpg", picture())
    return path


@pytest.fixture(scope="session")
def photos(export: Path) -> work.Outcome:
    return audited([export], messages=True)


def audit_of(app: AppTest) -> Audit:
    found: Audit = app.session_state["audit"]
    return found


def pills(app: AppTest) -> list[str]:
    return [pill.key for pill in app.get("button_group") if str(pill.key).startswith("sort_")]


def save(app: AppTest) -> AppTest:
    return next(button for button in app.button if button.key and "sorting_save" in button.key).click().run()


def test_what_the_day_places_does_not_wait(photos: work.Outcome) -> None:
    assert photos.audit is not None
    found = photos.audit
    assert (found.placed_by.with_words, found.placed_by.by_context, found.placed_by.by_day) == (60, 0, 2)
    assert found.topics.without_words == SILENT


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_ten_at_a_time_and_one_step_for_all_of_them(open_page: Open, photos: work.Outcome, lang: str) -> None:
    app = open_page("sorting", photos, lang=lang)
    assert not app.exception
    facets = audit_of(app).facets()
    first = pills(app)
    assert len(first) == 10
    app.pills(key=first[0]).set_value(facets[0].id)
    app.pills(key=first[1]).set_value(facets[1].id)
    app.pills(key=first[2]).set_value(-1)
    app = save(app)
    assert not app.exception
    after = audit_of(app)
    of_post = after.topics.assignment.set_index("post_id")
    posts = [key.removeprefix("sort_") for key in first]
    assert of_post.loc[posts[0], "topic"] == facets[0].id and of_post.loc[posts[1], "topic"] == facets[1].id
    assert of_post.loc[posts[2], "not_me"]
    assert after.topics.without_words == SILENT - 3
    assert [type(c) for c in after.settings.corrections] == [MovePosts, MovePosts, NotMyPosts]
    # the three that were never shown come first, none of those passed over among them
    assert len(pills(app)) == 3 and not set(pills(app)) & set(first)
    app = save(app)
    assert set(first[3:]) <= set(pills(app)), "those passed over come again"
    app.button(key="sorting_undo").click().run()
    assert audit_of(app).topics.without_words == SILENT
    assert not audit_of(app).settings.corrections


def test_without_the_export_the_pictures_are_not_there_and_the_page_says_so(
    open_page: Open, photos: work.Outcome
) -> None:
    app = open_page("sorting", photos, lang="en")
    assert any("does not keep your pictures" in info.value for info in app.info)
    assert not app.get("image")


def test_with_the_export_its_pictures_are_shown(open_page: Open, photos: work.Outcome, export: Path) -> None:
    app = open_page("home", photos, lang="en")
    app.session_state["selection"] = Selection(Request((str(export),), messages=True))
    app = go(app, "sorting")
    assert not app.exception
    # of the ten newest, alone3 and alone4 are in the zip; the others, and the film, have their words
    shown = len(app.get("image"))
    assert shown == 2
    said = [text.value for text in app.markdown]
    assert sum("cannot be shown" in text for text in said) == 10 - shown - 1
    assert sum("A video" in text for text in said) == 1
    assert not any("does not keep" in info.value for info in app.info)


def test_the_facets_page_leads_to_it_only_where_photos_wait(
    open_page: Open, photos: work.Outcome, facebook_only: work.Outcome
) -> None:
    waiting = [link.proto.label for link in open_page("facets", photos, lang="en").get("page_link")]
    assert "Sort your photos" in waiting
    others = [link.proto.label for link in open_page("facets", facebook_only, lang="en").get("page_link")]
    assert "Sort your photos" not in others
    page = open_page("sorting", facebook_only, lang="en")
    assert not page.exception and any("waits to be sorted" in found.value for found in page.success)


def test_before_anything_is_read_the_page_says_what_to_do(open_page: Open) -> None:
    app = open_page("sorting", lang="en")
    assert not app.exception and not pills(app)
    assert any("nothing to show yet" in info.value for info in app.info)


def test_answers_that_were_worked_out_are_a_line_and_a_switch(open_page: Open, photos: work.Outcome) -> None:
    app = open_page("reactions", photos, lang="en")
    assert not app.exception
    assert photos.audit is not None and photos.audit.engagements.empty and len(photos.audit.proxies) == 1
    said = [html.unescape(text.value).replace("\u2060", "") for text in app.markdown]
    [line] = [text for text in said if text.startswith("Worked out")]
    assert "2 answers" in line and "people: 1" in line and "post not known: 1" in line
    assert not [frame for frame in app.dataframe if "Date of the answer" in frame.value.columns]
    app.toggle(key="show_worked_out").set_value(True).run()
    [table] = [frame.value for frame in app.dataframe if "Date of the answer" in frame.value.columns]
    assert table["Who"].tolist() == ["Rita [Pauwels](x)"] * 2
    assert table["Your post"].tolist() == ["not known", "(no words)"]


def test_where_nothing_was_worked_out_there_is_no_switch(open_page: Open, facebook_only: work.Outcome) -> None:
    app = open_page("reactions", facebook_only, lang="en")
    assert not [toggle for toggle in app.toggle if toggle.key == "show_worked_out"]
