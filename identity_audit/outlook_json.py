"""The keys of the JSON for other ways to separate, what could change, surprises and plans; nobody's name in them.

Exact counts, unknown is null. A key that could not be worked out is null as a whole, never a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from identity_audit.analysis.best_mix import Plan
from identity_audit.analysis.forecast import Range
from identity_audit.analysis.rates import MIN_POSTS
from identity_audit.analysis.scenarios import Scenario, ScenarioId
from identity_audit.analysis.strategies import Replay
from identity_audit.analysis.what_if import ASSUMPTIONS, Outcome
from identity_audit.findings import shown_circles
from identity_audit.outlook import Separation

if TYPE_CHECKING:
    from identity_audit.audit import Audit

Written = Callable[[Replay | None], dict[str, Any] | None]


def model_dict(audit: Audit, way: Separation) -> dict[str, Any] | None:
    """The people reached by a strategy in the next period (design section 5), what it loses, what could be seen."""
    told = audit.outlook.next_period
    if told is None:
        return None
    if way == "unified":
        reach, lost, could_see = told.unified, None, told.per_facet.unified_could_see
    else:
        found = audit.outlook.outcome(way)
        if found is None:
            return None
        reach, lost, could_see = found.engaged, found.lost, found.could_see
    return {
        "engaged_reach": reach.value, "low": reach.low, "high": reach.high, "level": reach.level,
        "lost": {"share": lost.value, "low": lost.low, "high": lost.high, "level": lost.level} if lost else None,
        "could_see": could_see,
    }  # fmt: skip


def break_even_dict(audit: Audit) -> dict[str, Any] | None:
    """What would have to be true for one profile per facet to reach as many people."""
    even = audit.outlook.break_even
    return None if even is None else asdict(even)


def other_side_dict(audit: Audit, way: Separation, short: Mapping[str, str]) -> dict[str, Any]:
    """What a strategy keeps from whom, what it takes, and how large each circle is among the people reached."""
    outlook, rule, replay = audit.outlook, audit.outlook.rule(way), _replayed(audit, way)
    seen = outlook.could_see(rule) if rule is not None else None
    return {
        "accounts": outlook.accounts(way),
        "could_see": asdict(seen) if seen else None,
        "sensitive": [] if rule is None else [
            {"topic": kept.facet, "people": kept.people, "people_then": kept.people_then}
            for kept in outlook.sensitive_reach(rule)
        ],
        "reached_by_circle": [] if replay is None else [
            {"group": written, "now": found.inside, "then": found.inside_then}
            for circle, written in short.items()
            if (found := outlook.aimed(replay, circle)) is not None and found.inside
        ],
    }  # fmt: skip


def _replayed(audit: Audit, way: Separation) -> Replay | None:
    found = audit.outlook.described(way)
    if found is None:
        return audit.replays[way]
    return found.replay if isinstance(found, Scenario) else None


def outlook_dict(audit: Audit, short: Mapping[str, str], replay_dict: Written) -> dict[str, Any]:
    """short: circle -> its id in the JSON. replay_dict: how a replay is written."""
    outlook, wanted = audit.outlook, audit.outlook.wishes
    return {
        "scenarios": [_scenario(audit, name, short, replay_dict) for name in outlook.scenarios],
        "hide_one": [
            {"group": short[circle], "topic": facet, "blocked": replay.blocked, "low": replay.low, "high": replay.high,
             "level": replay.level, "missed": round(replay.blocked * replay.engagements),
             "engagements": replay.engagements,
             "chances_less": seen.chances - seen.chances_then if seen else None}
            for (circle, facet), (replay, seen) in outlook.hidden_cells(shown_circles(audit)).items()
        ],
        "forecast": _forecast(audit),
        "surprises": _surprises(audit, short),
        "plans": [_plan(audit, plan, short, replay_dict) for plan in outlook.plans],
        "curve": [{"budget": p.budget, "kept": p.kept, "held_out": p.held_out} for p in outlook.curve],
        "narrowing": _narrowing(audit),
        "decided": {
            "hidden": _pairs(sorted(wanted.hidden), short),
            "follow_several": wanted.answers.get("follow_several"),
            "held_back": wanted.answers.get("held_back"),
            "plan": wanted.plan,
            "sensitive": list(outlook.sensitive), "sensitive_could_see": outlook.sensitive_people,
        },
    }  # fmt: skip


def _pairs(hidden: list[tuple[str, int]], short: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"group": short[circle], "topic": facet} for circle, facet in hidden if circle in short]


def _scenario(audit: Audit, name: ScenarioId, short: Mapping[str, str], replay_dict: Written) -> dict[str, Any]:
    found = audit.outlook.scenario(name)
    if not isinstance(found, Scenario):
        return {"id": name, "why_not": found, "replay": None, **other_side_dict(audit, name, short), "lists": None,
                "groups": [], "topics": [], "suggested": None, "model": None}  # fmt: skip
    belongs = found.belongs
    return {
        "id": name, "why_not": None, "replay": replay_dict(found.replay),
        **other_side_dict(audit, name, short), "lists": found.lists,
        "groups": sorted(short[c] for c in belongs.circles if c in short) if belongs else [],
        "topics": sorted(belongs.facets) if belongs else [],
        "suggested": found.suggested if belongs else None,
        "model": _outcome(audit.outlook.outcome(name)),
    }  # fmt: skip


def _forecast(audit: Audit) -> dict[str, Any]:
    """What could change, or (all null) how much there is and how much it would take."""
    outlook = audit.outlook
    past, found = outlook.history, outlook.forecast
    rest: dict[str, Any] = dict.fromkeys(
        ("from", "to", "people", "half_life", "earlier", "held", "missed", "per_facet", "per_circle")
    )
    counts = {"posts": len(past.time), "reactions": len(past.who), "fewest": MIN_POSTS}
    used = outlook.assumed
    assumed = [
        {"name": a.name, "value": getattr(used, a.name), "default": a.default, "low": a.low, "high": a.high,
         "source": a.source}
        for a in ASSUMPTIONS
    ]  # fmt: skip
    if found is not None:
        rest = {
            "from": found.since.date().isoformat(), "to": found.until.date().isoformat(),
            "people": len(found.history.people), "half_life": found.rates.half_life,
            "earlier": len(found.earlier), "held": found.held,
            "missed": found.missed, "per_facet": _outcome(outlook.outcome("per_facet")),
            "per_circle": _outcome(outlook.outcome("per_circle")),
        }  # fmt: skip
    return {
        **counts, **rest, "assumed": assumed,
        "influences": [{"name": i.name, "at_low": i.at_low, "at_high": i.at_high} for i in outlook.influences],
    }  # fmt: skip


def _range(found: Range) -> dict[str, Any]:
    return {"value": found.value, "low": found.low, "high": found.high, "level": found.level}


def _outcome(found: Outcome | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "engaged": _range(found.engaged), "one_profile": _range(found.unified), "lost": _range(found.lost),
        "could_see": found.could_see, "one_profile_could_see": found.unified_could_see, "shown": found.shown,
        "people": found.people,
    }  # fmt: skip


def _surprises(audit: Audit, short: Mapping[str, str]) -> dict[str, Any] | None:
    """The moments without people: when, on which facet, from which circle, how rare."""
    if audit.verdict == "no_received":
        return None
    bridges, shown = audit.outlook.bridges, audit.outlook.shown_surprises
    return {
        "reactions": len(audit.in_files), "moments": len(shown), "hidden": len(audit.outlook.surprises) - len(shown),
        "list": [
            {"date": s.time.date().isoformat() if s.time else None, "topic": s.topic, "group": short[s.circle],
             "why": s.why, "others": s.circle_episodes, "others_on_topic": s.on_facet, "share": s.facet_share}
            for s in shown
        ],
        "certain": bridges.certain, "probably": bridges.probably, "not_enough": bridges.not_enough,
    }  # fmt: skip


def _plan(audit: Audit, plan: Plan, short: Mapping[str, str], replay_dict: Written) -> dict[str, Any]:
    return {
        "name": plan.name, "kept": _range(plan.kept), "engaged": _range(plan.engaged),
        "hidden": _pairs(list(plan.hidden), short), "chances_less": plan.exposures_less,
        "sensitive_less": plan.sensitive_less, "exact": plan.mix.exact,
        "replay": replay_dict(audit.outlook.plan_replay(plan.name)),
    }  # fmt: skip


def _narrowing(audit: Audit) -> dict[str, Any]:
    found = audit.outlook.narrowing
    return {"answer": found.answer, "slope": found.slope, "low": found.low, "high": found.high, "level": found.level,
            "posts": found.n, "weeks": found.weeks}  # fmt: skip
