"""Zulip: what a message says in somebody's own words, whom it answers and names; whole exports are in test_exports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from identity_audit import schema
from identity_audit.dataset import Dataset
from identity_audit.errors import NothingUsable
from identity_audit.importers import read_export
from tests.importers.json_anywhere import change_one_place, values

EXPORTS = Path(__file__).parents[1] / "exports" / "zulip"
AT = 1735722000.25


def profile(number: int, name: str, **rest: Any) -> dict[str, Any]:
    return {"id": number, "full_name": name, "email": f"{number}@example.org", **rest}


def message(number: int, sender: int, content: str, recipient: int = 9, subject: str = "sujet") -> dict[str, Any]:
    return {"id": number, "sender": sender, "recipient": recipient, "subject": subject, "content": content,
            "date_sent": AT + number}  # fmt: skip


def write(folder: Path, *messages: Any, **tables: list[Any]) -> Path:
    realm: dict[str, Any] = {
        "zerver_userprofile": [profile(1, "Moi"), profile(2, "Anne L"), profile(3, "Jo"), profile(4, "Jo")],
        "zerver_stream": [{"id": 7, "name": "canal"}],
        "zerver_recipient": [{"id": 9, "type": 2, "type_id": 7}],
        "zerver_subscription": [{"user_profile": user, "recipient": 9} for user in (1, 2, 3)],
        **tables,
    }
    (folder / "realm.json").write_text(json.dumps(realm), encoding="utf-8")
    (folder / "messages-000001.json").write_text(json.dumps({"zerver_message": messages}), encoding="utf-8")
    return folder


def read(folder: Path, *messages: Any, **tables: list[Any]) -> Dataset:
    return read_export(write(folder, *messages, **tables), me="Moi")


def acts(dataset: Dataset) -> list[tuple[str, str, str]]:
    found = dataset.interactions
    return sorted(zip(found["contact_id"].str[6:], found["kind"], found["direction"], strict=True))


def quote(name: str, number: int, words: str = "leurs mots", said: str = "said", fence: str = "```") -> str:
    return f"@_**{name}** [{said}](https://z.example/#narrow/stream/7/topic/x/near/{number}):\n{fence}quote\n{words}\n{fence}"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("@**Anne L** et @_**Anne L|2**, @*profs* @**all**", "@Anne L et @Anne L, @*profs* @all"),
        ("voir #**canal>le sujet** et [la page](https://x.org/a)", "voir #canal > le sujet et la page"),
        ("/me mange", "mange"),
        ("/poll Quand ?\nlundi", "Quand ?\nlundi"),
        ("avant\n```quote\nd'un autre\n```\naprès", "avant\naprès"),
        ("````quote\n```python\nx\n```\nd'un autre\n````\nà moi", "à moi"),
        ("```\n@code = 1\n```", "@code = 1"),
        (quote("Anne L|2", 5, said="a écrit") + "\n\nà moi", "à moi"),
        ("@_**Anne L|2** [said](https://z.example/#narrow): autre chose", "@Anne L said: autre chose"),
    ],
)
def test_only_the_words_of_the_person_are_kept(tmp_path: Path, content: str, text: str) -> None:
    assert read(tmp_path, message(6, 1, content)).posts["text"].tolist() == [text]


def test_who_quotes_a_message_answers_it(tmp_path: Path) -> None:
    found = read(
        tmp_path, message(5, 1, "un"), message(6, 2, quote("Moi|1", 5) + "\noui @**Moi**"),
        message(7, 2, quote("Moi", 2) + "\noui aussi"), message(8, 3, "@_**Moi** tout bas"),
        message(9, 1, quote("Anne L", 6) + "\n@**Anne L** merci"), message(10, 2, quote("Jo|3", 8)),
    )  # fmt: skip
    assert acts(found) == [("2", "reply", "given"), ("2", "reply", "received"), ("2", "reply", "received")]
    # the first answers a post that is known, the second one that is not in the files any more
    received = found.interactions[found.interactions["direction"] == "received"]
    assert received["post_id"].fillna("").tolist() == ["zulip:5", ""]
    assert found.posts["kind"].tolist() == ["post", "reply"]


def test_a_name_that_two_have_is_nobody_and_a_number_tells_them_apart(tmp_path: Path) -> None:
    found = read(tmp_path, message(5, 1, "@**Jo** ?"), message(6, 1, "@**Jo|4** !"))
    assert acts(found) == [("4", "mention", "given")]


def test_a_reaction_counts_once_a_person_wherever_the_table_stands(tmp_path: Path) -> None:
    rows = [{"message": 5, "user_profile": user} for user in (2, 2, 1, 3)]
    found = read(tmp_path, message(5, 1, "un"), zerver_reaction=rows)
    assert acts(found) == [("2", "reaction", "received"), ("3", "reaction", "received")]
    assert found.posts[["n_reactions", "reactions_known"]].iloc[0].tolist() == [4, "complete"]
    (tmp_path / "messages-000001.json").write_text(
        json.dumps({"zerver_message": [message(5, 1, "un")], "zerver_reaction": rows[:1]})
    )
    (tmp_path / "realm.json").write_text(
        (tmp_path / "realm.json").read_text().replace('"zerver_reaction"', '"zerver_other"')
    )
    assert acts(read_export(tmp_path, me="Moi")) == [("2", "reaction", "received")]


def test_a_topic_is_a_thread_also_when_it_is_done(tmp_path: Path) -> None:
    found = read(tmp_path, message(5, 1, "un", subject="Gare"), message(6, 1, "deux", subject="✔ Gare"),
                 message(7, 1, "trois", subject="Autre"))  # fmt: skip
    assert found.posts["thread_id"].tolist() == ["zulip:t/7/Gare", "zulip:t/7/Gare", "zulip:t/7/Autre"]


def test_who_left_is_no_member_and_a_channel_on_the_web_is_public(tmp_path: Path) -> None:
    found = read(
        tmp_path, message(5, 1, "un"), zerver_stream=[{"id": 7, "name": "canal", "is_web_public": True}],
        zerver_subscription=[{"user_profile": 1, "recipient": 9}, {"user_profile": 2, "recipient": 9, "active": False},
                             {"user_profile": 3, "recipient": 9, "active": True}],
    )  # fmt: skip
    assert found.memberships["contact_id"].tolist() == ["zulip:3"]
    assert found.posts["visibility"].tolist() == ["public"]


@pytest.mark.parametrize("bad", [None, 3, {}, {"id": 7}, message(7, 2, "x", recipient=77), {**message(7, 2, "x"),
                                 "date_sent": "?"}, {**message(7, 2, "x"), "sender": True}])  # fmt: skip
def test_a_bad_message_is_counted_and_the_others_are_read(tmp_path: Path, bad: Any) -> None:
    found = read(tmp_path, message(5, 1, "un"), bad, message(8, 1, "deux"))
    assert found.posts["text"].tolist() == ["un", "deux"]
    assert found.problems["n"].tolist() == [1]


def test_fences_and_quotes_without_end_take_no_time_and_stop_nothing(tmp_path: Path) -> None:
    odd = ["```quote\n" * 20_000, "@_**" * 20_000, "[a](" * 20_000, "@_**Moi** [" * 10_000, "```\nfin"]
    found = read(tmp_path, *(message(at, 1, content) for at, content in enumerate(odd, 5)))
    assert found.posts["text"].tolist()[-1] == "fin"


VALUES = values(
    keys=["zerver_message", "zerver_userprofile", "zerver_reaction", "zerver_recipient", "zerver_subscription", "id",
          "sender", "recipient", "content", "subject", "date_sent", "type", "type_id", "full_name", "user_profile"],
    odd=[10, "10", 30, quote("Nora Lindqvist|10", 100), "@**Nora Lindqvist**", "```quote"],
)  # fmt: skip


def test_any_value_at_any_place_never_stops_the_reading(tmp_path: Path) -> None:
    files: dict[Path, Any] = {}
    for file in sorted(EXPORTS.glob("*/export/**/*.json")):
        if file.name.startswith(("realm", "user", "messages")):
            copy = tmp_path / file.relative_to(EXPORTS)
            copy.parent.mkdir(parents=True, exist_ok=True)
            files[copy] = json.loads(file.read_text(encoding="utf-8"))
            copy.write_bytes(file.read_bytes())

    def put(file: Path, data: Any) -> None:
        file.write_text(json.dumps(data), encoding="utf-8")

    def look(file: Path) -> None:
        try:
            read = read_export(tmp_path / file.relative_to(tmp_path).parts[0], me="Nora Lindqvist", messages=True)
            schema.check(read.frames())
        except NothingUsable:
            # only where the whole of the one file was replaced
            assert "zerver_" not in file.read_text("utf-8")

    change_one_place(files, put, look, VALUES)
