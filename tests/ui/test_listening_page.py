"""Listening and the claims on the screen: both languages, both invented people, and never a ranking of persons."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from identity_audit import claim_findings, listening_findings, own_links_findings
from identity_audit.audit import Audit
from identity_audit.circle_findings import contact_labels
from identity_audit.corrections import CalledSo, ReactionKinds
from identity_audit.schema import ENGAGEMENT_KINDS
from identity_audit.ui import work
from identity_audit.words import words
from tests.ui import conftest
from tests.ui.conftest import Open, audited, write_slack
from tests.ui.test_page_numbers import sentences
from tests.ui.test_pages import english_texts

LANGUAGES = ("fr", "en")
PAGES = ("gestures", "listening", "claims")
#: words of a tool that measures people
SCORES = re.compile(r"\b(scores?|rank\w*|classements?|top ?\d+|influenc\w+|best|meilleur\w*|parce que|because)\b", re.I)


@pytest.fixture(params=["camille", "sam"])
def outcome(request: pytest.FixtureRequest) -> work.Outcome:
    found: work.Outcome = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_no_person_is_scored_or_ranked(open_page: Open, outcome: work.Outcome, page: str, lang: str) -> None:
    assert isinstance(outcome.audit, Audit)
    app = open_page(page, outcome, lang=lang)
    assert not app.exception
    said = sentences(app)
    assert not SCORES.search(said), SCORES.search(said)
    names = set(contact_labels(outcome.audit.dataset).values())
    for table in (element.value for element in app.dataframe):
        assert isinstance(table, pd.DataFrame)
        for column in table:
            people = [cell for cell in table[column] if isinstance(cell, str) and cell in names]
            if people:
                assert people == sorted(people, key=str.casefold), "names stand in the order of the alphabet"
                rest = [c for c in table.columns if c != column]
                assert not any(pd.api.types.is_numeric_dtype(table[c]) for c in rest), "no number beside a person"
    for block in (str(element.value).splitlines() for element in app.text):
        listed = [line for line in block if line in names]
        assert listed == sorted(listed, key=str.casefold)
    if lang == "fr" and outcome is not None:
        assert english_texts(app) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_claim_is_a_card_with_source_answer_and_number(open_page: Open, sam: work.Outcome, lang: str) -> None:
    assert isinstance(sam.audit, Audit)
    _, found = words(lang), sam.audit.listening.claims
    said = sentences(open_page("claims", sam, lang=lang))
    assert len(found) == 6
    for claim in found:
        assert _(claim_findings.CLAIMS[claim.id]) in said
        source = claim_findings.source(claim, _)
        assert source in said and claim_findings.answer(claim, _) in said
        # where the text bears no year, the card says that, and the JSON holds null
        assert re.search(r"\b20\d\d\b", source) if claim.year else _("essay on how networks evolve; the text bears no "
                                                                      "year") == source  # fmt: skip
    verdicts = {claim.id: claim.verdict for claim in found}
    # seven photos are no fifteen, and the mailbox has no open post to compare with
    assert verdicts["photos"] == verdicts["circles"] == "cannot_tell"
    # Sam turned to people once, and more reactions came with it; one turn is one occasion, so nobody can tell
    [two_way] = [claim for claim in found if claim.id == "two_way"]
    assert two_way.verdict == "cannot_tell" and two_way.found.value is not None and two_way.found.value > 1.5
    assert said.count(_(claim_findings.VERDICTS["yes"])) == list(verdicts.values()).count("yes")


def test_sam_speaks_one_way_then_talks_with_people(sam: work.Outcome) -> None:
    assert isinstance(sam.audit, Audit)
    found = sam.audit.listening.conversation
    assert found.cut is not None and "2026-01-01" < found.cut.date().isoformat() < "2026-03-01"
    moved = {each.kind: each for each in found.moved}
    for kind in ("questions", "replies", "exchange"):
        difference = moved[kind].difference
        assert moved[kind].verdict == "more" and 0 < difference.low < difference.high
    assert moved["questions"].before.value < 0.3 < 0.7 < moved["questions"].after.value
    assert moved["exchange"].before.value < 0.1 < 0.3 < moved["exchange"].after.value
    # the same questions, counted by the page on actions
    assert (found.questions.count, found.questions.n) == (sam.audit.gestures.questions, sam.audit.gestures.writings)


def test_untick_a_kind_and_everything_follows_until_it_is_undone(open_page: Open, camille: work.Outcome) -> None:
    app = open_page("listening", camille, lang="en")
    before = app.session_state["audit"]
    app.checkbox(key="counts_reaction").uncheck().run()
    after = app.session_state["audit"]
    kept = tuple(kind for kind in ENGAGEMENT_KINDS if kind != "reaction")
    assert app.session_state["history"].corrections == (ReactionKinds(kept),)  # type: ignore[arg-type]
    assert set(after.engagements["kind"]) < set(before.engagements["kind"]) and "reaction" in set(
        before.engagements["kind"]
    )
    assert "You decided what counts as a reaction: comments, replies" in sentences(app)
    app.button(key="kinds_undo").click().run()
    assert app.session_state["history"].corrections == ()
    assert app.checkbox(key="counts_reaction").value is True
    assert len(app.session_state["audit"].engagements) == len(before.engagements)


def test_the_last_kind_stays(open_page: Open, sam: work.Outcome) -> None:
    app = open_page("listening", sam, lang="en")
    for kind in ENGAGEMENT_KINDS:
        if kind != "reply":
            app.checkbox(key=f"counts_{kind}").uncheck().run()
    assert app.session_state["audit"].dataset.reaction_kinds == ("reply",)
    assert app.checkbox(key="counts_reply").disabled


def chosen(app: AppTest) -> list[str]:
    return [str(text.value) for text in app.text]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_the_person_says_who_is_an_ally(open_page: Open, sam: work.Outcome, lang: str) -> None:
    assert isinstance(sam.audit, Audit)
    app = open_page("listening", sam, lang=lang)
    labels = contact_labels(sam.audit.dataset)
    who = sorted(labels, key=lambda one: labels[one].casefold())[3]
    app.selectbox(key="called_who").set_value(who).run()
    app.radio(key=f"called_{who}").set_value("ally").run()
    assert app.session_state["history"].corrections == (CalledSo(who, "ally"),)
    assert labels[who] in chosen(app)
    app.radio(key=f"called_{who}").set_value("neither").run()
    assert app.session_state["history"].corrections[-1] == CalledSo(who, None)
    assert labels[who] not in chosen(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_nobody_is_named_the_page_says_not_known(open_page: Open, facebook_only: work.Outcome, lang: str) -> None:
    _ = words(lang)
    said = html.unescape(sentences(open_page("listening", facebook_only, lang=lang)))
    assert _("What others write: not known, no text of theirs was read") in said
    assert _("Questions addressed to you: not known, no text of theirs was read.") in said
    claims = sentences(open_page("claims", facebook_only, lang=lang))
    # the words of the posts are known, so only the claim about words could be looked up
    assert claims.count(_(claim_findings.VERDICTS["cannot_tell"])) >= 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_each_circle_writes_about_stands_with_n_and_period(
    open_page: Open, outcome: work.Outcome, lang: str
) -> None:
    assert isinstance(outcome.audit, Audit)
    _, audit = words(lang), outcome.audit
    app = open_page("listening", outcome, lang=lang)
    said = html.unescape(sentences(app))
    names, circles = audit.topic_names(), {circle.id: circle.name for circle in audit.circles()}
    assert _(listening_findings.CIRCLES_SENTENCE) in said
    [table] = [t.value for t in app.dataframe if _("Who wrote, and when") in t.value.columns]
    heard = audit.listening.heard
    assert 0 < len(table) <= 6 and list(table[_("What")]) == [
        circles[each.group] for each in heard.circles[: len(table)]
    ]
    for each, who, what in zip(heard.circles, table[_("Who wrote, and when")], table[_("What they write about")],
                               strict=False):  # fmt: skip
        for told in (_.number(each.people), _.date(each.since), _.date(each.until)):
            assert told in who
        _group, topic, share = next(row for row in heard.by_circle if row[0] == each.group)
        assert names[topic] in what and _.number(share.count) in what and _.number(each.texts) in what
    more = len(heard.circles) - len(table)
    assert (_.plural("{n} more circle wrote less.", "{n} more circles wrote less.", more) in said) is (more > 0)


@pytest.fixture(scope="module")
def linking(tmp_path_factory: pytest.TempPathFactory) -> work.Outcome:
    """A workspace in which every third post links to a site; no profile says whose it is."""
    texts = [
        text + ("", "", " https://pages.example/new")[n % 3] for n, text in enumerate(conftest.own_texts())
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conftest, "own_texts", lambda: texts)
        file = write_slack(tmp_path_factory.mktemp("slack") / "slack.zip")
    return audited([file], me="Nora Lindqvist")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_links_to_a_site_stand_beside_other_posts_and_no_site_is_called_mine(
    open_page: Open, linking: work.Outcome, lang: str
) -> None:
    assert isinstance(linking.audit, Audit)
    _, found = words(lang), linking.audit.listening.own_links
    assert (found.sites, found.own, found.posts, found.links) == (("pages.example",), False, 20, 20)
    app = open_page("gestures", linking, lang=lang)
    said = html.unescape(sentences(app)).replace("\\", "")
    assert own_links_findings.links_title(found, _) in said
    lines = own_links_findings.links_lines(found, _)
    assert len(lines) == 3 and all(line in said for line in lines)
    [table] = [t.value for t in app.dataframe if _("Reactions per post") in t.value.columns]
    assert table.equals(own_links_findings.links_table(found, _))
    assert not app.exception and (lang == "en" or english_texts(app) == [])


def test_without_a_link_nothing_is_compared(open_page: Open, sam: work.Outcome) -> None:
    app = open_page("gestures", sam, lang="en")
    assert "not known, no post of yours holds the address of a site" in sentences(app)
    assert not [t for t in app.dataframe if "Reactions per post" in t.value.columns]
