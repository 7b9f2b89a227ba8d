"""Every page, empty and full, in both languages; what the person decides binds and can be undone."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from babel.messages.pofile import read_po
from streamlit.testing.v1 import AppTest

from identity_audit import spread_findings
from identity_audit.charts import style
from identity_audit.dataset import Unowned
from identity_audit.findings import AIMS, PLATFORM_NAMES
from identity_audit.safe_text import md_escape
from identity_audit.server import arrivals
from identity_audit.ui import uploads, work
from identity_audit.ui.menu import PAGES
from identity_audit.words import words
from tests.conftest import ROOT
from tests.ui.conftest import (
    CHARTS,
    PROMISE,
    Open,
    audited,
    finish_job,
    go,
    own_texts,
    write_chat,
    write_facebook,
    write_slack,
)

LANGUAGES = ("fr", "en")
TITLES = {
    "home": PROMISE,
    **{name: title for name, (title, _icon) in PAGES.items() if name != "home"},
}


def plain(text: str) -> str:
    """A text as a person sees it: our escapes for markdown undone."""
    return html.unescape(text).replace("\u2060", "")


def strings(message: Any) -> Iterator[str]:
    """Every string of a protobuf message, at any depth."""
    for field, value in message.ListFields():
        if field.message_type is not None and hasattr(value, "ListFields"):
            yield from strings(value)
        elif isinstance(value, str):
            yield value
        elif hasattr(value, "__iter__") and not isinstance(value, bytes):
            for item in value:
                if isinstance(item, str):
                    yield item
                elif hasattr(item, "ListFields"):
                    yield from strings(item)


def shown(app: AppTest) -> list[str]:
    """Every text on the page and in the menu: labels, sentences, options, tables, pictures, alternatives."""
    found: list[str] = []
    for block in (app.main, app.sidebar):
        for node in block:
            if node.type == "arrow_data_frame":
                table = node.value
                found += [str(head) for head in table.columns]
                found += [cell for column in table for cell in table[column] if isinstance(cell, str)]
            elif node.proto is not None:
                found += strings(node.proto)
    for chart in charts(app):
        found += values(json.loads(chart.proto.spec))
    return [plain(text).strip() for text in found if text.strip()]


def values(figure: Any) -> Iterator[str]:
    """Every text of a picture; its keys are plotly's own words."""
    if isinstance(figure, str):
        yield figure
    elif isinstance(figure, dict | list):
        items = [value for key, value in figure.items() if key != "symbol"] if isinstance(figure, dict) else figure
        for value in items:
            yield from values(value)


def charts(app: AppTest) -> list[Any]:
    return list(app.get("plotly_chart"))


def tables(app: AppTest) -> list[pd.DataFrame]:
    return [table.value for table in app.dataframe]


@cache
def english() -> tuple[frozenset[str], re.Pattern[str]]:
    """What must not stand on a French page: whole sentences, and long sentences anywhere in a text."""
    with (ROOT / "identity_audit" / "locale" / "fr.po").open("rb") as file:
        catalogue = read_po(file, locale="fr")
    pairs: list[tuple[str, str]] = []
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        pairs += [(source, form) for source in ids for form in forms]
    differ = {source for source, _form in pairs if source} - {form for _source, form in pairs}

    def pattern(sentence: str) -> str:
        return "".join(".+" if part.startswith("{") else re.escape(part) for part in re.split(r"({\w+})", sentence))

    long = [pattern(sentence) for sentence in differ if len(re.sub(r"{\w+}", "", sentence)) > 25]
    whole = frozenset(sentence for sentence in differ if "{" not in sentence)
    return whole, re.compile("|".join(long), re.DOTALL)


def english_texts(app: AppTest) -> list[str]:
    whole, anywhere = english()
    return [text for text in shown(app) if text in whole or anywhere.search(text)]


