"""The invented sample: rebuilt byte for byte, written by hand, and holding the evidence it promises."""

import csv
import importlib.util
import json
import re
import sys
import zipfile
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
CAMILLE = SAMPLE / "camille"
FACETS = {"enseignement", "sociologie", "crossfit", "famille", "cuisine", "musique", "velo"}
ME = "camille.delvaux@example.org"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def own_posts() -> list[dict[str, str]]:
    return [row for name in ("facebook", "instagram", "slack") for row in rows(SAMPLE / "texts" / f"{name}.csv")]


def members(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(CAMILLE / name) as archive:
        assert archive.testzip() is None
        return {member: archive.read(member) for member in archive.namelist()}


def unmeta(value: Any) -> Any:
    """A second, plainer repair of Meta's double encoding: every string must survive it."""
    if isinstance(value, str):
        return value.encode("latin-1").decode("utf-8")
    if isinstance(value, list):
        return [unmeta(v) for v in value]
    if isinstance(value, dict):
        return {unmeta(k): unmeta(v) for k, v in value.items()}
    return value


def meta(name: str, suffix: str) -> Any:
    [raw] = [raw for member, raw in members(name).items() if member.endswith(suffix)]
    return unmeta(json.loads(raw))


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sample_build", SAMPLE / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    with pytest.MonkeyPatch.context() as patched:  # the builder's rooms lie beside it, as when it is run
        patched.syspath_prepend(str(SAMPLE))
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def workspace() -> dict[str, Any]:
    """Camille's id, her messages with their facet, and the engagements on them: (person, post)."""
    files = {name: json.loads(raw) for name, raw in members("slack-parents.zip").items()}
    me = next(user["id"] for user in files["users.json"] if user["profile"].get("email") == ME)
    days = [m for name, day in sorted(files.items()) if "/" in name for m in day]
    messages = [m for m in days if "subtype" not in m and "bot_id" not in m]

    def tail(text: str) -> str:
        text = re.sub(r"<https://[^|]*\|([^>]*)>", r"\1", text).replace(":heart:", "❤️").replace(":sunglasses:", "😎")
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")[-30:]

    facet_of = {tail(row["text"]): row["facet"] for row in rows(SAMPLE / "texts" / "slack.csv")}
    mine = {m["ts"]: facet_of[tail(m["text"])] for m in messages if m["user"] == me}
    engaged = set()
    for m in messages:
        if m["user"] == me:
            engaged |= {(user, m["ts"]) for r in m.get("reactions", []) for user in r["users"] if user != me}
        elif m.get("thread_ts") in mine:
            engaged.add((m["user"], m["thread_ts"]))
    return {"me": me, "files": files, "days": days, "messages": messages, "mine": mine, "engaged": engaged}


def test_rebuilt_byte_for_byte(build: ModuleType, tmp_path: Path) -> None:
    build.main([str(tmp_path)])
    built = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.*")}
    folders = (CAMILLE, SAMPLE / "sam", SAMPLE / "lina")
    committed = {path.relative_to(SAMPLE): path.read_bytes() for folder in folders for path in folder.iterdir()}
    assert sorted(built) == sorted(committed)
    assert [str(name) for name in built if built[name] != committed[name]] == []
    assert sum(map(len, built.values())) < 4_000_000


def test_the_whole_folder_stays_small() -> None:
    files = [path for path in SAMPLE.rglob("*") if path.is_file() and "cache" not in str(path.parent)]
    assert sum(path.stat().st_size for path in files) < 6_000_000


def test_the_posts_are_many_distinct_and_of_every_facet() -> None:
    posts = own_posts()
    assert len({row["text"] for row in posts}) == len(posts) >= 550
    facets = Counter(row["facet"] for row in posts)
    assert set(facets) == FACETS
    assert min(facets.values()) >= 64
    languages = Counter(row["lang"] for row in posts)
    assert set(languages) == {"fr", "en"}
    assert 40 <= languages["en"] <= 60
    lengths = [len(row["text"].split()) for row in posts]
    assert min(lengths) >= 4
    assert max(lengths) <= 90


def test_no_post_is_another_with_words_swapped() -> None:
    bags = [frozenset(re.findall(r"\w+", row["text"].lower())) for row in own_posts()]
    worst = max(len(a & b) / len(a | b) for a, b in combinations(bags, 2))
    assert worst < 0.5


def test_dates_stay_within_the_life_told() -> None:
    dates = sorted(row["date"] for row in own_posts())
    assert dates[0] >= "2021-01-01"
    assert dates[-1] <= "2026-10-02"


def test_people_have_one_name_each_and_74_are_pupils() -> None:
    people = rows(SAMPLE / "people.csv")
    names = [row["name"] for row in people]
    assert len(set(names)) == len(names)
    assert 270 <= len(names) <= 330
    handles = [row["instagram"] for row in people if row["instagram"]]
    assert len(set(handles)) == len(handles)
    roles = rows(CAMILLE / "roles.csv")
    assert {row["contact"] for row in roles} == set(names)
    groups = Counter(row["group"] for row in roles)
    assert set(groups) == {"Élèves", "Anciens élèves", "Collègues", "Famille", "Box", "Association"}
    assert groups["Élèves"] + groups["Anciens élèves"] == 74
    assert all(row["facebook"] or row["instagram"] or row["slack_from"] or row["name"] in chatters() for row in people)


def chatters() -> set[str]:
    return {row["author"] for chat in ("box", "parents") for row in rows(SAMPLE / "texts" / f"whatsapp_{chat}.csv")}


@pytest.mark.parametrize("name", ["facebook-camille.zip", "instagram-camille.zip"])
def test_meta_writes_each_byte_as_an_escape(name: str) -> None:
    archive = members(name)
    documents = {member: raw for member, raw in archive.items() if member.endswith(".json")}
    assert len(documents) >= 8
    for raw in documents.values():
        assert raw.isascii()
        unmeta(json.loads(raw))
    together = b"".join(documents.values())
    assert rb"\u00c3\u00a9" in together
    assert rb"\u00e9" not in together


def test_facebook_holds_what_facebook_hands_out() -> None:
    name = "facebook-camille.zip"
    posts = meta(name, "your_posts__check_ins__photos_and_videos_1.json")
    texts = [d["post"] for p in posts for d in p["data"] if "post" in d]
    own = {row["text"] for row in rows(SAMPLE / "texts" / "facebook.csv") if not row["group"]}
    assert set(texts) == own
    assert sum(not p["data"] for p in posts) >= 20
    friends = [f["name"] for f in meta(name, "your_friends.json")["friends_v2"]]
    assert len(set(friends)) == len(friends) >= 230
    pupils = {r["contact"] for r in rows(CAMILLE / "roles.csv") if r["group"] in ("Élèves", "Anciens élèves")}
    assert pupils <= set(friends)
    titles = [c["title"] for c in meta(name, "/comments.json")["comments_v2"]]
    assert any(t.startswith("Camille Delvaux a commenté la publication de ") for t in titles)
    assert meta(name, "profile_information.json")["profile_v2"]["emails"]["emails"] == [ME]
    for path in (member for member in members(name) if "/inbox/" in member):
        thread = meta(name, path)
        assert any(message.get("reactions") for message in thread["messages"])


def test_instagram_holds_what_instagram_hands_out() -> None:
    name = "instagram-camille.zip"
    captions = [p.get("title") or p["media"][0]["title"] for p in meta(name, "posts_1.json")]
    captions += [r["media"][0]["title"] for r in meta(name, "reels.json")["ig_reels_media"]]
    captions += [s["title"] for s in meta(name, "stories.json")["ig_stories"]]
    assert {c for c in captions if c} == {row["text"] for row in rows(SAMPLE / "texts" / "instagram.csv")}
    person = meta(name, "personal_information.json")["profile_user"][0]["string_map_data"]
    assert person["Nom d’utilisateur"]["value"] == "camille.bouge"
    assert person["Compte privé"]["value"] == "True"


def test_whatsapp_in_both_dialects() -> None:
    android = (CAMILLE / "Discussion WhatsApp avec Box Meuse 6h30.txt").read_text(encoding="utf-8").splitlines()
    assert sum(bool(re.match(r"\d\d/\d\d/20\d\d, \d\d:\d\d - ", line)) for line in android) >= 120
    assert "12/03/2025, 06:05 - Julie Renard: Salut, je passe te prendre Camille ? il drache" in android
    [ios] = members("WhatsApp-parents-3e.zip").values()
    lines = ios.decode("utf-8").split("\r\n")
    assert sum(bool(re.match(r"\u200e?\[\d\d/\d\d/20\d\d \d\d:\d\d:\d\d\] [^:]+: ", line)) for line in lines) >= 120
    stamps = [re.sub(r"(..)/(..)/(....)", r"\3-\2-\1", line.lstrip("\u200e")[1:20]) for line in lines if line]
    assert stamps == sorted(stamps)
    for name in ("box", "parents"):
        times = [row["time"] for row in rows(SAMPLE / "texts" / f"whatsapp_{name}.csv")]
        assert times == sorted(times)


def test_slack_counts_are_complete(workspace: dict[str, Any]) -> None:
    users = {user["id"] for user in workspace["files"]["users.json"]}
    for message in workspace["days"]:
        assert message.get("user", "B") == "B" or message["user"] in users
        for reaction in message.get("reactions", []):
            assert reaction["count"] == len(reaction["users"]) == len(set(reaction["users"]))
    stamps = [message["ts"] for message in workspace["days"]]
    assert len(set(stamps)) == len(stamps)
    answers = Counter(m["thread_ts"] for m in workspace["messages"] if m.get("thread_ts", m["ts"]) != m["ts"])
    roots = {m["ts"]: m["reply_count"] for m in workspace["messages"] if "reply_count" in m}
    assert roots == answers


def test_slack_holds_the_evidence(workspace: dict[str, Any]) -> None:
    mine, engaged = workspace["mine"], workspace["engaged"]
    assert len(mine) == len(rows(SAMPLE / "texts" / "slack.csv")) >= 260
    assert len(engaged) >= 600
    people = {person for person, _ in engaged}
    assert 45 <= len(people) <= 70
    by_facet = Counter(mine[post] for _, post in engaged)
    assert set(by_facet) == FACETS
    assert min(by_facet.values()) >= 60
    tables: dict[str, Counter[str]] = defaultdict(Counter)
    for person, post in engaged:
        tables[person][mine[post]] += 1
    away = 1 - sum(max(table.values()) for table in tables.values()) / len(engaged)
    assert 0.25 <= away <= 0.34


def test_nobody_reacts_before_arriving_or_after_leaving(workspace: dict[str, Any]) -> None:
    inside: dict[tuple[str, str], list[float]] = {}
    for name, day in workspace["files"].items():
        for m in day if "/" in name else []:
            if m.get("subtype") == "channel_join":
                inside[m["user"], name.split("/")[0]] = [float(m["ts"]), float("inf")]
    for name, day in workspace["files"].items():
        for m in day if "/" in name else []:
            if m.get("subtype") == "channel_leave":
                inside[m["user"], name.split("/")[0]][1] = float(m["ts"])
    for name, day in workspace["files"].items():
        for m in day if "/" in name else []:
            if "subtype" in m or "bot_id" in m:
                continue
            for user in [m["user"], *(u for r in m.get("reactions", []) for u in r["users"])]:
                first, last = inside[user, name.split("/")[0]]
                assert first <= float(m["ts"]) <= last
