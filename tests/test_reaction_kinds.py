"""What counts as a reaction: one decision that every figure follows; ally and critic: words that move none."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from identity_audit.audit import Audit, Settings, recluster, run_audit
from identity_audit.corrections import CalledSo, CountedKind, ReactionKinds
from identity_audit.dataset import Dataset
from identity_audit.reaction_findings import NONE_COUNTS, TICK_MORE, kinds_sentence
from identity_audit.report import report_html
from identity_audit.report_tables import report_tables
from identity_audit.schema import ENGAGEMENT_KINDS
from identity_audit.words import words
from tests.test_corrections import DATA, FACETS
from tests.test_report import audit_of, dataset_of

ONLY_TAPS = ReactionKinds(("reaction",))


def test_the_last_answer_counts_and_none_is_no_answer() -> None:
    assert DATA.reaction_kinds == ENGAGEMENT_KINDS
    assert DATA.apply([ONLY_TAPS]).reaction_kinds == ("reaction",)
    both: tuple[CountedKind, ...] = ("share", "comment")
    # always in the same order, whatever the order of the ticks
    assert DATA.apply([ONLY_TAPS, ReactionKinds(both)]).reaction_kinds == ("comment", "share")
    assert DATA.apply([ONLY_TAPS, ReactionKinds(())]).reaction_kinds == ENGAGEMENT_KINDS
    assert DATA.apply([ONLY_TAPS]).fingerprint != DATA.fingerprint
    assert DATA.apply([ReactionKinds(ENGAGEMENT_KINDS)]).fingerprint == DATA.fingerprint  # type: ignore[arg-type]
    assert DATA.apply([ONLY_TAPS]).only(["a"]).reaction_kinds == ("reaction",)


def test_what_does_not_count_is_no_engagement_and_stays_in_the_tables() -> None:
    from identity_audit.analysis.engagement import engagements, opportunities

    taps = DATA.apply([ONLY_TAPS])
    kept = engagements(taps, FACETS)
    assert set(kept["kind"]) == {"reaction"} and set(engagements(DATA, FACETS)["kind"]) >= {"reaction"}
    words_only = engagements(DATA.apply([ReactionKinds(("comment",))]), FACETS)
    # Jeanne's comment on a:1 alone; her like and the others' are none
    assert words_only[["contact_id", "post_id", "acts"]].to_numpy().tolist() == [["b:jeanne", "a:1", 1]]
    assert len(taps.interactions) == len(DATA.interactions)
    cells = opportunities(taps, FACETS).cells
    assert cells["engagements"].sum() == len(kept)


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> tuple[Audit, Audit]:
    """An audit of a workspace with reactions and answers, and the same where only answers count."""
    from identity_audit import read_export
    from tests.ui.conftest import write_slack

    read = read_export([write_slack(tmp_path_factory.mktemp("slack") / "slack.zip")], me="Nora Lindqvist")
    extra = read.interactions.iloc[:40].assign(kind="reply", text="Is it so?")
    data = replace(read, interactions=pd.concat([read.interactions, extra], ignore_index=True))
    before = run_audit(data)
    return before, recluster(before, Settings(corrections=(ReactionKinds(("reply",)),)))


def test_every_figure_follows(audits: tuple[Audit, Audit]) -> None:
    before, after = audits
    assert set(before.engagements["kind"]) == {"reaction"} or "reply" in set(before.engagements["kind"])
    assert set(after.engagements["kind"]) == {"reply"} and 0 < len(after.engagements) < len(before.engagements)
    fresh = run_audit(before.source, after.settings)
    one, other = after.to_dict(lang="en"), fresh.to_dict(lang="en")
    assert one == other
    assert one["reaction_kinds"] == ["reply"] and before.to_dict(lang="en")["reaction_kinds"] == list(ENGAGEMENT_KINDS)
    assert one["engagements"]["observed"] == len(after.engagements)
    assert sum(c["engagements"] for c in one["crossing"] if c["group"] == "everyone") <= len(after.engagements)
    assert sum(one["listening"]["conversation"]["ladder"].values()) == sum(
        before.to_dict(lang="en")["listening"]["conversation"]["ladder"].values()
    ), "posts are the same; only what is a reaction differs"
    back = recluster(after, Settings())
    assert back.to_dict(lang="en") == before.to_dict(lang="en")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_report_and_tables_say_which_kinds_count(lang: str) -> None:
    _ = words(lang)
    data: Dataset = dataset_of(10, [(w, p) for w in range(10) for p in range(0, 40, 5)], {"Choir": range(8)})
    for chosen, counted in ((ENGAGEMENT_KINDS, 7), (("reaction", "share"), 2)):
        audit = audit_of(replace(data, reaction_kinds=chosen), ["music", "school"])
        page = BeautifulSoup(report_html(audit, lang=lang), "html.parser")
        method = page.find_all("section")[-1]
        assert kinds_sentence(audit.dataset, _) in method.get_text()
        assert [row.td.get_text() for row in method.tbody.find_all("tr")].count(_("yes")) == counted
        tables = [text for text in report_tables(audit, lang=lang).values() if _("Counts as a reaction") in text]
        assert len(tables) == 1 and tables[0].count(f'"{_("yes")}"') == counted


def test_ally_and_critic_move_no_figure_and_are_counted_without_a_name(audits: tuple[Audit, Audit]) -> None:
    before, _after = audits
    one, other = sorted(before.dataset.contacts["contact_id"])[:2]
    said = (CalledSo(one, "ally"), CalledSo(other, "critic"), CalledSo(other, None))
    after = recluster(before, Settings(corrections=said))
    assert after.engagements is before.engagements and after.matrix is before.matrix
    first, second = before.to_dict(lang="en"), after.to_dict(lang="en")
    assert second["listening"].pop("called") == {"ally": 1, "critic": 0}
    assert first["listening"].pop("called") == {"ally": 0, "critic": 0}
    assert first == second


def test_where_nothing_counts_the_reason_is_the_decision_and_not_the_files(audits: tuple[Audit, Audit]) -> None:
    before, _after = audits
    none = recluster(before, Settings(corrections=(ReactionKinds(("wall_post",)),)))
    assert none.engagements.empty and none.verdict == "no_received"
    found = none.to_dict(lang="en")["verdict"]
    assert found["code"] == "no_received" and found["sentence"] == NONE_COUNTS and found["why_not"] == TICK_MORE
    page = report_html(none, lang="en")
    assert NONE_COUNTS in page and "these files do not say who reacts" not in page
