"""`python -m identity_audit`: what goes to stdout, what to stderr, the exit codes, and the shape of the JSON."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from identity_audit.__main__ import main
from identity_audit.dataset import fold
from identity_audit.importers import read_export

ROOT = Path(__file__).parents[1]
CAMILLE = ROOT / "sample_data" / "camille"
SAMPLE = sorted(str(path) for path in CAMILLE.iterdir() if path.suffix in (".zip", ".txt", ".mbox"))
FACEBOOK, SLACK = str(CAMILLE / "facebook-camille.zip"), str(CAMILLE / "slack-parents.zip")
EXPORTS = ROOT / "tests" / "exports"
TABLES = str(EXPORTS / "generic_csv" / "month_first" / "export")
PEOPLE = str(EXPORTS / "generic_csv" / "french_excel" / "export")
WORKSPACE = str(EXPORTS / "slack" / "association" / "export")
CHAT = str(EXPORTS / "whatsapp" / "german_points" / "export")
#: what each variant needs to be read
OPTIONS = {path.parent: json.loads(path.read_text(encoding="utf-8")) for path in EXPORTS.glob("*/*/options.json")}
VARIANTS = sorted(path.parent for path in EXPORTS.glob("*/*/export"))

Capture = pytest.CaptureFixture[str]


# --- the shape of the JSON, written down from design section 5 ------------------------------------------------------
# A dict lists every key; a list holds its one kind of item; a function says whether a value is right.


def whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def ratio(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def day(value: Any) -> bool:
    return isinstance(value, str) and date.fromisoformat(value).isoformat() == value


def moment(value: Any) -> bool:
    return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None


def number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def one_of(*values: Any) -> Any:
    return lambda value: value in values


def null(value: Any) -> bool:
    return value is None


def maybe(kind: Any) -> tuple[str, Any]:
    return ("or null", kind)


EVIDENCE = {"observed": whole, "proxy": whole}
GRADE = one_of("good", "partial", "absent")
GRADED = {"grade": GRADE, "why": text}
INSPECT: dict[str, Any] = {
    "platforms": [{
        "platform": text, "posts": whole, "contacts": whole,
        "interactions": {"received": EVIDENCE, "given": EVIDENCE},
        "reactions_known": {"complete": whole, "partial": whole, "count": whole, "none": whole},
        "coverage": {"contacts": GRADED, "words": GRADED, "reactions": GRADED, "visibility": GRADED},
    }],
    "problems": [{"platform": lambda value: isinstance(value, str), "file": text, "what": text, "n": whole}],
}  # fmt: skip
REPLAY = {
    "blocked": share, "low": share, "high": share, "level": one_of(0.95), "contacts_keep": whole,
    "contacts_lose_part": whole, "contacts_lost": whole, "people": whole, "engagements": whole, "newcomers": whole,
    "since": maybe(moment), "placed": one_of("past", "hindsight"), "single": whole,
    "of_100": {"keep": whole, "lose_part": whole, "lost": whole},
    "by_topic": [{"topic": whole, "engagements": whole, "blocked": whole, "remaining": whole}],
}  # fmt: skip
TOO_FEW = {"verdict": null, "why": one_of("posts", "networks", "weeks"), "posts": whole}
ESTIMATE = {"value": ratio, "low": ratio, "high": ratio, "count": whole, "n": whole}
PART = {"since": moment, "until": moment, "posts": whole, "placed": whole, "people": maybe(whole)}
CHANGE = {
    "verdict": one_of("moved", "stayed", "cannot_tell"), "divided": one_of("halves"), "cut": moment, "level": share,
    "before": PART, "after": PART,
    "figures": [{
        "kind": one_of("facet", "replies", "reactions", "cross_facet"), "topic": maybe(whole), "before": ESTIMATE,
        "after": ESTIMATE, "difference": number, "low": number, "high": number, "same_networks": number,
        "verdict": one_of("more", "less", "cannot_tell"),
    }],
    "closed": [{"kind": one_of("facet", "replies", "reactions", "cross_facet"), "why": one_of("absent", "few"),
                "before": whole, "after": whole}],
    "platforms": [text], "left_out": [{"platform": text, "before": whole, "after": whole}], "undated": whole,
}  # fmt: skip
RANGE = {"value": number, "low": number, "high": number, "level": one_of(0.8)}
OUTCOME = {"engaged": RANGE, "one_profile": RANGE, "lost": RANGE, "could_see": ratio, "one_profile_could_see": ratio,
           "shown": whole, "people": whole}  # fmt: skip
OTHER_SIDE = {
    "accounts": maybe(whole),
    "could_see": maybe({"people": whole, "people_then": whole, "chances": whole, "chances_then": whole}),
    "sensitive": [{"topic": whole, "people": whole, "people_then": whole}],
    "reached_by_circle": [{"group": text, "now": whole, "then": whole}],
}  # fmt: skip
ANSWERED = {
    "evidence": text, "posts": whole, "strata": whole, "from": maybe(day), "to": maybe(day), "level": one_of(0.95),
    "groups": [{"key": lambda value: text(value) or whole(value), "posts": whole, "answers": whole,
                "ratio": maybe(ratio), "low": maybe(ratio), "high": maybe(ratio)}],
}  # fmt: skip
#: a share of n with its interval; too few: null
PORTION = {"count": whole, "n": whole, "share": maybe(share), "low": maybe(share), "high": maybe(share)}
#: how many times as much as others; too few: null
TIMES = {"n": whole, "others": whole, "value": maybe(ratio), "low": maybe(ratio), "high": maybe(ratio)}
#: how much of something in all, and for each of n; too few: null
EACH = {"n": whole, "total": whole, "value": maybe(ratio), "low": maybe(ratio), "high": maybe(ratio)}
LADDER = {"nothing": whole, "one_tap": whole, "words": whole, "exchange": whole, "long": whole}
WEEKS = {"weeks": whole, "active": whole, "posts": whole, "silence": whole,
         "unevenness": maybe(ratio), "burstiness": maybe(number)}  # fmt: skip
LISTENING = {
    "level": one_of(0.95),
    "conversation": {
        "from": maybe(day), "to": maybe(day), "balance": PORTION, "starts": PORTION, "ladder": LADDER,
        "ladder_at_least": LADDER, "answers": PORTION,
        "hours": maybe({"middle": ratio, "low": ratio, "high": ratio}), "questions": PORTION, "brought": TIMES,
        "waiting": whole, "contacts": {"people": whole, "silent": whole},
        "quality": {"answered": whole, "both_ways": whole, "turns": maybe(ratio), "people": maybe(ratio),
                    "answer_words": maybe(ratio)},
        "volume": {"posts": whole, "replies": whole, "answers": whole, "one_tap": whole},
        "halves": {
            "cut": maybe(day),
            "figures": [{"kind": text, "before": ESTIMATE, "after": ESTIMATE, "difference": number, "low": number,
                         "high": number}],
            "closed": [{"kind": text, "before": whole, "after": whole}],
        },
    },
    "roles": {
        "people": {"early": whole, "begins": whole, "passes_on": whole, "two_circles": whole},
        "by_facet": [{"topic": whole, "role": text, "people": whole}], "posts_with_an_order": whole,
        "meetings": maybe([{"topic": whole, "posts": whole, "meeting": whole, "people": whole, "circles": whole}]),
        "mentions": {"people": whole, "times": whole},
    },
    "called": {"ally": whole, "critic": whole},
    "territories": [{"group": text, "topic": whole, "platform": text, "people": whole, "reactions": whole,
                     "posts": whole}],
    "lives": [{"topic": whole, "platform": text, "posts": whole}],
    "both_ways": {
        "given": [{"topic": maybe(whole), "people": whole, "times": whole}], "networks": [text],
        "beside": [{"topic": maybe(whole), "given_people": whole, "given_times": whole, "received_people": whole,
                    "received_times": whole}],
        "relations": {"answers_me": whole, "i_answer": whole, "both_ways": whole, "cannot_tell": whole},
        "one_way": whole,
    },
    "relays": {"silent": PORTION, "people": whole, "sites": whole, "links": whole, "taps": whole, "tapped": whole,
               "half": maybe(whole), "advertisers": whole},
    "own_links": {
        "named": one_of(True, False), "posts": whole, "links": whole, "no_address": whole, "from": maybe(day),
        "to": maybe(day), "brought": EACH, "brought_others": EACH, "brought_without": EACH, "against_others": TIMES,
        "against_without": TIMES,
    },
    "heard": {
        "texts": whole, "placed": whole, "people": whole, "asked": whole, "asked_lately": whole, "asked_on": [day],
        "gaps": [{"topic": whole, "heard": PORTION, "published": PORTION, "apart": one_of(True, False)}],
        "by_circle": [{"group": text, "topic": whole, "texts": whole, **PORTION}],
        "circles": [{"group": text, "people": whole, "texts": whole, "from": day, "to": day}],
    },
    "rhythm": {
        "from": maybe(day), "to": maybe(day), "all": maybe(WEEKS), "by_facet": [{"topic": whole, **WEEKS}],
        "by_year": [{"year": whole, **WEEKS}], "months": [{"month": day, "posts": whole}],
        "marks": [{"date": day, "platform": text}], "media": [{"media": text, **TIMES}],
    },
    "claims": [{"id": text, "year": maybe(whole), "claimed": maybe(ratio), "claimed_to": maybe(ratio),
                "verdict": one_of("yes", "no", "cannot_tell"), "level": share, **TIMES}],
    "private_sharing": {
        "links": maybe(PORTION), "by_year": [{"year": maybe(whole), "private": maybe(whole), "public": maybe(whole)}],
        "by_facet": [{"topic": maybe(whole), "private": maybe(whole), "public": maybe(whole)}],
        "stories": {"private": maybe(whole), "public": maybe(whole)},
    },
}  # fmt: skip
AUDIT: dict[str, Any] = {
    **INSPECT,
    "period": {"from": maybe(day), "to": maybe(day)},
    "posts": whole,
    "contacts": whole,
    "topics": [{"id": whole, "name": text, "terms": [text], "posts": whole, "share": share, "reactions_known": whole,
                "unsure": whole, "sensitive": one_of(True, False)}],
    "engagements": EVIDENCE,
    "groups": [{"id": text, "name": maybe(text), "kind": text, "people": whole}],
    "matrix": [{"group": text, "topic": whole, "people": whole, "engagements": whole, "exposed": maybe(whole),
                "opportunities": maybe(whole)}],
    "audience": {
        "engagers": whole, "in_two_or_more": whole, "bridges": maybe(whole), "undecided": maybe(whole),
        "probably": maybe(whole), "unexpected": maybe(whole), "topic_error": maybe(share), "in_circles": maybe(whole),
        "spread": maybe({
            "fewest_occasions": one_of(5), "judged": whole, "too_few": whole, "narrow": whole, "wide": whole,
            "fewest_in_circle": one_of(20), "in_circle": whole, "wider_than_circle": whole,
            "facets": maybe({"value": ratio, "low": ratio, "high": ratio, "level": one_of(0.95), "chance": ratio}),
        }),
        "cross_facet": {"share": maybe(share), "low": maybe(share), "high": maybe(share), "level": one_of(0.95),
                        "chance": maybe(share), "mixing_index": maybe(ratio), "reactions": whole, "people": whole},
    },
    "strategies": [{
        "id": one_of("unified", "per_facet", "per_circle"), "replay": maybe(REPLAY), **OTHER_SIDE,
        "model": maybe({"engaged_reach": ratio, "low": ratio, "high": ratio, "level": one_of(0.8),
                        "lost": maybe({"share": number, "low": number, "high": number, "level": one_of(0.8)}),
                        "could_see": ratio}),
    }],
    "break_even": maybe({"dilution": maybe(ratio), "unlock": maybe(ratio), "cross_follow": maybe(share)}),
    "verdict": {"sentence": text, "why_not": text, "sentences": [text], "code": one_of(
        "separating_cuts", "changes_little", "mixed", "cannot_decide", "no_received")},
    "scenarios": [{
        "id": one_of("work_private", "today", "teacher", "limits"), "replay": maybe(REPLAY), **OTHER_SIDE,
        "why_not": maybe(one_of("say_who", "nothing_apart", "nothing_hidden", "too_few")), "lists": maybe(whole),
        "groups": [text], "topics": [whole], "suggested": maybe(one_of(True, False)), "model": maybe(OUTCOME),
    }],
    "hide_one": [{"group": text, "topic": whole, "blocked": share, "low": share, "high": share, "level": share,
                  "missed": whole,
                  "engagements": whole, "chances_less": maybe(whole)}],
    "forecast": {
        "posts": whole, "reactions": whole, "fewest": whole, "from": maybe(day), "to": maybe(day),
        "people": maybe(whole), "half_life": maybe(ratio), "earlier": maybe(whole),
        "held": maybe(whole), "missed": maybe(ratio),
        "per_facet": maybe(OUTCOME), "per_circle": maybe(OUTCOME),
        "assumed": [{"name": text, "value": number, "default": number, "low": number, "high": number,
                     "source": one_of("measured", "cited", "assumed")}],
        "influences": [{"name": text, "at_low": number, "at_high": number}],
    },
    "surprises": maybe({
        "reactions": whole, "moments": whole, "hidden": whole,
        "list": [{"date": maybe(day), "topic": whole, "group": text, "why": one_of("first_of_circle", "rare_in_circle"),
                  "others": whole, "others_on_topic": whole, "share": share}],
        "certain": whole, "probably": whole, "not_enough": whole,
    }),
    "plans": [{
        "name": one_of("cautious", "balanced", "open"), "kept": RANGE, "engaged": RANGE,
        "hidden": [{"group": text, "topic": whole}], "chances_less": ratio, "sensitive_less": ratio,
        "exact": one_of(True, False), "replay": maybe(REPLAY),
    }],
    "curve": [{"budget": share, "kept": ratio, "held_out": maybe(ratio)}],
    "narrowing": {"answer": one_of("narrower", "wider", "no_change", "cannot_tell"), "slope": maybe(number),
                  "low": maybe(number), "high": maybe(number), "level": share, "posts": whole, "weeks": whole},
    "decided": {"hidden": [{"group": text, "topic": whole}], "follow_several": maybe(whole), "held_back": maybe(whole),
                "plan": maybe(text), "sensitive": [whole], "sensitive_could_see": maybe(whole)},
    # added since, documented in the README
    "posts_for_facets": whole, "posts_in_facets": whole, "posts_with_words": whole, "posts_without_words": whole,
    "posts_placed_by_context": whole, "posts_placed_by_day": whole, "posts_unsure": whole,
    "posts_placed_by_thread": whole,
    "facets_by_year": {"years": [whole], "first_holds_earlier": one_of(True, False), "undated": whole,
                       "posts": [{"topic": whole, "n": [whole]}]},
    "facets_by_platform": {"platforms": [text], "posts": [{"topic": whole, "n": [whole]}]},
    "answered": {"facets": [ANSWERED], "kinds": [ANSWERED]}, "facets_under_used": maybe([whole]),
    "reaction_kinds": [text], "listening": LISTENING,
    "posts_not_me": whole, "posts_to_one_person": whole, "posts_on_several_networks": whole, "posts_copies": whole,
    "worked_out": {"answers": whole, "people": whole, "post_unknown": whole},
    "pasted": null,  # lists are pasted in the app only
    "change": lambda value: not misfits(value, TOO_FEW if value["verdict"] is None else CHANGE),
    "readiness": {
        "contacts": {"grade": GRADE, "people": whole},
        "words": {"grade": GRADE, "posts": whole, "with_words": whole, "without_words": whole},
        "reactions": {"grade": GRADE, "named": whole, "counted": whole, "names_without_list": whole},
        "visibility": {"grade": GRADE, "known": whole, "from_answer": whole},
    },
    "gestures": {
        "from": maybe(day), "to": maybe(day), "actions": whole,
        "by_kind": [{"kind": one_of("publish", "share", "discuss", "connect"), "n": whole, "share": maybe(share),
                     "out_of_10": maybe(whole)}],
        "one_tap": whole, "given": whole, "given_without_facet": whole, "given_in_facets": whole,
        "given_by_facet": [{"topic": whole, "n": whole}], "writings": whole, "questions": whole,
        "links": {"private": maybe(whole), "public": maybe(whole), "all": maybe(whole), "messages": whole,
                  "posts": whole},
    },
    "engagements_on_partial_lists": whole,
    "crossing": [{"group": text, "topic": lambda value: value == "others" or whole(value), "people": whole,
                  "engagements": whole, "people_complete": maybe(whole), "exposed": maybe(whole)}],
    "circles_could_see": [{"group": text, "topic": whole, "posts": whole, "could_see": whole, "from_answer": whole,
                           "not_known": whole, "not_sent": whole}],
    "method": {"facets_asked": maybe(whole), "bootstraps": whole, "fewest_posts": whole, "fewest_reactions": whole,
               "fewest_people": whole},
}  # fmt: skip


def misfits(value: Any, kind: Any, at: str = "") -> list[str]:
    """Where does a value differ from its description?"""
    if isinstance(kind, tuple):
        return [] if value is None else misfits(value, kind[1], at)
    if isinstance(kind, Mapping):
        if not isinstance(value, dict) or value.keys() != kind.keys():
            return [f"{at}: {sorted(value) if isinstance(value, dict) else value!r}"]
        return [fault for key in kind for fault in misfits(value[key], kind[key], f"{at}.{key}")]
    if isinstance(kind, list):
        if not isinstance(value, list):
            return [f"{at}: {value!r}"]
        return [fault for n, item in enumerate(value) for fault in misfits(item, kind[0], f"{at}[{n}]")]
    return [] if kind(value) else [f"{at}: {value!r}"]


def strict(text_: str) -> Any:
    """JSON without NaN or Infinity, which other languages refuse."""

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    return json.loads(text_, parse_constant=refuse)


# --- runs --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole_sample(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One audit of the whole sample, as the issue writes the command, with every output."""
    folder = tmp_path_factory.mktemp("cli")
    everything = sorted(str(path) for path in CAMILLE.iterdir())
    code = main(["audit", *everything, "--json", str(folder / "a.json"), "--html", str(folder / "a.html")])
    return {
        "code": code,
        "json": (folder / "a.json").read_text(encoding="utf-8"),
        "html": (folder / "a.html").read_text(encoding="utf-8"),
    }


