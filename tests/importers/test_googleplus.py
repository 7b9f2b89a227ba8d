"""Google+: who could see each post, who is who, what a page in HTML and a circle hold, and any value at any place."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity_audit import schema
from identity_audit.coverage import coverage
from identity_audit.dataset import Dataset
from identity_audit.importers import read_export
from identity_audit.importers.googleplus_html import post_in
from identity_audit.importers.googleplus_people import Known, keys_of, shared_with
from tests.importers.json_anywhere import change_one_place, values

EXPORTS = Path(__file__).parents[1] / "exports" / "googleplus"
YOURS, WIDER = {"type": "CIRCLE_TYPE_YOUR_CIRCLES"}, {"type": "CIRCLE_TYPE_EXTENDED_CIRCLES"}
ME, ANNE, BRUNO = (
    {"displayName": name, "resourceName": f"users/10000{n}"} for n, name in enumerate(("Me", "Anne", "Bruno"))
)
PUBLIC = {"circles": [{"type": "CIRCLE_TYPE_PUBLIC"}]}


def post(number: int = 1, **rest: Any) -> dict[str, Any]:
    url = f"https://plus.google.com/100000/posts/p{number}"
    day = {"creationTime": f"2014-01-{number:02} 10:00:00+0000"}
    return {"url": url, "author": ME, "content": f"Words {number}", "postAcl": {"visibleToStandardAcl": PUBLIC}, **day,
            **rest}  # fmt: skip


def read(folder: Path, *posts: Any, messages: bool = False, **files: str) -> Dataset:
    """A Takeout of these posts; `files`: circles by name."""
    stream, circles = folder / "Takeout/Google+ Stream/Posts", folder / "Takeout/Google+ Circles"
    stream.mkdir(parents=True)
    circles.mkdir()
    for number, box in enumerate(posts):
        (stream / f"20140101 - Post({number}).json").write_text(json.dumps(box), encoding="utf-8")
    for name, text in files.items():
        (circles / f"{name}.vcf").write_text(text, encoding="utf-8")
    return read_export(folder, messages=messages)


def card(name: str, number: int) -> str:
    return f"BEGIN:VCARD\nFN:{name}\nURL:https\\://plus.google.com/{number}\nEND:VCARD\n"


def circle(name: str) -> dict[str, str]:
    return {"type": "CIRCLE_TYPE_USER_CIRCLE", "displayName": name}


@pytest.mark.parametrize(
    ("acl", "visibility", "groups", "people"),
    [
        ({"visibleToStandardAcl": PUBLIC}, "public", 0, 0),
        ({"isPublic": True, "collectionAcl": {"collection": {"displayName": "Art"}}}, "public", 0, 0),
        ({"visibleToStandardAcl": {**PUBLIC, "users": [ANNE]}}, "public", 0, 1),
        ({"visibleToStandardAcl": {"circles": [circle("Club"), YOURS]}}, "contacts", 0, 0),
        ({"visibleToStandardAcl": {"circles": [WIDER]}}, "contacts_of_contacts", 0, 0),
        ({"visibleToStandardAcl": {"circles": [circle("Club"), circle("Family")], "users": [ANNE]}}, "group", 2, 1),
        ({"visibleToStandardAcl": {"circles": [circle("")]}}, "group", 0, 0),
        ({"visibleToStandardAcl": {"users": [ANNE, BRUNO, ME]}}, "direct", 0, 2),
        ({"visibleToStandardAcl": {"users": [{"resourceName": "users/99999"}]}}, "unknown", 0, 0),
        ({"visibleToStandardAcl": {}}, "private", 0, 0),
        ({"communityAcl": {"community": {"resourceName": "communities/5", "displayName": "Five"}}}, "group", 1, 0),
        ({"eventAcl": {"event": {"resourceName": "events/5"}}}, "group", 1, 0),
        ({"isDomainRestricted": True}, "group", 0, 0),
        ({"isLegacyAcl": True}, "unknown", 0, 0),
        ({}, "unknown", 0, 0),
    ],
)  # fmt: skip
def test_the_access_list_says_who_could_see(acl: dict[str, Any], visibility: str, groups: int, people: int) -> None:
    shared = shared_with({"postAcl": acl}, Known(own={"100000"}))
    assert (shared.visibility, len(shared.groups), len(shared.people)) == (visibility, groups, people)


def test_a_circle_of_a_post_is_the_circle_of_the_file(tmp_path: Path) -> None:
    to_club = {"visibleToStandardAcl": {"circles": [circle("Climbing / Liège")]}}
    to_old = {"visibleToStandardAcl": {"circles": [circle("Old")]}}
    files = {"Climbing _ Liège": card("Anne", 100001)}
    found = read(tmp_path, post(postAcl=to_club), post(2, postAcl=to_old), **files)
    kinds = dict(zip(found.groups["name"], found.groups["kind"], strict=True))
    # a circle without a file has people that nobody lists, so it is no circle of the person's to work with
    assert kinds == {"Climbing / Liège": "list", "Old": "audience"}
    assert found.audiences["group_id"].tolist()[0] == found.memberships["group_id"].item()


def test_everybody_is_named_once_for_a_post_and_the_person_never(tmp_path: Path) -> None:
    plus = [{"plusOner": who} for who in (ANNE, ANNE, ME)]
    comments = [{"author": who, "content": "x", "creationTime": "2014-02-01 10:00:00+0000"} for who in (ANNE, ME)]
    votes = {"choices": [{"votes": [{"voter": ANNE}, {"voter": BRUNO}]}]}
    found = read(tmp_path, post(plusOnes=plus, comments=comments, reshares=[{"resharer": BRUNO}], poll=votes))
    acts = found.interactions
    assert sorted(zip(acts["contact_id"], acts["kind"], strict=True)) == [
        ("googleplus:100001", "comment"), ("googleplus:100001", "reaction"),
        ("googleplus:100002", "reaction"), ("googleplus:100002", "share"),
    ]  # fmt: skip
    assert set(acts["direction"]) == {"received"} and set(acts["evidence"]) == {"observed"}
    assert found.posts[found.posts["kind"] == "post"]["n_reactions"].item() == 3
    assert coverage(found, "googleplus")["reactions"][0] == "partial"  # the person's own comment has no list of +1s


def test_a_closed_account_makes_a_list_partial_and_is_nobody(tmp_path: Path) -> None:
    found = read(
        tmp_path, post(plusOnes=[{"plusOner": {}}, {"plusOner": ANNE}]), post(2, plusOnes=[{"plusOner": BRUNO}])
    )
    assert found.posts["reactions_known"].tolist() == ["partial", "complete"]
    assert len(found.contacts) == 2


def test_without_any_reaction_the_list_is_known_to_be_empty(tmp_path: Path) -> None:
    found = read(tmp_path, post())
    assert found.posts[["reactions_known", "n_reactions", "n_comments"]].to_numpy().tolist() == [["complete", 0, 0]]
    assert coverage(found, "googleplus") == {
        "contacts": ("absent", "This file names nobody."),
        "words": ("good", "Nearly all your posts hold words."),
        "reactions": ("good", "Under nearly every post, this file names everybody who reacted."),
        "visibility": ("good", "This file says who could see nearly all your posts."),
    }


def test_a_post_to_few_and_its_comments_stay_closed_until_asked_for(tmp_path: Path) -> None:
    comment = {"author": ME, "content": "Secret", "creationTime": "2014-02-01 10:00:00+0000"}
    private = post(postAcl={"visibleToStandardAcl": {"users": [ANNE]}}, comments=[comment])
    entry = {
        "timestampMs": "1391248800000",
        "primaryText": "Secret",
        "commentCreatedItem": {"postPermalink": post()["url"]},
    }
    for messages in (False, True):
        folder = tmp_path / str(messages)
        (folder / "Takeout/Google+ Stream/ActivityLog").mkdir(parents=True)
        log = folder / "Takeout/Google+ Stream/ActivityLog/Comments.json"
        log.write_text(json.dumps({"items": [entry]}), encoding="utf-8")
        found = read(folder, private, post(2), messages=messages)
        assert sorted(found.posts["kind"]) == (["message", "message", "post"] if messages else ["post"])
        assert found.problems["n"].sum() == (not messages)


@pytest.mark.parametrize(
    ("person", "keys"),
    [
        ({"resourceName": "users/100001", "profilePageUrl": "https://plus.google.com/+AnneL"}, ["100001", "+annel"]),
        ({"profilePageUrl": "https://plus.google.com/100001"}, ["100001"]),
        ({"profileUrl": "http://www.google.com/profiles/100001"}, ["100001"]),
        ({"profilePageUrl": "https://plus.google.com/u/0/+Chlo%C3%A9/posts"}, ["+chloé"]),
        ({"profilePageUrl": "https://plus.google.com/communities/100001"}, []),
        ({"resourceName": 7, "profilePageUrl": None}, []),
        (None, []),
    ],
)
def test_a_person_is_a_number_or_a_custom_address(person: object, keys: list[str]) -> None:
    assert keys_of(person) == keys


def test_number_and_address_are_joined_where_they_stand_together() -> None:
    known = Known()
    both = {"displayName": "Anne", "resourceName": "users/100001", "profilePageUrl": "https://plus.google.com/+AnneL"}
    address = {"profilePageUrl": "https://plus.google.com/+AnneL"}
    assert known.meet(address) == known.meet(both) == known.meet(ANNE) == "googleplus:+annel"
    assert [(who.name, who.handle) for who in known.people.values()] == [("Anne", "+AnneL")]


def test_a_name_in_a_text_is_the_one_person_of_that_name_or_somebody_else() -> None:
    by_address = {"displayName": "Anne", "profilePageUrl": "https://plus.google.com/+AnneL"}
    other = {"displayName": "Anne", "profilePageUrl": "https://plus.google.com/+AnneX"}
    for order in ((by_address, ANNE), (ANNE, by_address)):
        known = Known()
        assert len({known.meet(box, mentioned=box is ANNE) for box in order}) == 1
    known = Known()
    assert len({known.meet(box, mentioned=box is ANNE) for box in (by_address, other, ANNE)}) == 3
    # somebody who is written by number elsewhere too has no custom address
    known = Known()
    assert len({known.meet(ANNE, mentioned=True), known.meet(ANNE), known.meet(by_address)}) == 2


def test_a_number_alone_is_nobody() -> None:
    known = Known()
    assert known.meet({"resourceName": "users/100001"}) is None
    assert known.meet({"displayName": "Anne"}) == "googleplus:name/anne"


def test_a_comment_that_the_log_repeats_is_one_comment() -> None:
    found = read_export(EXPORTS / "2018_html" / "export", messages=True)
    assert found.posts["text"].tolist().count("You are welcome.") == 1


def test_json_and_html_of_the_same_posts_are_read_once(tmp_path: Path) -> None:
    page = (
        EXPORTS / "2018_html/export/takeout-20180808T101010Z-001/Takeout/Google+ Stream/Posts/20120101 - Climbing.html"
    )
    target = tmp_path / "Takeout/Google+ Stream/Posts"
    target.mkdir(parents=True)
    shutil.copy(page, target)
    author = {"displayName": "Camille Delvaux", "profilePageUrl": "https://plus.google.com/+CamilleDelvaux"}
    same = post(author=author, url="https://plus.google.com/+CamilleDelvaux/posts/BBBB2222bbb", content="From JSON")
    (target / "20120101 - Climbing.json").write_text(json.dumps(same), encoding="utf-8")
    assert read_export(tmp_path).posts["text"].tolist() == ["From JSON"]


def test_the_last_pages_name_their_parts_in_another_way() -> None:
    """As another reader of these pages describes them; the parts keep their classes, but not all of them."""
    link = ('<span itemprop="{0}" itemscope><a itemprop="url" href="https://plus.google.com/{1}">'
            '<span itemprop="name">{2}</span></a></span>')  # fmt: skip
    day, anne = '<span itemprop="dateCreated">2019-01-0{} 10:00:00+0000</span>', ("100001", "Anne")
    address = "https://plus.google.com/+Me/posts/Abc"
    page = "".join([
        f'<body itemid="{address}"><div>', link.format("author", "+Me", "Me Self"),
        f'<a href="{address}">{day.format(2)}</a>',
        '<div class="main-content"><div itemprop="text">Words</div></div></div>',
        '<div class="visibility"><span itemprop="audience">Shared with: Public</span></div>',
        '<div class="post-activity"><div class="plus-oners">+1\'d by: ', link.format("actor", *anne), "</div></div>",
        '<div class="comments"><div itemscope itemtype="http://schema.org/Comment">', link.format("author", *anne),
        day.format(3), '<div itemprop="text">Yes</div></div></div></body>',
    ])  # fmt: skip
    post = post_in(page)
    assert (keys_of(post["author"]), post["content"]) == (["+me"], '<div itemprop="text">Words')
    assert post["postAcl"]["visibleToStandardAcl"]["circles"] == [
        {"type": "CIRCLE_TYPE_PUBLIC", "displayName": "Public"}
    ]
    assert [keys_of(box["plusOner"]) for box in post["plusOnes"]] == [["100001"]]
    assert [(keys_of(c["author"]), c["creationTime"], c["content"]) for c in post["comments"]] == [
        (["100001"], "2019-01-03 10:00:00+0000", "Yes")
    ]


def test_addresses_and_phone_numbers_of_others_are_not_kept(tmp_path: Path) -> None:
    vcard = "BEGIN:VCARD\nFN:Anne\nEMAIL;TYPE=home:anne@example.org\nTEL:+32 470 00 00 00\nEND:VCARD\n"
    found = read(tmp_path, post(), Club=vcard)
    cells = " ".join(frame.to_csv() for frame in found.frames().values())
    assert "anne@" not in cells and "470" not in cells
    assert found.contacts["name"].tolist() == ["Anne"]


@pytest.mark.parametrize("ending", ["vcf", "csv", "json"])
def test_circles_without_posts_are_an_archive_too(ending: str, tmp_path: Path) -> None:
    texts = {
        "vcf": card("Anne", 100001),
        "csv": "First Name,Last Name,Nickname,Display Name,Profile URL\nAnne,,,,https://plus.google.com/100001\n",
        "json": '{"person": [{"displayName": "Anne", "profileUrl": "https://plus.google.com/100001"}]}',
    }
    folder = tmp_path / "Takeout" / "Cercles Google+"
    folder.mkdir(parents=True)
    (folder / f"Famille.{ending}").write_text(texts[ending], encoding="utf-8")
    found = read_export(tmp_path)
    assert found.contacts[["contact_id", "name"]].to_numpy().tolist() == [["googleplus:100001", "Anne"]]
    assert found.groups["name"].tolist() == ["Famille"]
    assert coverage(found, "googleplus")["words"] == ("absent", "This file holds no post of yours.")


def test_the_person_is_told_by_the_posts_and_the_profile_adds_addresses() -> None:
    [owner] = read_export(EXPORTS / "2019_json_fr" / "export").owners
    assert owner.names == ("Camille Delvaux",)
    assert owner.emails == ("camille@example.org",)
    assert owner.ids == ("100000000000000000001", "+camilledelvaux")


# --- any value at any place ------------------------------------------------------------------------------------------

KEYS = (
    "url creationTime author displayName profilePageUrl resourceName content link title media contentType album poll "
    "choices votes voter plusOnes plusOner comments reshares resharer resharedPost postAcl visibleToStandardAcl "
    "circles users type communityAcl community isPublic items timestampMs primaryText postPermalink person profileUrl "
    "name emails"
).split()


@pytest.mark.parametrize("variant", ["2019_json_fr", "2019_community_messages"])
def test_any_value_at_any_place_raises_nothing(variant: str, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    shutil.copytree(EXPORTS / variant / "export", folder)
    files = {path: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.json"))}

    def write(path: Path, data: Any) -> None:
        path.write_text(json.dumps(data), encoding="utf-8")

    def read_it(_: Path) -> None:
        schema.check(read_export(folder, messages=True).frames())

    odd = ["https://plus.google.com/+x/posts/y", "users/100000000000000000002", "CIRCLE_TYPE_PUBLIC", "2014-01-01"]
    change_one_place(files, write, read_it, values(KEYS, odd))


LINES = st.sampled_from(["", "END:VCARD", "BEGIN:VCARD", "FN", ":", "URL:x", " folded", '"', "a,b,google.com/+x",
                         'class="visibility">', 'class="plus-oners">', "</div>", '<a href="', "\ud83d"])  # fmt: skip


def test_any_line_of_circles_and_pages_raises_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    shutil.copytree(EXPORTS / "2018_html" / "export", folder)
    circles = next(folder.rglob("Google+ Circles"))
    shutil.copy(next((EXPORTS / "2019_json_fr").rglob("Famille.vcf")), circles)
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".html", ".csv", ".vcf")]

    @settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(files), st.integers(0, 400), st.integers(0, 40), LINES | st.text(max_size=30))
    def change(file: Path, start: int, length: int, piece: str) -> None:
        whole = file.read_bytes()
        at = start * len(whole) // 400
        try:
            file.write_bytes(whole[:at] + piece.encode("utf-8", "surrogatepass") + whole[at + length :])
            schema.check(read_export(folder, messages=True).frames())
        finally:
            file.write_bytes(whole)

    change()
