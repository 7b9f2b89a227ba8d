"""Every number in a sentence of the pages is found in the JSON of the same audit, as in the report."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from identity_audit.audit import Audit
from identity_audit.ui import state, work
from tests.said_numbers import SIGN, Json, Remembering, circle_names, explained, facet_names, signs
from tests.ui.conftest import Open, go


def sentences(app: AppTest) -> str:
    """What the page says beside its pictures, tables and widgets."""
    found = [*app.main.markdown, *app.main.caption, *app.main.info, *app.main.subheader, *app.main.title]
    return html.unescape("\n".join(str(element.value) for element in found)).replace("\u2060", "")


def remembered(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, outcome: work.Outcome, page: str, lang: str
) -> tuple[AppTest, Remembering, Json]:
    """A page that was written with signs for numbers, its words, and the JSON of the same audit."""
    words = Remembering(lang)
    monkeypatch.setattr(state, "words", lambda: words)
    assert isinstance(outcome.audit, Audit)
    return open_page(page, outcome, lang=lang), words, outcome.audit.to_dict(lang=lang, names=True)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("page", ["facets", "listening", "claims", "reactions", "surprises", "profiles", "plan"])
@pytest.mark.parametrize("who", ["camille", "sam"])
def test_every_number_of_a_page_is_in_the_json(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, who: str, page: str, lang: str
) -> None:
    app, words, found = remembered(open_page, monkeypatch, request.getfixturevalue(who), page, lang)
    assert not app.exception
    text = sentences(app)
    right, wrong = explained(found, words)
    assert wrong == []
    unexplained = [use for use in words.uses if not {n for value in use[1].values() for n in signs(value)} <= right]
    assert [n for n in signs(text) if n not in right] == [], unexplained
    # without plans, which need a forecast, their page has little to count
    assert len(signs(text)) > (3 if page == "plan" else 5)
    names = {w for name in (*facet_names(found, words).values(), *circle_names(found, words).values())
             for w in name.split() if re.search(r"\d", w)}  # fmt: skip
    outside = re.sub("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "$^", "", text)
    turned = re.sub(r"Page \d+ (of|sur) \d+", "", SIGN.sub("", outside))  # where one is in a list, not in the audit
    assert re.findall(r".*\d.*", turned) == []


def test_a_wrong_number_on_a_page_is_noticed(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, camille: work.Outcome
) -> None:
    _app, words, found = remembered(open_page, monkeypatch, camille, "facets", "en")
    assert explained(found, words)[1] == []
    changed: Any = {**found, "posts_unsure": found["posts_unsure"] + 1}
    assert [fault for fault in explained(changed, words)[1] if fault.startswith("{posts} posts with words")]


def test_the_report_that_is_saved_carries_the_aim(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, sam: work.Outcome
) -> None:
    saved: dict[str, Any] = {}

    def button(_place: DeltaGenerator, _label: str, data: Any, **options: Any) -> bool:
        saved[options["key"]] = data
        return False

    assert isinstance(sam.audit, Audit)
    circle = sam.audit.circles()[0]
    app = open_page("aim", sam, lang="en")
    app.button(key="aim_known").click().run()
    app.selectbox(key="aim_circle").set_value(circle.id).run()
    monkeypatch.setattr(DeltaGenerator, "download_button", button)
    go(app, "profiles")
    page = html.unescape(saved["report"]())
    assert "Be known for one subject" in page
    assert f"The circle that matters most to you. {circle.name}:" in page


@pytest.mark.parametrize("who", ["camille", "sam"])
def test_the_table_of_what_circles_could_see_is_that_of_the_json(
    open_page: Open, request: pytest.FixtureRequest, who: str
) -> None:
    outcome: work.Outcome = request.getfixturevalue(who)
    assert isinstance(outcome.audit, Audit)
    found = outcome.audit.to_dict(lang="en", names=True)
    circles, facets = ({row["id"]: row["name"] for row in found[key]} for key in ("groups", "topics"))
    expected = [
        [
            circles[r["group"]],
            facets[r["topic"]],
            *(r[k] for k in ("posts", "could_see", "from_answer", "not_known", "not_sent")),
        ]
        for r in found["circles_could_see"]
        if r["group"] in [g["id"] for g in found["groups"]][:6]
    ]
    shown = [table.value for table in open_page("profiles", outcome, lang="en").dataframe]
    [table] = [frame for frame in shown if "Sent to others only" in frame.columns]
    assert sorted(table.to_numpy().tolist()) == sorted(expected)
    assert (table["Posts"] == table.iloc[:, 3:].sum(axis=1)).all()