@pytest.fixture(scope="module")
def facebook(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The audit of the Facebook archive alone, in English."""
    target = tmp_path_factory.mktemp("cli") / "facebook.json"
    assert main(["audit", FACEBOOK, "--lang", "en", "--json", str(target)]) == 0
    result: dict[str, Any] = strict(target.read_text(encoding="utf-8"))
    return result


@pytest.fixture(scope="module")
def people() -> list[str]:
    """Every name and handle of the sample, as the readers see them."""
    contacts = read_export(SAMPLE).contacts
    return sorted({*contacts["name"], *contacts["handle"].dropna()} - {""})


def sentences(err: str) -> list[str]:
    return [line for line in err.splitlines() if line.strip()]


def refused(argv: list[str], capsys: Capture, code: int = 1) -> str:
    """Run a command that must refuse: its exit code, nothing on stdout, one sentence on stderr."""
    assert main(argv) == code
    out, err = capsys.readouterr()
    assert out == ""
    [sentence] = sentences(err)
    assert sentence.endswith(".")
    assert "Traceback" not in err
    return sentence


def test_the_sample_gives_every_documented_key_and_type(whole_sample: dict[str, Any]) -> None:
    assert whole_sample["code"] == 0
    result = strict(whole_sample["json"])
    assert misfits(result, AUDIT) == []
    assert [s["id"] for s in result["strategies"]] == ["unified", "per_facet", "per_circle"]
    assert all(s["replay"] for s in result["strategies"])


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_export_of_the_tests_gives_json_or_one_sentence(variant: Path, capsys: Capture) -> None:
    known = OPTIONS.get(variant, {})
    me = known.get("me", [])
    options = [word for name in ([me] if isinstance(me, str) else me) for word in ("--me", name)]
    options += ["--messages"] if known.get("messages") else []
    options += ["--tz", known["tz"]] if "tz" in known else []
    contacts: list[str] = []
    for command, shape in (("inspect", INSPECT), ("audit", AUDIT)):
        code = main([command, str(variant / "export"), *options])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        if code:
            assert (code, out, len(sentences(err))) == (1, "", 1)
            continue
        result = strict(out)
        assert misfits(result, shape) == []
        assert len(sentences(err)) == len(result["problems"])
        contacts = contacts or sorted(set(read_export(
            variant / "export", me=me, messages=bool(known.get("messages")), tz=known.get("tz")
        ).contacts["name"]))  # fmt: skip
        shown = json.dumps({**result, "verdict": None, "platforms": None}, ensure_ascii=False) + err
        assert [name for name in contacts if len(name) > 3 and re.search(rf"\b{re.escape(name)}\b", shown)] == []


def test_inspect_is_the_beginning_of_audit(facebook: dict[str, Any], capsys: Capture) -> None:
    assert main(["inspect", FACEBOOK, "--lang", "en"]) == 0
    seen, found = strict(capsys.readouterr().out), facebook
    assert misfits(seen, INSPECT) == []
    assert {key: found[key] for key in INSPECT} == seen
    [platform] = seen["platforms"]
    assert (platform["platform"], platform["posts"], platform["contacts"]) == ("facebook", found["posts"],
                                                                               found["contacts"])  # fmt: skip
    assert platform["interactions"]["received"] == {"observed": 0, "proxy": 0}
    assert platform["coverage"]["reactions"]["grade"] == "absent"


def test_facebook_alone_has_no_verdict_and_says_what_would_open_it(facebook: dict[str, Any]) -> None:
    result = facebook
    assert misfits(result, AUDIT) == []
    assert result["audience"]["engagers"] == 0
    assert [s["replay"] for s in result["strategies"]] == [None, None, None]
    assert result["verdict"]["code"] == "no_received"
    assert "an export of Slack" in result["verdict"]["why_not"]
    assert result["audience"]["cross_facet"]["share"] is None
    assert all(cell["exposed"] is None and cell["opportunities"] is None for cell in result["matrix"])


# --- where things go ---------------------------------------------------------------------------------------------


def test_without_output_option_the_json_goes_to_stdout(capsys: Capture) -> None:
    assert main(["audit", TABLES]) == 0
    plain = capsys.readouterr().out
    assert main(["audit", TABLES, "--json", "-"]) == 0
    assert capsys.readouterr().out == plain
    assert misfits(strict(plain), AUDIT) == []


def test_json_to_a_file_leaves_stdout_empty(capsys: Capture, tmp_path: Path) -> None:
    assert main(["audit", TABLES]) == 0
    plain = capsys.readouterr().out
    assert main(["audit", TABLES, "--json", str(tmp_path / "x.json")]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "x.json").read_text(encoding="utf-8") == plain
    assert main(["inspect", TABLES, "--json", str(tmp_path / "y.json")]) == 0
    assert capsys.readouterr().out == ""
    assert misfits(strict((tmp_path / "y.json").read_text(encoding="utf-8")), INSPECT) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_html_alone_writes_the_page_and_no_json(lang: str, capsys: Capture, tmp_path: Path) -> None:
    assert main(["audit", TABLES, "--lang", lang, "--html", str(tmp_path / "x.html")]) == 0
    assert capsys.readouterr().out == ""
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert f'<html lang="{lang}">' in page


def test_html_and_json_together(capsys: Capture, tmp_path: Path) -> None:
    assert main(["audit", TABLES, "--json", "-", "--html", str(tmp_path / "x.html")]) == 0
    assert misfits(strict(capsys.readouterr().out), AUDIT) == []
    assert (tmp_path / "x.html").stat().st_size > 1000


@pytest.mark.parametrize("option", ["--json", "--html"])
def test_a_place_that_cannot_be_written(option: str, capsys: Capture, tmp_path: Path) -> None:
    sentence = refused(["audit", TABLES, "--lang", "en", option, str(tmp_path / "no" / "such" / "folder")], capsys)
    assert sentence == "The result could not be written there. Choose another file or folder."


def test_parts_left_out_are_warned_of_and_the_rest_is_done(capsys: Capture) -> None:
    assert main(["inspect", PEOPLE, "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    result = strict(out)
    assert result["problems"]
    assert sentences(err) == [f"{p['platform']}: {p['what']} ({p['n']})" for p in result["problems"]]


@pytest.mark.parametrize("command", ["inspect", "audit"])
def test_the_language_is_that_of_the_sentences_not_of_the_keys(command: str, capsys: Capture) -> None:
    said = {}
    for lang in ("fr", "en"):
        assert main([command, PEOPLE, "--lang", lang]) == 0
        out, err = capsys.readouterr()
        said[lang] = strict(out), err
    french, english = said["fr"][0], said["en"][0]
    assert main([command, PEOPLE]) == 0
    assert strict(capsys.readouterr().out) == french  # French first
    assert french.keys() == english.keys()
    assert french["platforms"][0]["coverage"]["words"]["why"] != english["platforms"][0]["coverage"]["words"]["why"]
    assert french["problems"][0]["what"] != english["problems"][0]["what"]
    assert said["fr"][1] != said["en"][1]


# --- who the person is -------------------------------------------------------------------------------------------


def test_a_workspace_without_owner_can_be_inspected_but_not_audited(capsys: Capture) -> None:
    assert main(["inspect", SLACK]) == 0
    assert misfits(strict(capsys.readouterr().out), INSPECT) == []
    assert main(["inspect", SLACK, "--me", "camille.delvaux@example.org"]) == 0
    [platform] = strict(capsys.readouterr().out)["platforms"]
    english = refused(["audit", SLACK, "--lang", "en"], capsys)
    assert f"holds {platform['contacts'] + 1} people" in english  # the others and the person
    assert "add --me" in english
    assert "--me" in refused(["audit", SLACK], capsys)


@pytest.mark.parametrize("me", [["Camille Dupont"], ["camille@example.org"], ["U01CAM"], ["nobody", "camille dupont"]])
def test_me_by_name_address_or_id_and_repeated(me: list[str], capsys: Capture) -> None:
    assert main(["audit", WORKSPACE, *(word for name in me for word in ("--me", name))]) == 0
    result = strict(capsys.readouterr().out)
    assert result["posts"] > 0
    assert result["engagements"]["observed"] > 0


def test_somebody_who_is_not_in_the_workspace_is_not_me(capsys: Capture) -> None:
    assert "add --me" in refused(["audit", WORKSPACE, "--lang", "en", "--me", "Nobody At All"], capsys)


def test_another_export_of_the_set_says_who_owns_the_workspace(whole_sample: dict[str, Any]) -> None:
    platforms = {p["platform"]: p for p in strict(whole_sample["json"])["platforms"]}
    assert platforms["slack"]["posts"] > 0
    assert platforms["slack"]["interactions"]["received"]["observed"] > 0


def test_a_chat_alone_without_owner(capsys: Capture) -> None:
    assert main(["inspect", CHAT]) == 0
    capsys.readouterr()
    sentence = refused(["audit", CHAT, "--lang", "en"], capsys)
    assert re.search(r"holds \d+ people", sentence)
    assert "add --me" in sentence
    assert main(["audit", CHAT, "--me", "Camille Lambert"]) == 0


def test_a_chat_of_strangers_beside_an_export_is_left_out_and_warned_of(capsys: Capture) -> None:
    other = str(EXPORTS / "whatsapp" / "us_am_pm" / "export")
    assert main(["audit", FACEBOOK, other, "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    assert "whatsapp: This chat does not say which person is you" in err
    assert {p["platform"]: p["posts"] for p in strict(out)["platforms"]}["whatsapp"] == 0


def test_private_messages_are_read_only_when_asked(capsys: Capture) -> None:
    found = {}
    for options in ((), ("--messages",)):
        assert main(["inspect", FACEBOOK, *options]) == 0
        found[options] = strict(capsys.readouterr().out)["platforms"][0]
    closed, opened = found[()], found["--messages",]
    assert opened["posts"] > closed["posts"]
    assert opened["interactions"]["received"]["observed"] > closed["interactions"]["received"]["observed"] == 0


# --- circles made by hand ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_group_file_with_comma_or_semicolon(separator: str, capsys: Capture, tmp_path: Path) -> None:
    with (CAMILLE / "roles.csv").open(encoding="utf-8", newline="") as file:
        wanted = [(row["contact"], row["group"]) for row in csv.DictReader(file)]
    roles = tmp_path / "roles.csv"
    with roles.open("w", encoding="cp1252" if separator == ";" else "utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows([("Contact", "Group"), *wanted])
    assert main(["audit", FACEBOOK, "--groups", str(roles)]) == 0
    result = strict(capsys.readouterr().out)
    assert misfits(result, AUDIT) == []
    # counted again: contacts of the archive whose name is in the file, per circle
    contacts = read_export(FACEBOOK).contacts
    folded = {fold(name): contact for name, contact in zip(contacts["name"], contacts["contact_id"], strict=True)}
    expected: dict[str, set[str]] = {}
    for contact, group in wanted:
        if fold(contact) in folded:
            expected.setdefault(group, set()).add(folded[fold(contact)])
    circles = {g["name"]: g["people"] for g in result["groups"] if g["kind"] == "circle"}
    assert circles == {group: len(members) for group, members in expected.items()}
    assert len(circles) >= 5
    strangers = len({fold(c) for c, _ in wanted} - folded.keys())
    assert sum(p["n"] for p in result["problems"] if p["platform"] == "circle") == strangers


def test_a_group_file_that_does_not_fit_is_wrong_usage(capsys: Capture, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("name,circle\nAnn,Work\n", encoding="utf-8")
    assert "contact" in refused(["audit", TABLES, "--groups", str(other), "--lang", "en"], capsys, code=2)
    assert "path" in refused(["audit", TABLES, "--groups", str(tmp_path / "no"), "--lang", "en"], capsys, code=2)


# --- refusals ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argv",
    [
        [], ["audit"], ["inspect"], ["explain", TABLES], ["audit", TABLES, "--lang", "de"], ["audit", TABLES, "--json"],
        ["inspect", TABLES, "--html", "x.html"], ["inspect", TABLES, "--names"], ["audit", TABLES, "--colour"],
    ],
)  # fmt: skip
def test_wrong_usage(argv: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as stop:
        main(argv)
    assert stop.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "usage:" in err


@pytest.mark.parametrize("command", ["inspect", "audit"])
def test_a_zone_that_does_not_exist_is_wrong_usage(command: str, capsys: Capture) -> None:
    assert "zone" in refused([command, TABLES, "--tz", "Europe/Nowhere", "--lang", "en"], capsys, code=2)


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.json", "[]")
        archive.writestr("posts.csv", "id,date,text\n1,2020-01-01,x\n")
    return path


@pytest.mark.parametrize("command", ["inspect", "audit"])
def test_what_cannot_be_read_is_one_sentence(command: str, capsys: Capture, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    html = tmp_path / "html"
    (html / "your_facebook_activity" / "posts").mkdir(parents=True)
    for page in ("start_here.html", "your_facebook_activity/posts/your_posts.html"):
        (html / page).write_text("<html></html>", encoding="utf-8")
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 not a zip any more")
    for path, word in (
        (tmp_path / "not-there.zip", "no file or folder at that place"),
        (empty, "no file in what you chose"),
        (tmp_path / "holiday.jpg", "Nothing here is an export"),
        (tmp_path / "broken.zip", "damaged"),
        (html, "JSON"),
        (bomb(tmp_path / "unsafe.zip"), "point outside"),
    ):
        sentence = refused([command, str(path), "--lang", "en"], capsys)
        assert word in sentence
        assert path.stem not in sentence
        french = refused([command, str(path)], capsys)
        assert french != sentence


def test_one_unsafe_archive_stops_the_set(capsys: Capture, tmp_path: Path) -> None:
    assert "point outside" in refused(["audit", TABLES, str(bomb(tmp_path / "x.zip")), "--lang", "en"], capsys)
    assert not (tmp_path.parent / "outside.json").exists()


def test_tables_without_a_row_hold_nothing_to_audit(capsys: Capture) -> None:
    empty = str(EXPORTS / "generic_csv" / "empty" / "export")
    assert main(["inspect", empty]) == 0
    capsys.readouterr()
    assert "no post and no contact" in refused(["audit", empty, "--lang", "en"], capsys)


# --- names -------------------------------------------------------------------------------------------------------


def written_words(text_: str) -> set[str]:
    return {fold(word) or "" for word in re.findall(r"\w+", text_)}


def test_no_name_in_the_json_or_the_page_of_the_sample(whole_sample: dict[str, Any], people: list[str]) -> None:
    assert len(people) > 250
    for output in (whole_sample["json"], whole_sample["html"]):
        assert [name for name in people if name in output] == []
    result = strict(whole_sample["json"])
    assert {g["name"] for g in result["groups"] if g["kind"] == "chat"} == {None}
    # not even a first name among the words of a facet
    first_names = {word for name in people for word in written_words(name) if len(word) >= 3}
    words = [*(t["name"] for t in result["topics"]), *(term for t in result["topics"] for term in t["terms"])]
    assert [word for word in words if written_words(word) & first_names] == []


def test_with_names_chats_are_named_and_people_still_are_not(people: list[str], capsys: Capture) -> None:
    chats = [path for path in SAMPLE if "WhatsApp" in path]
    found = {}
    for options in ((), ("--names",)):
        assert main(["audit", FACEBOOK, *chats, *options]) == 0
        out, err = capsys.readouterr()
        assert [name for name in people if name in out + err] == []
        found[options] = [g["name"] for g in strict(out)["groups"] if g["kind"] == "chat"]
    assert found[()] == [None, None]
    assert sorted(found["--names",]) == ["Box Meuse 6h30", "Parents 3e B"]


def test_errors_carry_no_name(people: list[str], capsys: Capture) -> None:
    for argv in (["audit", SLACK], ["audit", CHAT], ["inspect", SLACK, "--messages", "--json", os.devnull]):
        main(argv)
        assert [name for name in people if name in capsys.readouterr().err] == []


# --- as another program ------------------------------------------------------------------------------------------


def run(*argv: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "identity_audit", *argv], cwd=ROOT, capture_output=True, check=False,
        env={**os.environ, **variables},
    )  # fmt: skip


def test_on_an_old_console_that_does_not_know_every_letter(tmp_path: Path) -> None:
    (tmp_path / "groups.csv").write_text("contact,group\nAnne Lefèvre,仲間 👪\n", encoding="utf-8")
    done = run("audit", PEOPLE, "--groups", str(tmp_path / "groups.csv"), PYTHONIOENCODING="cp1252:strict")
    assert done.returncode == 0, done.stderr
    assert "仲間 👪" in [g["name"] for g in strict(done.stdout.decode("utf-8"))["groups"]]
    assert done.stderr.decode("utf-8")
    refusal = run("audit", WORKSPACE, PYTHONIOENCODING="cp1252:strict")
    assert (refusal.returncode, refusal.stdout) == (1, b"")
    assert "réunit" in refusal.stderr.decode("utf-8")


def test_exit_codes_reach_the_shell(tmp_path: Path) -> None:
    codes = [run("inspect", TABLES), run("inspect", str(tmp_path)), run("inspect")]
    assert [done.returncode for done in codes] == [0, 1, 2]
    assert codes[1].stdout == codes[2].stdout == b""


def test_what_a_library_prints_does_not_mix_with_the_result() -> None:
    code = (
        "import os, identity_audit.__main__ as line\n"
        "line._keep_stdout_for_the_result()\n"
        "os.write(1, b'from a library')\n"
        "print('{}')\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (run.stdout.strip(), run.stderr) == ("{}", "from a library")