def test_the_search_for_english_sees_whole_and_filled_sentences(open_page: Open) -> None:
    found = english_texts(open_page(lang="en"))
    assert "See an example" in found
    app = open_page("data", lang="en")
    assert "Read these files" in english_texts(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_an_empty_page_stands_and_says_how_to_go_on(open_page: Open, page: str, lang: str) -> None:
    app = open_page(page, lang=lang)
    assert not app.exception
    assert [plain(title.value) for title in app.title] == [words(lang)(TITLES[page])]
    # only a card to try the wall with needs no data
    assert len(charts(app)) == (page == "room")
    assert app.button
    if lang == "fr":
        assert english_texts(app) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_full_page_shows_its_findings(open_page: Open, camille: work.Outcome, page: str, lang: str) -> None:
    app = open_page(page, camille, lang=lang, sample="camille")
    assert not app.exception
    assert [plain(title.value) for title in app.title] == [words(lang)(TITLES[page])]
    wanted = CHARTS.get(page, 0)
    assert len(charts(app)) == wanted
    for chart in charts(app):
        spec = json.loads(chart.proto.spec)
        assert spec["data"]
        assert len(chart.proto.alt) > 40
        assert ".." not in chart.proto.alt
    # each chart has its table; the card to try the wall with says nothing
    assert len(tables(app)) >= wanted - (page == "room")
    assert all(len(table) for table in tables(app))
    assert words(lang)("Invented example: Camille and her contacts do not exist.") in [
        plain(note.value) for note in app.info
    ]
    if lang == "fr":
        assert english_texts(app) == []


def test_the_banner_is_for_the_example_only(open_page: Open, camille: work.Outcome) -> None:
    assert not any("Camille" in note.value for note in open_page("data", camille).info)


def test_four_lines_say_what_the_files_can_tell(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("data", camille)
    lines = [plain(text.value) for text in app.markdown]
    posts = camille.audit.posts  # type: ignore[union-attr]
    assert [line[0] for line in lines[:4]] == ["●", "●", "◐", "◐"]
    assert f"{len(camille.dataset.contacts)}" in lines[0]
    assert all(words("fr").number(len(posts)) in line for line in lines[1:4])


def test_problems_are_sentences_with_counts(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("data", camille, lang="en")
    problems = camille.dataset.problems
    said = {plain(text.value) for text in app.markdown}
    assert len(problems) > 2
    for platform, what in problems[["platform", "what"]].drop_duplicates().itertuples(index=False):
        n = problems.loc[(problems["platform"] == platform) & (problems["what"] == what), "n"].sum()
        assert f"- {PLATFORM_NAMES[platform]}: {what} ({words('en').number(int(n))})" in said
    [files] = [table for table in tables(app) if "What we did" in table.columns]
    assert files["How many"].sum() == camille.dataset.files["n"].sum()


# --- closed pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["reactions", "surprises", "profiles", "plan"])
def test_without_named_reactions_a_page_names_its_doors_and_no_number(
    open_page: Open, facebook_only: work.Outcome, page: str, lang: str
) -> None:
    assert facebook_only.audit is not None
    assert facebook_only.audit.verdict == "no_received"
    app = open_page(page, facebook_only, lang=lang)
    assert not app.exception
    said = [plain(element.value) for kind in (app.warning, app.markdown) for element in kind]
    assert words(lang)("**What would open this page**") in said
    assert any((button.key or "").startswith("door_") for button in app.button)
    assert not re.search(r"\d", " ".join(said))
    assert app.button(key="go_paste").proto.type == "primary"
    assert not charts(app)
    assert not app.dataframe
    if lang == "fr":
        assert english_texts(app) == []


def test_facets_and_actions_need_no_reaction(open_page: Open, facebook_only: work.Outcome) -> None:
    for page in ("facets", "gestures"):
        app = open_page(page, facebook_only)
        assert not app.exception
        assert charts(app)


# --- facets --------------------------------------------------------------------------------------------------------


def sizes(app: AppTest) -> pd.DataFrame:
    """The table under the picture of the facets."""
    [table] = [table for table in tables(app) if "Posts" in table.columns]
    return table.reset_index(drop=True)


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def test_a_facet_is_renamed_undone_and_redone(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("facets", camille, lang="en")
    before = sizes(app)
    app.text_input(key="name_0").set_value("  The   classroom ").run()
    assert not app.exception
    assert sizes(app)["Facet"][0] == "The classroom"
    assert app.text_input(key="name_0").value == "The classroom"
    assert "The classroom" in app.subheader[0].value
    numbers = ["Posts", "Share of posts", "Of these, unsure"]
    pd.testing.assert_frame_equal(sizes(app)[numbers], before[numbers])

    press(app, "facets_undo")
    pd.testing.assert_frame_equal(sizes(app), before)
    assert app.text_input(key="name_0").value == before["Facet"][0]
    press(app, "facets_redo")
    assert sizes(app)["Facet"][0] == app.text_input(key="name_0").value == "The classroom"
    # the name goes to the other pages
    assert "The classroom" in go(app, "reactions").selectbox[1].options


@pytest.mark.parametrize("name", ["", "   ", "\u200b", None])
def test_no_name_changes_nothing(open_page: Open, camille: work.Outcome, name: str | None) -> None:
    app = open_page("facets", camille, lang="en")
    before = sizes(app)
    app.text_input(key="name_0").set_value(f" {before['Facet'][0]} " if name is None else name).run()
    assert not app.exception
    if name == "\u200b":  # it can be seen nowhere, so it is shown as what it is
        assert sizes(app)["Facet"][0] == "\ufffd"
    else:
        pd.testing.assert_frame_equal(sizes(app), before)
        assert app.text_input(key="name_0").value == before["Facet"][0]
        assert app.button(key="facets_undo").disabled


def test_two_facets_may_have_one_name(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("facets", camille, lang="en")
    app.text_input(key="name_0").set_value("Me").run()
    app.text_input(key="name_1").set_value("Me").run()
    assert list(sizes(app)["Facet"][:2]) == ["Me", "Me"]
    bars = json.loads(charts(app)[0].proto.spec)["data"][0]
    assert len(set(bars["y"])) == len(sizes(app))
    for page in ("gestures", "reactions", "profiles"):
        assert not go(app, page).exception


def test_the_number_of_facets_changes_and_comes_back(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("facets", camille, lang="en")
    before = sizes(app)
    app.text_input(key="name_0").set_value("The classroom").run()
    assert app.slider(key="number").value == len(before)
    for number in (2, 8):
        app.slider(key="number").set_value(number).run()
        assert not app.exception
        assert len(sizes(app)) == app.slider(key="number").value == number
        assert sizes(app)["Posts"].sum() == before["Posts"].sum()
    press(app, "facets_suggested")
    pd.testing.assert_frame_equal(sizes(app), before)
    assert "facets_suggested" not in [button.key for button in app.button]
    for _undone in range(4):
        press(app, "facets_undo")
    pd.testing.assert_frame_equal(sizes(app), before)
    assert app.button(key="facets_undo").disabled
    assert app.slider(key="number").value == len(before)


def test_the_share_of_each_facet_is_of_the_posts_with_words(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("facets", camille, lang="en")
    topics = camille.audit.topics  # type: ignore[union-attr]
    total = topics.n_posts - topics.without_words
    assert sizes(app)["Posts"].sum() == total
    assert list(sizes(app)["Share of posts"]) == [f"{round(100 * n / total)}%" for n in sizes(app)["Posts"]]


# --- language and aim ----------------------------------------------------------------------------------------------


def test_the_language_changes_and_the_work_stays(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("facets", camille, sample="camille")
    app.text_input(key="name_0").set_value("Mon école").run()
    press(go(app, "aim"), "aim_protect")
    audit = app.session_state["audit"]
    app.segmented_control(key="language_choice").set_value("en").run()
    assert not app.exception
    assert [title.value for title in app.title] == ["My aim"]
    assert app.query_params["lang"] in ("en", ["en"])
    assert app.session_state["audit"] is audit
    assert app.button(key="aim_protect").disabled
    go(app, "facets")
    assert app.text_input(key="name_0").value == "Mon école"
    press(app, "facets_undo")
    assert app.text_input(key="name_0").value != "Mon école"


def test_the_aim_changes_the_advice_and_no_number(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("profiles", camille, lang="en")
    pictures = [chart.proto.spec for chart in charts(app)]
    numbers = tables(app)
    assert not [note for note in app.info if "You want" in note.value]
    for aim in AIMS:
        press(go(app, "aim"), f"aim_{aim.id}")
        go(app, "profiles")
        assert [plain(note.value) for note in app.info] == [aim.advice]
        assert [chart.proto.spec for chart in charts(app)] == pictures
        for now, before in zip(tables(app), numbers, strict=True):
            pd.testing.assert_frame_equal(now, before)
    press(go(app, "aim"), "aim_forget")
    assert not go(app, "profiles").info


def test_one_circle_can_matter_most(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("aim", camille, lang="en")
    box = app.selectbox(key="aim_circle")
    box.set_value(box.options[2]) if isinstance(box.options[2], str) else box.select_index(2)
    app.run()
    dossier = app.session_state["dossier"]
    circle = dossier.choice("aimed_circle")
    assert circle in {circle.id for circle in camille.audit.circles()}  # type: ignore[union-attr]
    press(app, "aim_read")
    assert dossier.choice("aimed_circle") == circle
    name = next(c.name for c in camille.audit.circles() if c.id == circle)  # type: ignore[union-attr]
    go(app, "profiles")
    assert any(name in plain(note.value) for note in app.info[1:])


# --- who reacts to what --------------------------------------------------------------------------------------------


def cell_of(outcome: work.Outcome, circle: str | None, topic: int) -> pd.DataFrame:
    """The reactions of a circle (None = everybody) on the posts of a facet, found in the plainest way."""
    audit = outcome.audit
    assert audit is not None
    acts = outcome.dataset.interactions
    acts = acts[(acts["direction"] == "received") & (acts["evidence"] == "observed") & acts["post_id"].notna()]
    acts = acts[acts["kind"].isin({"reaction", "comment", "reply", "share", "mention", "tag", "wall_post"})]
    facet = dict(zip(audit.topics.assignment["post_id"], audit.topics.assignment["topic"], strict=True))
    posts = {post.post_id: post for post in outcome.dataset.posts.itertuples() if post.kind != "repost"}
    inside = None
    if circle is not None:
        belongs = outcome.dataset.memberships
        inside = set(belongs.loc[belongs["group_id"] == circle, "contact_id"])
    names = dict(zip(outcome.dataset.contacts["contact_id"], outcome.dataset.contacts["name"], strict=True))
    found = {
        (who, post) for who, post in zip(acts["contact_id"], acts["post_id"], strict=True)
        if post in posts and not pd.isna(facet.get(post, pd.NA)) and facet[post] == topic
        and (inside is None or who in inside)
    }  # fmt: skip
    rows = [(names[who], posts[post].text) for who, post in found]
    return pd.DataFrame(sorted(rows), columns=["Who", "Your post"])


def test_the_moments_of_a_cell_are_its_reactions(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("reactions", camille, lang="en")
    audit = camille.audit
    assert audit is not None
    by_name = {circle.name: circle.id for circle in audit.circles()}
    for row in (0, 2, 4):
        for column in (0, 3):
            circle = app.selectbox(key="cell_circle_0")
            circle.set_value(circle.options[row]) if row else circle.select_index(0)
            facet = app.selectbox(key="cell_facet_0")
            facet.select_index(column)
            app.run()
            chosen = app.selectbox(key="cell_circle_0").options[row]
            expected = cell_of(camille, by_name[chosen] if row else None, audit.facets()[column].id)
            table = tables(app)[-1]
            told = sorted(zip(table["Who"], table["Your post"], strict=True))
            assert [who for who, _text in told] == list(expected["Who"])
            assert all(
                text[:100].rstrip("…") in original
                for (_who, text), original in zip(told, expected["Your post"], strict=True)
            )


def test_a_click_on_a_cell_opens_it_and_outlives_fewer_circles(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("reactions", camille, lang="en")
    rows = len(app.selectbox(key="cell_circle_0").options)
    app.session_state["heatmap"] = {"selection": {"points": [{"customdata": [rows - 1, 1, ""]}]}}
    app.run()
    assert not app.exception
    assert app.selectbox(key=f"cell_circle_{rows - 1}").value is not None
    app.multiselect(key="circles").set_value(app.multiselect(key="circles").value[:1])
    app.session_state["heatmap"] = {"selection": {"points": [{"customdata": [rows - 1, 1, ""]}]}}
    app.run()
    assert not app.exception
    assert tables(app)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_how_widely_people_react_stands_behind_go_further(open_page: Open, camille: work.Outcome, lang: str) -> None:
    app = open_page("reactions", camille, lang=lang)
    assert camille.audit is not None
    told = spread_findings.spread_sentences(camille.audit, words(lang))
    assert len(told) == 5
    [further] = [fold for fold in app.expander if fold.label == words(lang)("Go further: how widely people react")]
    shown = [line.value for line in further.markdown]
    assert shown[1:] == [f"- {md_escape(line)}" for line in told]
    # numbers of people, and nobody's name
    names = {name for name in camille.audit.dataset.contacts["name"].dropna() if len(name) > 3}
    assert not [name for name in names if any(name in line for line in told)]


def test_every_cell_of_the_picture_is_in_the_table(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("reactions", camille, lang="en")
    columns = json.loads(charts(app)[0].proto.spec)["data"]
    drawn = [
        text.replace("<br>", " ") for row in zip(*(column["text"] for column in columns), strict=True) for text in row
    ]
    [table] = [table for table in tables(app) if "People who could see" in table.columns]
    said = list(zip(table["People who reacted"], table["People who could see"], strict=True))
    # what is not known is hatched: no number stands there; a dash where nobody could see such a post
    wanted = {"not known": "", "0": "–"}
    assert drawn == [wanted.get(str(of), f"{n} / {of}") for n, of in said]
    # one of one is no more than 26 of 31: what few people could see stays pale
    shades = [shade for row in zip(*(column["marker"]["color"] for column in columns), strict=True) for shade in row]
    few = [place for place, (_n, of) in enumerate(said) if str(of) in "01234"]
    full = [place for place in few if said[place][0] == said[place][1] and str(said[place][1]) != "0"]
    assert full
    assert {shades[place] for place in few} == {style.shade(0.0)}
    shares = {p: int(n) / int(of) for p, (n, of) in enumerate(said) if str(of).isdigit() and int(of) > 4}
    most = max(shares.values())
    assert {place: shades[place] for place in shares} == {p: style.shade(n / most) for p, n in shares.items()}


def test_one_profile_or_several_counts_a_hundred(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("profiles", camille, lang="en")
    replay = camille.audit.replays["per_facet"]  # type: ignore[union-attr]
    assert replay is not None
    hundred, facets = tables(app)[:2]
    assert hundred["Of 100 people"].sum() == 100
    assert hundred["People"].sum() == replay.people
    assert facets["Reactions, one profile"].sum() == replay.engagements
    assert facets["Would have been missed"].sum() == round(replay.blocked * replay.engagements)


# --- files ---------------------------------------------------------------------------------------------------------


def read(app: AppTest, *paths: Path) -> AppTest:
    """Read files by their place; the page that comes next."""
    app.text_area(key="places").set_value("\n".join(map(str, paths))).run()
    press(app, "read")
    return finish_job(app)


def analyse(app: AppTest) -> AppTest:
    """What was read is right: save and analyse it."""
    press(go(app, "verify"), "verify_analyse")
    return finish_job(app)


def test_a_chat_asks_who_i_am(open_page: Open, tmp_path: Path) -> None:
    chat = write_chat(tmp_path / "Discussion WhatsApp avec Chœur.txt")
    app = read(open_page("data", lang="fr"), chat)
    assert not app.exception
    assert [plain(title.value) for title in app.title] == [words("fr")("My data")]
    assert english_texts(app) == []
    box = app.selectbox(key="me_0")
    assert list(box.options) == ["Anton Dewael", "Nora Lindqvist", "Rita Pauwels"]
    box.set_value("Nora Lindqvist").run()
    press(app, "me_go_0")
    finish_job(app)
    analyse(app)
    assert not app.exception
    assert app.session_state["audit"] is not None
    assert not app.session_state["dataset"].unowned
    assert set(app.session_state["dataset"].contacts["name"]) == {"Anton Dewael", "Rita Pauwels"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["facets", "circles", "gestures", "reactions", "profiles"])
def test_a_workspace_without_owner_gives_no_finding(open_page: Open, tmp_path: Path, page: str, lang: str) -> None:
    outcome = audited([write_slack(tmp_path / "slack.zip")])
    assert outcome.audit is None
    app = open_page(page, outcome, lang=lang)
    assert not app.exception
    assert not charts(app)
    said = " ".join(plain(text.value) for text in app.markdown)
    assert "15" in said
    assert "Slack" in said
    assert "--me" not in said
    if lang == "fr":
        assert english_texts(app) == []


def test_a_workspace_asks_who_i_am_and_then_shows_facets(open_page: Open, tmp_path: Path, home: Path) -> None:
    app = read(open_page("data", lang="en"), write_slack(tmp_path / "slack.zip"))
    assert any("this file holds 15 people" in plain(text.value) for text in app.markdown)
    # nothing of a whole community is analysed or saved before the person says who they are
    assert "go_verify" not in [button.key for button in app.button]
    press(go(app, "verify"), "verify_analyse")
    assert len(app.error) == 1
    # nothing is saved before the person looked: only the place for files is there
    assert [path.name for path in home.iterdir()] == ["inbox"] and not list((home / "inbox").iterdir())
    go(app, "data")
    app.selectbox(key="me_0").set_value("Nora Lindqvist").run()
    press(app, "me_go_0")
    finish_job(app)
    assert [plain(title.value) for title in app.title] == ["Check and remove"]
    analyse(app)
    assert not app.exception
    assert app.session_state["audit"].verdict != "no_received"
    assert [plain(title.value) for title in app.title] == ["My facets"]
    assert len(sizes(app)) == 3


def test_private_messages_are_read_when_asked(open_page: Open, tmp_path: Path) -> None:
    app = analyse(read(open_page("data", lang="en"), write_facebook(tmp_path / "facebook-nora.zip")))
    go(app, "data")
    files = app.session_state["dataset"].files
    assert list(files.loc[files["status"] == "closed", "file"]) == ["messages/*/*/message_*.json"]
    posts = len(app.session_state["dataset"].posts)
    press(app, "open_messages")
    finish_job(app)
    assert not app.exception
    analyse(app)
    files = app.session_state["dataset"].files
    assert "messages/*/*/message_*.json" in set(files.loc[files["status"] == "read", "file"])
    assert len(app.session_state["dataset"].posts) == posts + 1
    assert "open_messages" not in [button.key for button in go(app, "data").button]


def table(path: Path, header: str, *rows: str) -> Path:
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def test_the_columns_of_an_unknown_table_are_asked(open_page: Open, tmp_path: Path) -> None:
    rows = [f"{number};{1 + number % 27}/02/2025 12:00;{text}" for number, text in enumerate(own_texts())]
    # ragged, a header that repeats, one that is missing: as spreadsheets write them
    path = table(tmp_path / "mes notes.csv", "Nr;Quand;Ce que j'ai écrit;Nr;", *rows, "999;x")
    app = open_page("data")
    app.text_area(key="places").set_value(f"{path}\n{path}").run()
    press(app, "read")
    finish_job(app)
    assert not app.exception
    assert len(app.error) == 1
    assert english_texts(app) == []
    name = "mes notes.csv"
    assert app.selectbox(key=f"column_{name}_id").label.endswith(" *")
    for column, theirs in (("id", "Nr"), ("date", "Quand"), ("text", "Ce que j'ai écrit")):
        app.selectbox(key=f"column_{name}_{column}").set_value(theirs)
    app.selectbox(key=f"dates_{name}").set_value("dmy")
    app.run()
    press(app, "columns_read")
    finish_job(app)
    analyse(app)
    assert not app.exception
    posts = app.session_state["dataset"].posts
    assert len(posts) == len(own_texts())
    assert set(posts["text"]) == set(own_texts())
    assert posts["time"].dt.month.eq(2).all()
    assert len(sizes_fr(go(app, "facets"))) == 3


def sizes_fr(app: AppTest) -> pd.DataFrame:
    _ = words("fr")
    [found] = [table for table in tables(app) if _("Posts") in table.columns]
    return found


def test_needed_columns_that_are_missing_are_said_and_can_be_given_again(open_page: Open, tmp_path: Path) -> None:
    path = table(tmp_path / "notes.csv", "a,b,c", "1,2025-02-03,bread")
    app = open_page("data", lang="en")
    app.text_area(key="places").set_value(str(path)).run()
    press(app, "read")
    finish_job(app)
    press(app, "columns_read")
    finish_job(app)
    assert not app.exception
    assert [plain(error.value) for error in app.error] == [
        "The columns chosen for this table do not fit it. Choose them again: each needed one must be there."
    ]
    assert app.selectbox(key="column_notes.csv_id").value is None


def test_a_failed_or_cancelled_reading_keeps_what_is_on_screen(
    open_page: Open, camille: work.Outcome, tmp_path: Path
) -> None:
    app = open_page("data", camille, lang="en")
    before = app.session_state["selection"]
    app.text_area(key="places").set_value(str(table(tmp_path / "notes.csv", "a,b", "1,2"))).run()
    press(app, "read")
    finish_job(app)
    assert len(app.error) == 1
    assert "columns_read" in [button.key for button in app.button]
    assert app.session_state["dataset"] is camille.dataset
    assert app.session_state["selection"] is before

    app.text_area(key="places").set_value(str(write_slack(tmp_path / "slack.zip"))).run()
    press(app, "read")
    job = app.session_state["job"]
    press(app, "cancel_job")
    assert job.state == "cancelled"
    assert app.session_state["audit"] is camille.audit
    assert app.session_state["selection"] is before
    assert not app.error
    assert len(charts(go(app, "facets"))) == CHARTS["facets"]


def test_a_place_that_does_not_exist_is_one_sentence(open_page: Open, tmp_path: Path) -> None:
    app = open_page("data")
    app.text_area(key="places").set_value(str(tmp_path / "nowhere.csv")).run()
    press(app, "read")
    finish_job(app)
    assert not app.exception
    assert len(app.error) == 1
    assert str(tmp_path) not in app.error[0].value
    assert english_texts(app) == []


@pytest.mark.parametrize("place", [r"\\server\share\a.zip", "//server/a.zip", '"//server/a.zip"'])
def test_a_place_on_another_computer_is_not_asked_for(open_page: Open, place: str) -> None:
    app = open_page("data", lang="fr")
    app.text_area(key="places").set_value(place).run()
    press(app, "read")
    assert len(app.warning) == 1
    assert "job" not in app.session_state
    assert english_texts(app) == []


def test_dropped_files_are_kept_until_new_ones_are_read_or_they_are_closed(open_page: Open, tmp_path: Path) -> None:
    export = write_slack(tmp_path / "slack.zip")
    app = open_page("data", lang="en")
    folders = []
    for _again in range(2):
        place = arrivals.begin("../../slack.zip")
        place.write_bytes(export.read_bytes())
        app.run()
        assert app.multiselect(key="arrived").value == [str(place)]
        app.text_input(key="me").set_value("Nora Lindqvist").run()
        press(app, "read")
        folders.append(app.session_state["tried"].folder)
        assert [path.name for path in map(Path, uploads.paths(folders[-1]))] == [".._.._slack.zip"]
        finish_job(app)
        assert not app.exception
        analyse(app)
        assert app.session_state["audit"] is not None
        go(app, "data")
    assert [folder.exists() for folder in folders] == [False, True]

    press(app, "close")
    assert not app.exception
    assert not folders[1].exists()
    assert "Nora" not in repr(app.session_state)
    for gone in ("dataset", "audit", "refusal", "history", "selection", "incoming", "tried", "job", "dossier"):
        assert gone not in app.session_state
    assert not charts(go(app, "facets"))


def test_files_that_are_not_to_be_used_leave_what_was_there(
    open_page: Open, camille: work.Outcome, tmp_path: Path, home: Path
) -> None:
    app = read(open_page("data", camille, lang="en"), write_facebook(tmp_path / "facebook-nora.zip"))
    assert [plain(title.value) for title in app.title] == ["Check and remove"]
    # the other pages wait with it, and say so
    assert not charts(go(app, "facets"))
    assert "go_verify" in [button.key for button in app.button]
    press(go(app, "data"), "set_aside")
    assert not app.exception
    assert app.session_state["audit"] is camille.audit
    assert len(charts(go(app, "facets"))) == CHARTS["facets"]
    # nothing is saved before the person looked: only the place for files is there
    assert [path.name for path in home.iterdir()] == ["inbox"] and not list((home / "inbox").iterdir())


def test_a_very_long_history_shows_a_first_picture_and_then_the_exact_one(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "MANY_POSTS", 20)
    app = analyse(read(open_page("data", lang="fr"), write_facebook(tmp_path / "facebook-nora.zip")))
    assert not app.exception
    first = app.session_state["audit"]
    assert first.space.quick
    go(app, "facets")
    assert any("première image" in plain(note.value) for note in app.info)
    said = words("fr")("A first picture, from {n} posts spread over your history; the exact one takes longer.",
                       n=words("fr").number(len(first.space.fitted)))  # fmt: skip
    assert said in [plain(note.value) for note in app.info]
    facet = first.facets()[-1]
    app.text_input(key=f"name_{facet.id}").set_value("Le jardin").run()
    decided = {f.id: (f.name, f.colour) for f in app.session_state["audit"].facets()}
    assert len(decided) > 1 and decided[facet.id][0] == "Le jardin"
    # what is decided meanwhile holds in the exact one, which does not call the person away from their page
    go(app, "circles")
    assert "job" in app.session_state
    finish_job(app)
    assert not app.exception
    exact = app.session_state["audit"]
    assert not exact.space.quick and "job" not in app.session_state
    assert {f.id: (f.name, f.colour) for f in exact.facets()} == decided
    assert not any("première image" in plain(note.value) for note in go(app, "facets").info)


def test_how_to_ask_for_a_file_is_there_for_every_network(open_page: Open) -> None:
    app = open_page("data")
    steps = set()
    for platform in ("slack", "facebook", "instagram", "whatsapp", "csv"):
        app.segmented_control(key="how_platform").set_value(platform).run()
        assert not app.exception
        numbered = tuple(text.value for text in app.markdown if re.match(r"\d\. ", text.value))
        assert len(numbered) >= 3
        steps.add(numbered)
        assert english_texts(app) == []
    assert len(steps) == 5


def test_an_unowned_file_is_named_with_its_network(open_page: Open, camille: work.Outcome) -> None:
    from dataclasses import replace

    odd = Unowned("whatsapp", 2, ("**bold**", "<b>x</b>"), server_wide=False)
    outcome = work.Outcome(replace(camille.dataset, unowned=(odd,)), camille.audit)
    app = open_page("data", outcome)
    assert list(app.selectbox(key="me_0").options) == ["**bold**", "<b>x</b>"]
    assert any("WhatsApp" in text.value for text in app.markdown)
