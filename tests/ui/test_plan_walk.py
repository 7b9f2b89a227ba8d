"""The answer in a browser, both languages: guess, reveal, the verdict, hide one facet from one circle, pick a plan."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from identity_audit.words import Words, words
from tests.conftest import Served
from tests.ui.conftest import PATIENCE, Visit

pytestmark = pytest.mark.browser


class Person:
    """Somebody who looks at the example."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.page, self._ = visit, visit.page, words(visit.lang)

    def press(self, sentence: str, nth: int = 0) -> None:
        self.page.get_by_role("button", name=self._(sentence), exact=True).nth(nth).click()
        self.visit.settle()

    def pick(self, sentence: str) -> None:
        self.page.get_by_role("radio", name=self._(sentence), exact=True).click()
        self.visit.settle()

    def reads(self, *beginnings: str) -> None:
        """These sentences stand on the page, in the person's language, with their holes filled."""
        for sentence in beginnings:
            self.page.get_by_text(pattern(sentence, self._)).first.wait_for(timeout=PATIENCE * 1000)

    def charts(self) -> int:
        return int(self.page.locator(".js-plotly-plot").count())


def pattern(sentence: str, _: Words) -> re.Pattern[str]:
    """The sentence as the browser tells it: every blank is one, the holes are filled, signs may be kept apart."""
    parts = [
        "".join(c if c.isalnum() else re.escape(c) + "\u2060?" for c in part)
        for part in re.split(r"\{\w+\}|\s+", _(sentence))
    ]
    kinds = ["\\s" if gap.isspace() else ".+" for gap in re.findall(r"\{\w+\}|\s+", _(sentence))]
    return re.compile("".join(part + kind for part, kind in zip(parts, [*kinds, ""], strict=True)))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_guess_reveal_hide_one_pick_a_plan_read_the_verdict(
    app: Served, new_page: Callable[..., Any], lang: str
) -> None:
    visit = Visit(new_page(locale="fr-BE" if lang == "fr" else "en-GB"), app, lang, guesses=True)
    person, page, _ = Person(visit), visit.page, words(lang)
    page.goto(app.url)
    visit.arrived("home")
    person.press("See an example")
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE * 1000)
    visit.arrived("facets")

    # nothing is told before the guess
    visit.go("profiles")
    person.reads("Of 100 reactions received since {date}, how many fall outside the person's usual facet?")
    assert person.charts() == 0
    page.get_by_role("slider").press("ArrowRight")
    visit.settle()
    person.press("Show me")
    person.reads("You guessed {guess}. It is {found}.")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    assert person.charts() == 2

    # the verdict: what happened with its range, the other side, what would change it
    person.reads(
        "It depends on how you separate. One profile per facet would have cut {share} reactions in 100 (between {low} "
        "and {high}); one profile per circle, {share2} in 100 (between {low2} and {high2}).",
    )
    page.get_by_text(
        re.compile("(You marked no facet as sensitive|Vous n'avez marqué aucune facette comme)")
    ).wait_for()
    person.reads("What changes this answer most: {what}. Between the least and the most that we hold possible, one "
                 "profile per facet would lose {low} or {high} of the people.")  # fmt: skip

    # one facet hidden from one circle: what it costs stands there before it is decided
    person.pick("One profile with limits")
    person.reads("Nothing is hidden yet. Hide one facet from one circle below, and see what it would have cost.")
    person.reads("Hiding “{facet}” from “{circle}” would have cut {share} reactions in 100 (between {low} and {high}, "
                 "at {level}): {missed} of {engagements}.")  # fmt: skip
    person.press("Hide it in my limits")
    person.reads("“{facet}”: hidden from {circles}")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    assert person.charts() == 2

    # the two questions: an answer binds and moves the estimate
    person.reads("If you had several profiles: of 10 people, how many would follow all of them?")
    page.get_by_role("radio", name="5", exact=True).first.click()
    visit.settle()

    visit.go("surprises")
    shown = page.get_by_role("button", name=_("Do not show"), exact=True)
    before = shown.count()
    assert before > 0
    person.press("Do not show")
    shown.nth(before - 1).wait_for(state="detached")
    visit.go("plan")
    person.press("Choose this plan", nth=1)
    person.reads("Your plan: {plan}")
    page.get_by_text(_("**How to set it up**").strip("*"), exact=True).wait_for()
    page.get_by_role("button", name=_("This is my plan"), exact=True).wait_for()

    # everything is told in words, and undone
    visit.go("dossier")
    person.reads("My plan: {plan}", "A surprise is not shown any more (post: {date})")
    person.reads("Out of 10 people, {n} would follow all my profiles", "“{facet}” hidden from “{circle}”")
    for _time in range(4):
        person.press("Undo")
    visit.go("plan")
    assert page.get_by_role("button", name=_("This is my plan"), exact=True).count() == 0
    visit.go("surprises")
    assert shown.count() == before
    visit.assert_quiet()
