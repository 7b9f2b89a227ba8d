"""What follows from an audit beyond what happened: other ways to separate, what could change, surprises, plans.

Each is made when it is first asked for and kept in `Audit.kept` under what it depends on, so that a decision about one
thing does not make another be worked out again. Nothing here is arithmetic of its own: see `analysis`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from identity_audit.analysis import (
    best_mix,
    bridges,
    forecast,
    narrowing,
    next_period,
    rates,
    scenarios,
    spread,
    strategies,
    surprises,
    what_if,
)
from identity_audit.analysis.best_mix import Plan, Point
from identity_audit.analysis.bridges import Bridges
from identity_audit.analysis.circles import Separate, already_separate
from identity_audit.analysis.cross_posting import counted
from identity_audit.analysis.exposure import mixedness
from identity_audit.analysis.forecast import Forecast
from identity_audit.analysis.language import detect
from identity_audit.analysis.narrowing import Narrowing
from identity_audit.analysis.next_period import NextPeriod
from identity_audit.analysis.scenarios import SCENARIOS, Aimed, CouldSee, Kept, Limits, Rule, Scenario, ScenarioId, Why
from identity_audit.analysis.spread import Spread
from identity_audit.analysis.strategies import Grid, Replay
from identity_audit.analysis.surprises import Surprise
from identity_audit.analysis.what_if import Assumed, BreakEven, Influence, Outcome, Strategy
from identity_audit.analysis.wishes import Belongs, Hidden, Wishes, wishes
from identity_audit.corrections import PlanName, TwoKinds
from identity_audit.people import People

if TYPE_CHECKING:
    from identity_audit.audit import Audit

#: circles that a ready plan may close
MOST_CLOSED = 12

Separation = Literal["unified", "per_facet", "per_circle"] | ScenarioId


class Outlook:
    """See the module; `audit` is what the person's files say now."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    def _once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        kept = self._audit.kept
        if key not in kept:
            kept[key] = make()
        return kept[key]

    # --- what the person wants -------------------------------------------------------------------------------------

    @cached_property
    def wishes(self) -> Wishes:
        """What the person decided about limits, second profiles, the two questions, the plan and the surprises."""
        audit = self._audit
        circles = {circle.id for circle in audit.circles()}
        return wishes(audit.settings.corrections, audit.topics.assignment, circles)

    @cached_property
    def sensitive(self) -> tuple[int, ...]:
        """The facets that the person finds sensitive."""
        return tuple(facet.id for facet in self._audit.facets() if facet.sensitive)

    # --- what happened, separated otherwise ------------------------------------------------------------------------

    def described(self, way: Separation) -> Scenario | Why | None:
        """The same for a way that may be one of the three that need no description: None for those."""
        name = next((scenario for scenario in SCENARIOS if scenario == way), None)
        return None if name is None else self.scenario(name)

    def scenario(self, name: ScenarioId) -> Scenario | Why:
        """One way to separate, replayed; or why nothing can be said of it."""
        wanted = self.wishes
        chosen = tuple(sorted((n, b.circles, b.facets) for n, b in wanted.profiles.items()))
        key = ("scenario", name, wanted.hidden if name == "limits" else chosen)
        found: Scenario | Why = self._once(key, lambda: self._scenario(name, wanted))
        return found

    def _scenario(self, name: ScenarioId, wanted: Wishes) -> Scenario | Why:
        audit = self._audit
        kinds = {circle.id: circle.kind for circle in audit.circles() if circle.people}
        return scenarios.scenario(
            name, audit.in_files, audit.dataset.sent_to if name == "today" else audit.dataset.memberships,
            facets=sorted(facet.id for facet in audit.facets()), kinds=kinds, wanted=wanted, apart=self.apart,
            seed=audit.settings.seed,
        )  # fmt: skip

    def rule(self, name: Separation) -> Rule | None:
        """Who sees what by circles in this way to separate; None where that hangs on each person, or is not told."""
        if name in ("unified", "per_facet"):
            return None
        if name != "per_circle":
            found = self.described(name)
            return found.rule if isinstance(found, Scenario) else None
        circles = sorted(circle.id for circle in self._audit.circles() if circle.people)
        told = {circle: self.facets_of([circle]) for circle in circles}
        profiles = {circle: shown for circle, shown in told.items() if shown}
        return scenarios.Profiles(profiles, accounts=len(profiles)) if profiles else None

    def accounts(self, way: Separation) -> int | None:
        """How many accounts there are to keep alive; None where the way is not described."""
        if way in ("unified", "limits"):
            return 1
        if way == "per_facet":
            return len(self._audit.topics.topics)
        rule = self.rule(way)
        if rule is None:
            return None
        return rule.accounts if isinstance(rule, scenarios.Profiles) else 2

    def could_see(self, rule: Rule) -> CouldSee | None:
        """Who could see what, now and under this rule; None where no list of reactions is whole."""
        return scenarios.could_see(rule, self._audit.seen, self._inside(rule))

    def _inside(self, rule: Rule) -> pd.DataFrame:
        """Who is in the circles of a rule: contact_id, group_id."""
        dataset = self._audit.dataset
        return dataset.sent_to if isinstance(rule, scenarios.Profiles) and rule.of_files else dataset.memberships

    @property
    def scenarios(self) -> dict[ScenarioId, Scenario | Why]:
        return {name: self.scenario(name) for name in SCENARIOS}

    def belongs(self, profile: TwoKinds) -> Belongs | None:
        """Who and what belongs to a second profile: what the person said, else what the files suggest."""
        audit, said = self._audit, self.wishes.profiles.get(profile)
        if said is not None:
            return said
        kinds = {circle.id: circle.kind for circle in audit.circles() if circle.people}
        return scenarios.suggestion(profile, audit.in_files, audit.dataset.memberships, kinds)

    def facets_of(self, circles: Collection[str]) -> frozenset[int]:
        """The fewest facets that hold 80 % of what the people of these circles react to."""
        return scenarios.facets_of(circles, self._audit.in_files, self._audit.dataset.memberships)

    @property
    def apart(self) -> Separate:
        """What the person keeps apart today."""
        audit = self._audit
        found: Separate = self._once(
            "apart", lambda: already_separate(audit.dataset, audit.topics.assignment[["post_id", "topic"]])
        )
        return found

    def aimed(self, replay: Replay, circle: str | None) -> Aimed | None:
        """The circle that matters most, among all people reached with one profile and under a strategy."""
        belongs = self._audit.dataset.memberships
        members = belongs.loc[belongs["group_id"] == circle, "contact_id"]
        return None if members.empty else scenarios.aimed(replay, members.tolist())

    def sensitive_reach(self, rule: Rule) -> tuple[Kept, ...]:
        """How many contacts could see something of each sensitive facet, now and under this rule?"""
        audit = self._audit
        return scenarios.sensitive_reach(rule, audit.seen, self._inside(rule), self.sensitive)

    def hidden_cell(self, circle: str, facet: int) -> tuple[Replay, CouldSee | None] | None:
        """What hiding one facet from one circle alone would have cut, and who could see less."""
        audit = self._audit
        rule = Limits(frozenset({(circle, facet)}))
        belongs = audit.dataset.memberships

        def replayed() -> Replay | None:
            return strategies.replay_rule(
                "limits", audit.in_files, partial(_sees, rule, belongs), audit.settings.seed
            )  # fmt: skip

        replay: Replay | None = self._once(("cell", circle, facet), replayed)
        return None if replay is None else (replay, scenarios.could_see(rule, audit.seen, belongs))

    def hidden_cells(self, circles: Sequence[str]) -> dict[Hidden, tuple[Replay, CouldSee | None]]:
        """The same for each facet and each of these circles; empty where there is too little to replay."""
        audit, belongs = self._audit, self._audit.dataset.memberships
        cells = [(circle, facet.id) for circle in circles for facet in audit.facets()]
        rules = [Limits(frozenset({cell})) for cell in cells]

        def replayed() -> list[Replay]:
            return strategies.replay_rules(
                "limits", audit.in_files, [partial(_sees, rule, belongs) for rule in rules], audit.settings.seed
            )

        replays: list[Replay] = self._once(("cells", tuple(circles)), replayed)
        return {
            cell: (replay, scenarios.could_see(rule, audit.seen, belongs))
            for cell, rule, replay in zip(cells, rules, replays, strict=False)
        }

    @property
    def sensitive_people(self) -> int | None:
        """How many contacts could see something that the person finds sensitive, on whole lists; None = not known."""
        seen = self._audit.seen
        known = set(seen.known["topic"]) & set(self.sensitive)
        return int(seen.cells.loc[seen.cells["topic"].isin(known), "contact_id"].nunique()) if known else None

    # --- who surprises ---------------------------------------------------------------------------------------------

    @property
    def bridges(self) -> Bridges:
        """Who reacts to several facets, and how sure that is."""
        audit = self._audit
        found: Bridges = self._once("bridges", lambda: bridges.bridges(
            audit.in_files, self._members, bridges.topic_error(audit.topics.assignment)
        ))  # fmt: skip
        return found

    @property
    def spread(self) -> Spread | None:
        """How widely people react, against chance and within their circles; None with fewer than two facets."""
        audit = self._audit
        found: Spread | None = self._once(
            "spread", lambda: spread.spread(audit.in_files, self._members, audit.settings.seed)
        )
        return found

    @property
    def surprises(self) -> tuple[Surprise, ...]:
        """The moments that nobody would have expected, newest first, with those that the person hides."""
        audit = self._audit
        found: tuple[Surprise, ...] = self._once(
            "surprises", lambda: surprises.surprises(audit.in_files, self._members)
        )
        return found

    @property
    def _members(self) -> pd.DataFrame:
        """Memberships of the circles that are the person's: whoever once received a post is no circle."""
        audit = self._audit
        circles = [circle.id for circle in audit.circles()]
        return audit.dataset.memberships[audit.dataset.memberships["group_id"].isin(circles)]

    @property
    def shown_surprises(self) -> tuple[Surprise, ...]:
        """Those that the person did not hide."""
        hidden, people = self.wishes.moments, People(self._audit.settings.corrections)
        return tuple(s for s in self.surprises if (s.post_id, people.root(s.contact_id)) not in hidden)

    # --- what could change -----------------------------------------------------------------------------------------

    @property
    def forecast(self) -> Forecast | None:
        """The next period; None where there is too little to say anything of it."""
        past, seed = self.history, self._audit.settings.seed
        found: Forecast | None = self._once("forecast", lambda: forecast.forecast(past, seed) if past.enough else None)
        return found

    @property
    def history(self) -> rates.History:
        """What the model may know of the past."""
        audit = self._audit
        found: rates.History = self._once(
            "history", lambda: rates.history(audit.read, audit.topics.assignment, audit.in_files)
        )
        return found

    @property
    def assumed(self) -> Assumed:
        """What the model takes for granted: the person's two answers, else the defaults."""
        answers = self.wishes.answers
        return Assumed(
            cross_follow=answers.get("follow_several", 0) / 10,
            unlock=what_if.unlock_from(answers["held_back"]) if "held_back" in answers else 0.0,
        )

    @property
    def next_period(self) -> NextPeriod | None:
        """What separating would change in the next period; None where there is no forecast."""
        audit, found = self._audit, self.forecast
        if found is None:
            return None
        told: NextPeriod = self._once(("next_period", self.sensitive, self.assumed), lambda: next_period.next_period(
            found, audit.in_files, audit.read.memberships, set(self.sensitive), self.assumed
        ))  # fmt: skip
        return told

    def outcome(self, way: Separation) -> Outcome | None:
        """What a strategy would change in the next period; None where nothing can be said of it."""
        found, told, rule = self.forecast, self.next_period, self.rule(way)
        if found is None or told is None:
            return None
        if way == "per_facet":
            return told.per_facet
        if way == "per_circle":
            return told.per_circle
        if rule is None:
            return None
        past = found.history
        allow = scenarios.sees(rule, past.people, [int(str(facet)) for facet in past.facets], self._inside(rule))
        marked = np.isin(np.asarray(past.facets, dtype=object), list(self.sensitive))
        key = ("outcome", allow.tobytes(), self.sensitive, self.assumed)
        outcome: Outcome = self._once(
            key, lambda: what_if.what_if(found, Strategy(allow, marked), self.assumed)
        )  # fmt: skip
        return outcome

    @property
    def break_even(self) -> BreakEven | None:
        """What would have to be true for one profile per facet to reach as many people as one profile."""
        return self.next_period.break_even if self.next_period else None

    @property
    def influences(self) -> tuple[Influence, ...]:
        """Which assumption changes the loss of one profile per facet most? The most influential first."""
        return self.next_period.influences if self.next_period else ()

    # --- the plan --------------------------------------------------------------------------------------------------

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The three ready plans; empty where none can be made."""
        found, sensitive = self.forecast, self.sensitive
        if found is None:
            return ()
        plans: tuple[Plan, ...] = self._once(
            ("plans", sensitive),
            lambda: best_mix.plans(
                found, set(sensitive), seed=self._audit.settings.seed, circles=self._closable(found)
            ),
        )
        return plans

    def _closable(self, found: Forecast) -> list[str]:
        """The circles that a plan may close: the largest, as many as somebody could keep lists of."""
        known = set(found.history.circles)
        return [circle.id for circle in self._audit.circles() if circle.id in known][:MOST_CLOSED]

    def plan_replay(self, name: PlanName) -> Replay | None:
        """What a plan would have cut of what happened: the count beside the forecast."""
        plan = next((plan for plan in self.plans if plan.name == name), None)
        if plan is None:
            return None
        audit, rule = self._audit, Limits(frozenset(plan.hidden))
        belongs = audit.dataset.memberships

        def replayed() -> Replay | None:
            return strategies.replay_rule(
                "plan", audit.in_files, partial(_sees, rule, belongs), audit.settings.seed
            )  # fmt: skip

        replay: Replay | None = self._once(("plan_replay", name, self.sensitive), replayed)
        return replay

    @property
    def curve(self) -> tuple[Point, ...]:
        """People kept against what is exposed, with what the end of the history says of it."""
        found, sensitive = self.forecast, self.sensitive
        if found is None:
            return ()
        points: tuple[Point, ...] = self._once(
            ("curve", sensitive),
            lambda: best_mix.curve(
                found, set(sensitive), seed=self._audit.settings.seed, circles=self._closable(found)
            ),
        )
        return points

    @property
    def narrowing(self) -> Narrowing:
        """Does the person write more alike when more kinds of people can read?"""
        audit = self._audit

        def made() -> Narrowing:
            assigned, circles = audit.topics.assignment, [circle.id for circle in audit.circles()]
            posts = audit.posts[audit.posts["post_id"].isin(assigned.loc[counted(assigned), "post_id"])]
            spoken = pd.Series(detect(posts["text"].fillna("").tolist()), index=posts.index, dtype=object)
            posts = posts.assign(lang=spoken)
            return narrowing.narrowing(
                posts, mixedness(audit.dataset, assigned, audit.engagements, circles), audit.settings.seed
            )  # fmt: skip

        found: Narrowing = self._once("narrowing", made)
        return found


def _sees(rule: Rule, memberships: pd.DataFrame, people: Sequence[str], facets: Sequence[int]) -> Grid:
    return scenarios.sees(rule, people, facets, memberships)
