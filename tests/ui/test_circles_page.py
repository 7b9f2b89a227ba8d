"""Circles and people on screen: what is confirmed binds, can be taken back, and moves the numbers it should."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from itertools import count
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from identity_audit.analysis.circles import suggest_circles
from identity_audit.analysis.persons import Suggested, maybe_me, same_people
from identity_audit.audit import Audit, Settings, run_audit
from identity_audit.circle_findings import contact_labels
from identity_audit.corrections import Correction, MakeCircle, SamePerson
from identity_audit.dataset import Dataset
from identity_audit.ui import same_person, session, work
from tests.ui.conftest import Open, go
from tests.ui.test_pages import english_texts, plain

LANGUAGES = ("fr", "en")


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def task(app: AppTest, name: str) -> AppTest:
    return app.segmented_control(key="circle_work").set_value(name).run()


def audit(app: AppTest) -> Audit:
    found: Audit = app.session_state["audit"]
    return found


def decided(app: AppTest) -> tuple[Correction, ...]:
    return audit(app).settings.corrections


def members(app: AppTest, name: str) -> set[str]:
    [circle] = [c.id for c in audit(app).circles() if c.name == name]
    belongs = audit(app).dataset.memberships
    return set(belongs.loc[belongs["group_id"] == circle, "contact_id"])


def texts(app: AppTest) -> str:
    return "\n".join([*(plain(t.value) for t in app.text), *(plain(t.value) for t in app.markdown)])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["same", "confirm", "cards", "change", "paste"])
def test_every_task_opens_in_both_languages(open_page: Open, camille: work.Outcome, name: str, lang: str) -> None:
    app = task(open_page("circles", camille, lang=lang), name)
    assert not app.exception
    if lang == "fr":
        assert english_texts(app) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_archive_with_three_friends_has_little_to_ask(
    open_page: Open, facebook_only: work.Outcome, lang: str
) -> None:
    app = open_page("circles", facebook_only, lang=lang)
    assert not app.exception
    for name in ("same", "cards", "change", "paste"):
        assert not task(app, name).exception


def test_what_is_compared_for_the_page_is_compared_again_only_after_a_decision(
    open_page: Open, camille: work.Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Correction, ...]] = []

    def counting(dataset: Dataset, decisions: Sequence[Correction] = ()) -> Suggested:
        asked.append(tuple(decisions))
        return same_people(dataset, decisions)

    monkeypatch.setattr(same_person, "same_people", counting)
    app = task(open_page("circles", camille), "confirm")
    app.run()
    task(app, "same")
    assert asked == [()]
    first = suggest_circles(audit(app).dataset)[0]
    press(task(app, "confirm"), f"confirm_{first.id}")
    assert asked == [(), decided(app)]
    press(app, "circles_undo")
    assert asked == [(), asked[1], ()]


def test_what_a_page_made_of_a_dataset_does_not_keep_it_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session.st, "session_state", {})
    made = count()
    first = Dataset()
    assert [session.once("number", first, lambda: next(made)) for _time in range(2)] == [0, 0]
    held = weakref.ref(first)
    del first
    assert held() is None
    second = Dataset()
    assert session.once("number", second, lambda: next(made)) == 1
    assert session.once("another", second, lambda: next(made)) == 2


def test_the_number_of_questions_counts_what_is_asked(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("circles", camille, lang="en")
    [asked] = [control for control in app.segmented_control if control.key == "circle_work"]
    alike, me = same_people(audit(app).source), maybe_me(audit(app).source)
    # all that are sure are confirmed by one button
    assert len(alike.sure) > 1
    n = 1 + len(alike.to_confirm) + len(me)
    assert asked.options[0] == f"The same person? ({n} questions)"


def test_a_suggestion_confirmed_is_a_circle_and_taken_back_is_none(open_page: Open, camille: work.Outcome) -> None:
    app = task(open_page("circles", camille), "confirm")
    first = suggest_circles(audit(app).dataset)[0]
    assert first.name == "Delvaux"
    before = audit(app)
    press(app, f"confirm_{first.id}")
    assert decided(app) == (MakeCircle(first.id, "Delvaux", first.people),)
    assert members(app, "Delvaux") == set(first.people)
    assert f"Cercle « Delvaux » créé, avec {len(first.people)} personnes" in texts(app).replace("\u00a0", " ")
    press(app, "back_0_0")
    assert decided(app) == ()
    assert audit(app).to_dict() == before.to_dict()
    press(app, "circles_undo")
    assert members(app, "Delvaux") == set(first.people)
    press(app, "circles_undo")
    assert decided(app) == ()
    assert app.button(key="circles_undo").disabled
    press(app, "circles_redo")
    assert members(app, "Delvaux") == set(first.people)


def test_a_suggestion_put_off_leaves_no_trace(open_page: Open, camille: work.Outcome) -> None:
    app = task(open_page("circles", camille), "confirm")
    first = suggest_circles(audit(app).dataset)[0]
    press(app, f"later_{first.id}")
    assert decided(app) == ()
    assert first.id not in {button.key.removeprefix("confirm_") for button in app.button if button.key}


def test_rename_merge_split_and_drop(open_page: Open, camille: work.Outcome) -> None:
    app = task(open_page("circles", camille), "change")
    ids = {circle.name: circle.id for circle in audit(app).circles()}
    sport, debate = members(app, "sport"), members(app, "debats")
    app.selectbox(key="change_circle").set_value(ids["sport"]).run()
    app.text_input(key=f"change_name_{ids['sport']}").set_value("  Ma   box ").run()
    press(app, "change_rename")
    assert members(app, "Ma box") == sport
    app.selectbox(key="change_circle").set_value(ids["sport"]).run()
    app.selectbox(key=f"change_other_{ids['sport']}").set_value(ids["debats"]).run()
    press(app, "change_merge")
    assert members(app, "Ma box") == sport | debate
    assert "debats" not in {circle.name for circle in audit(app).circles()}
    taken = sorted(sport)[:3]
    app.multiselect(key=f"change_pick_{ids['sport']}").set_value(taken).run()
    app.text_input(key=f"change_second_{ids['sport']}").set_value("Coureurs").run()
    press(app, "change_split")
    assert members(app, "Coureurs") == set(taken)
    assert members(app, "Ma box") == (sport | debate) - set(taken)
    stranger = next(c for c in audit(app).dataset.contacts["contact_id"] if c not in sport | debate)
    app.multiselect(key=f"change_add_{ids['sport']}").set_value([stranger]).run()
    press(app, "change_join")
    assert stranger in members(app, "Ma box")
    press(app, "change_drop")
    assert "Ma box" not in {circle.name for circle in audit(app).circles()}
    assert not go(app, "reactions").exception
    assert not go(app, "profiles").exception


def test_a_pasted_list_says_whom_it_does_not_know(open_page: Open, camille: work.Outcome) -> None:
    app = task(open_page("circles", camille), "paste")
    assert app.button(key="paste_make").disabled
    app.text_input(key="paste_name").set_value("Chorale du jeudi").run()
    app.text_area(key="paste_names").set_value("JEANNE vandermeersch\nZorro, **Bernardo**").run()
    people = camille.dataset.contacts
    jeanne = set(people.loc[people["name"] == "Jeanne Vandermeersch", "contact_id"])
    assert f"{len(jeanne)} contacts reconnus, 2 noms inconnus." in texts(app)
    assert "Zorro, **Bernardo**" in [text.value for text in app.text]
    press(app, "paste_make")
    assert members(app, "Chorale du jeudi") == jeanne


def test_the_cards_place_one_person_at_a_time(open_page: Open, camille: work.Outcome) -> None:
    app = task(open_page("circles", camille), "cards")
    [first] = [pill.key.removeprefix("card_") for pill in app.get("button_group") if pill.key.startswith("card_")]
    app.text_input(key=f"card_new_{first}").set_value("Voisins").run()
    press(app, "card_next")
    assert members(app, "Voisins") == {first}
    [second] = [pill.key.removeprefix("card_") for pill in app.get("button_group") if pill.key.startswith("card_")]
    assert second != first
    press(app, "card_skip")
    assert len(decided(app)) == 1


def test_the_same_person_changes_the_table_as_a_second_computation_says(open_page: Open, camille: work.Outcome) -> None:
    assert camille.audit is not None
    app = open_page("circles", camille)
    sure = same_people(camille.dataset).sure
    press(app, "same_all")
    assert decided(app) == tuple(SamePerson(alike.contacts) for alike in sure)
    crossed = go(app, "reactions")
    assert not crossed.exception
    # plainly: rename the contacts of one person in the acts of the files, then count each person once a post
    one = {contact: alike.contacts[0] for alike in sure for contact in alike.contacts}
    acts = camille.dataset.interactions
    acts = acts[(acts["direction"] == "received") & (acts["evidence"] == "observed") & acts["kind"].isin(
        ["reaction", "comment", "reply", "share", "mention", "tag", "wall_post"])]  # fmt: skip
    who = acts["contact_id"].map(lambda contact: one.get(contact, contact))
    pairs = pd.DataFrame({"who": who, "post_id": acts["post_id"]}).dropna().drop_duplicates()
    posts = camille.dataset.posts
    pairs = pairs[pairs["post_id"].isin(posts.loc[posts["kind"] != "repost", "post_id"])]
    topic = camille.audit.topics.assignment.set_index("post_id")["topic"]
    pairs["topic"] = pairs["post_id"].map(topic)
    found = audit(app)
    assert len(found.engagements) == len(pairs)
    belongs = camille.dataset.memberships
    for group in ("slack:C0AJ5L1YRHC", "whatsapp:chat/Box Meuse 6h30"):
        people = {one.get(c, c) for c in belongs.loc[belongs["group_id"] == group, "contact_id"]}
        expected = pairs[pairs["who"].isin(people)].dropna().groupby("topic")["who"].nunique()
        rows = found.matrix[found.matrix["group_id"] == group].set_index("topic")["people"]
        assert rows.to_dict() == {topic: int(expected.get(topic, 0)) for topic in rows.index}
    assert not found.matrix.equals(camille.audit.matrix)


def test_a_new_audit_of_the_same_decisions_is_the_same(open_page: Open, facebook_only: work.Outcome) -> None:
    app = task(open_page("circles", facebook_only), "paste")
    app.text_input(key="paste_name").set_value("Amis").run()
    app.text_area(key="paste_names").set_value("Rita Pauwels\nZoé Lemmens").run()
    press(app, "paste_make")
    fresh = run_audit(facebook_only.dataset, Settings(corrections=decided(app)))
    assert fresh.to_dict() == audit(app).to_dict()
    pd.testing.assert_frame_equal(fresh.matrix, audit(app).matrix)


def test_this_is_me_takes_a_contact_away(open_page: Open, facebook_only: work.Outcome) -> None:
    app = task(open_page("circles", facebook_only), "same")
    labels = contact_labels(facebook_only.dataset)
    rita = next(contact for contact, label in labels.items() if label.startswith("Rita"))
    app.selectbox(key="me_contact").set_value(rita).run()
    press(app, "me_confirm")
    assert rita not in set(audit(app).dataset.contacts["contact_id"])
    assert rita in set(audit(app).source.contacts["contact_id"])
    press(app, "back_0_0")
    assert rita in set(audit(app).dataset.contacts["contact_id"])


def test_questions_are_answered_one_by_one(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("circles", camille)
    asked: Sequence[Any] = same_people(camille.dataset).to_confirm
    press(app, "same_yes")
    press(app, "same_no")
    press(app, "same_later")
    kinds = [correction.kind for correction in decided(app)]
    assert kinds == ["same_person", "not_same"]
    assert [c.contacts for c in decided(app)] == [asked[0].contacts, asked[1].contacts]  # type: ignore[union-attr]
