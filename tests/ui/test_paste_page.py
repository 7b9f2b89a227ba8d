"""Pasting a dozen lists on an archive that names nobody who reacted: asked, recognised, kept, undone, opened."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from identity_audit.audit import Audit
from identity_audit.corrections import PastedList, SkippedPost
from identity_audit.history import History
from identity_audit.store.dossier import Dossier
from identity_audit.ui import work
from identity_audit.ui.session import Shown
from identity_audit.words import words
from tests.ui.conftest import Open, audited, go, write_chat
from tests.ui.test_pages import charts, english_texts, plain, press, tables

RITA, ZOE, ANTON = "facebook:Rita Pauwels", "facebook:Zoé Lemmens", "facebook:Anton Dewael"
COPIED = "Toutes\n12\nZoé Lemmens\nAjouter\nRita Pauwel\nAmi(e)\nMarc Nouveau\nAnton Dewael\n3 ami(e)s en commun\n"


def audit(app: AppTest) -> Audit:
    found = app.session_state["audit"]
    assert isinstance(found, Audit)
    return found


def asked(app: AppTest) -> str:
    """The post that the page asks about."""
    [key] = [area.key for area in app.text_area if area.key]
    return str(key).removeprefix("paste_text_")


def paste(app: AppTest, text: str) -> AppTest:
    return app.text_area(key=f"paste_text_{asked(app)}").set_value(text).run()


def whole(app: AppTest, answer: str = "whole") -> AppTest:
    return app.radio(key=f"paste_whole_{asked(app)}").set_value(answer).run()


def doubtful(app: AppTest) -> list[str]:
    return [str(radio.key) for radio in app.radio if str(radio.key).startswith("paste_who_")]


def saved(app: AppTest) -> tuple[PastedList | SkippedPost, ...]:
    history = app.session_state["history"]
    assert isinstance(history, History)
    return tuple(c for c in history.corrections if isinstance(c, PastedList | SkippedPost))


def can_save(app: AppTest) -> bool:
    return not app.button(key="paste_save").disabled


def said(app: AppTest) -> list[str]:
    return [plain(text.value) for text in app.markdown]


@pytest.fixture
def page(open_page: Open, facebook_only: work.Outcome) -> Callable[..., AppTest]:
    return lambda lang="en": open_page("paste", facebook_only, lang=lang)


def test_one_post_at_a_time_with_what_one_needs_to_find_it(page: Callable[..., AppTest]) -> None:
    app = page()
    post = asked(app)
    row = audit(app).dataset.posts.set_index("post_id").loc[post]
    assert row["text"] in [text.value for text in app.text]
    assert any(plain(c.value).startswith(f"Facebook · {words('en').date(row['time'])} · “") for c in app.caption)
    assert any(line.startswith("On Facebook: find this post") for line in said(app))
    assert not can_save(app)
    assert post == audit(app).pasted.asked[0]


def test_a_copied_list_is_recognised_confirmed_and_kept(page: Callable[..., AppTest]) -> None:
    app = page()
    post = asked(app)
    paste(app, COPIED)
    assert "2 names recognised, 1 to confirm, 1 unknown name. 11 posts to go." in said(app)
    assert "Marc Nouveau" in [text.value for text in app.text]
    assert not can_save(app)
    whole(app)
    assert not can_save(app), "somebody is still to be confirmed"
    [who] = doubtful(app)
    app.radio(key=who).set_value(RITA).run()
    press(app, "paste_save")
    assert saved(app) == (PastedList(post, (ZOE, ANTON, RITA), ("Marc Nouveau",), True),)
    assert asked(app) != post
    assert audit(app).pasted.done == (post,)
    assert len(audit(app).engagements) == 4
    assert any("4 names, the whole list" in plain(caption.value) for caption in app.caption)


def test_a_doubtful_name_may_be_somebody_else_and_an_unknown_one_no_name(page: Callable[..., AppTest]) -> None:
    app = page()
    post = asked(app)
    paste(app, COPIED)
    app.radio(key=doubtful(app)[0]).set_value("").run()
    app.multiselect(key=f"paste_out_{post}").set_value(["Marc Nouveau"]).run()
    press(whole(app, "part"), "paste_save")
    assert saved(app) == (PastedList(post, (ZOE, ANTON), ("Rita Pauwel",), False),)


def test_people_may_be_ticked(page: Callable[..., AppTest]) -> None:
    app = page()
    post = asked(app)
    app.multiselect(key=f"paste_tick_{post}").set_value([RITA]).run()
    press(whole(app), "paste_save")
    assert saved(app) == (PastedList(post, (RITA,), (), True),)


def test_a_skipped_post_gives_way_to_another(page: Callable[..., AppTest]) -> None:
    app = page()
    post, before = asked(app), set(audit(app).pasted.asked)
    press(whole(app, "closed"), "paste_save")
    assert saved(app) == (SkippedPost(post),)
    assert len(audit(app).pasted.asked) == 12
    assert before - set(audit(app).pasted.asked) == {post}
    assert plain(app.get("progress")[0].proto.text) == "0 of 12 posts done"


def test_nobody_is_an_answer_and_every_answer_is_undone(page: Callable[..., AppTest]) -> None:
    app = page()
    post = asked(app)
    press(app, "paste_nobody")
    assert saved(app) == (PastedList(post, (), (), True),)
    assert any("Nobody reacted" in plain(caption.value) for caption in app.caption)
    press(app, "paste_undo")
    assert saved(app) == ()
    assert asked(app) == post
    press(app, "paste_redo")
    assert len(saved(app)) == 1


def test_a_list_is_changed(page: Callable[..., AppTest]) -> None:
    app = page()
    post = asked(app)
    paste(app, "Zoé Lemmens\nMarc Nouveau")
    press(whole(app), "paste_save")
    press(app, "paste_change_0")
    assert asked(app) == post
    assert app.multiselect(key=f"paste_tick_{post}").value == [ZOE]
    assert app.text_area(key=f"paste_text_{post}").value == "Marc Nouveau"
    assert app.radio(key=f"paste_whole_{post}").value == "whole"
    app.multiselect(key=f"paste_tick_{post}").set_value([ANTON]).run()
    press(whole(app, "part"), "paste_save")
    assert saved(app)[-1] == PastedList(post, (ANTON,), ("Marc Nouveau",), False)
    assert asked(app) != post
    [one] = audit(app).pasted.lists
    assert (one.people, one.complete) == ((ANTON, "facebook:pasted:marc nouveau"), False)


def test_what_is_no_list_is_refused_in_a_sentence(page: Callable[..., AppTest]) -> None:
    app = paste(page(), "a\n" * 6000)
    assert not app.exception
    assert [plain(error.value)[:38] for error in app.error] == ["This is longer than a list of names (5"]
    assert not can_save(whole(app))


def test_hostile_names_stay_text(page: Callable[..., AppTest]) -> None:
    name = "![x](http://evil.example/a.png) $x$"
    app = paste(page(), f"{name}\nRita Pauwel `:red[x]`\n")
    assert not app.exception
    for node in (*app.markdown, *app.caption):
        assert "![x]" not in node.value
    for radio in app.radio:
        assert ":red[" not in str(radio.label)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_twelve_lists_open_the_closed_pages(page: Callable[..., AppTest], lang: str) -> None:
    _, app = words(lang), page(lang)
    app = go(app, "reactions")
    assert not charts(app)
    assert asked(press(app, "go_paste"))
    go(app, "paste")
    for done in range(12):
        assert plain(app.get("progress")[0].proto.text) == _("{n} of {all} posts done", n=done, all=12)
        copied = ["Zoé Lemmens"] if done % 3 else ["Zoé Lemmens", "Rita Pauwels", "Marc Nouveau"]
        paste(app, "\n".join(copied))
        press(whole(app), "paste_save")
        assert not app.exception
    assert not [area for area in app.text_area if area.key]
    assert [plain(success.value) for success in app.success] == [_("All lists are done. Here is what they open.")]
    # four lists of three people, eight of one
    first = said(app)[[line.startswith("- ") for line in said(app)].index(True)]
    assert [int(n) for n in re.findall(r"\d+", first)][:4] == [12, 12, 20, 3]
    if lang == "fr":
        assert english_texts(app) == []

    go(app, "reactions")
    assert not app.exception
    assert len(charts(app)) == 1
    cells = tables(app)[0]
    assert set(cells[_("Whole lists")]) == {"4"}
    assert (cells[_("Of 100 people, per post")] != _("not known")).all()
    facet = audit(app).pasted.posts.set_index("post_id")["topic"]
    moments = [table for table in tables(app) if _("Who") in table.columns]
    reacted = [p for p, one in zip(facet.index, facet, strict=True) if one == audit(app).facets()[0].id]
    assert len(moments[0]) == sum(len(o.people) for o in audit(app).pasted.lists if o.post_id in reacted)
    if lang == "fr":
        assert english_texts(app) == []

    go(app, "profiles")
    assert not app.exception
    assert not charts(app)
    assert any(line.startswith("#### ") and " 20 " in line for line in said(app))
    if lang == "fr":
        assert english_texts(app) == []
    go(app, "dossier")
    assert len([button for button in app.button if str(button.key).startswith("back_1")]) >= 1
    if lang == "fr":
        assert english_texts(app) == []


def test_progress_is_kept_between_sittings(
    open_page: Open, facebook_only: work.Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert facebook_only.audit is not None
    file = Dossier.create("mine")
    app = open_page("paste", facebook_only, lang="en", dossier=file)
    post = asked(app)
    press(app, "paste_nobody")
    file.close()
    again = Dossier.open(file.path)  # type: ignore[arg-type]
    assert Shown(facebook_only.dataset, again.history()).history.corrections == (PastedList(post, (), (), True),)
    again.close()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_without_facets_nothing_is_promised_and_nothing_asked(
    open_page: Open, tmp_path_factory: pytest.TempPathFactory, lang: str
) -> None:
    table = tmp_path_factory.mktemp("few") / "posts.csv"
    table.write_text("id,date,text\n1,2025-03-01,Le levain\n2,2025-03-02,Le four\n", encoding="utf-8")
    app = open_page("reactions", audited([table]), lang=lang)
    assert "go_paste" not in [button.key for button in app.button]
    go(app, "paste")
    assert not app.exception
    assert not app.text_area
    sentence = words(lang)("There are no facets yet to draw posts from: there are too few posts with words.")
    assert [plain(info.value) for info in app.info] == [sentence]
    assert "door_export:mail" in [button.key for button in app.button]


def test_a_chat_has_no_list_to_copy(open_page: Open, tmp_path_factory: pytest.TempPathFactory) -> None:
    chat = write_chat(tmp_path_factory.mktemp("chat") / "Chat WhatsApp avec chorale.txt")
    app = open_page("paste", audited([chat], me=("Nora Lindqvist",)), lang="en")
    assert not app.exception
    assert [info for info in app.info if "has a list of reactions to copy" in plain(info.value)]
    assert not app.text_area
