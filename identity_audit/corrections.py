"""What the person can decide: one frozen value per decision, kept in an append-only list that can be undone.

Decisions are applied in two pure steps: `dataset.apply` (pasted reactions, what is left out, who is who, circles, who
can see an account or a post) before any analysis, `facet_edits.apply` (the facets) before audience and strategies.
What is decided about surprises, limits and the plan, which posts were read again and who people are to a teacher move
no table: results that depend on it ask for it (`analysis.wishes`).
What is left out and who is who hold whatever their place in the list; the others are taken in order, the last word
counts. A decision about somebody or something that is not there changes nothing, so a list outlives the export that it
was made on. Taking one back is the list without it.

A facet is named by posts that it holds, never by its number: numbers change with a newer export or another number of
facets, posts stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

# --- people --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SamePerson:
    """These contacts are one person."""

    kind: ClassVar[str] = "same_person"
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotSame:
    """These contacts are different people: no table changes, the question is not asked again."""

    kind: ClassVar[str] = "not_same"
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThisIsMe:
    """This contact is the person: their row, memberships and acts go."""

    kind: ClassVar[str] = "this_is_me"
    contact: str


@dataclass(frozen=True, slots=True)
class NotMe:
    """This contact only bears the person's name: the question is not asked again."""

    kind: ClassVar[str] = "not_me"
    contact: str


# --- circles -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MakeCircle:
    """A circle of these people; of a circle that is there already, they become members."""

    kind: ClassVar[str] = "make_circle"
    id: str
    name: str
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RenameCircle:
    kind: ClassVar[str] = "rename_circle"
    circle: str
    name: str


@dataclass(frozen=True, slots=True)
class MergeCircles:
    """The first of these circles takes in the people of the others, and what is decided about them later."""

    kind: ClassVar[str] = "merge_circles"
    circles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JoinCircle:
    kind: ClassVar[str] = "join_circle"
    circle: str
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeaveCircle:
    kind: ClassVar[str] = "leave_circle"
    circle: str
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DropCircle:
    """No circle of mine: hidden, and a suggestion of this id is not made again."""

    kind: ClassVar[str] = "drop_circle"
    circle: str


# --- what is left out ----------------------------------------------------------------------------------------------


def mark(salt: str, identity: str) -> str:
    """A contact or conversation as a keyed digest: the dossier knows it again, and does not hold what was left out."""
    return hashlib.blake2b(identity.encode("utf-8", "replace"), key=salt.encode()[:64], digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class LeaveOutPeople:
    """These contacts (as `mark`s under this salt) go, with what they did and what was sent to them alone."""

    kind: ClassVar[str] = "leave_out_people"
    marks: tuple[str, ...]
    salt: str


@dataclass(frozen=True, slots=True)
class LeaveOutConversations:
    """These groups or threads (as `mark`s under this salt) go, with what was written and done in them."""

    kind: ClassVar[str] = "leave_out_conversations"
    marks: tuple[str, ...]
    salt: str


@dataclass(frozen=True, slots=True)
class LeaveOutPeriod:
    """Everything from the first day to the last (ISO, UTC, both included) goes; None = without end on that side.

    What has no date stays.
    """

    kind: ClassVar[str] = "leave_out_period"
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class LeaveOutFile:
    """What came from the files of this pattern (the reader's, see `schema.Post.source_file`) goes."""

    kind: ClassVar[str] = "leave_out_file"
    platform: str
    file: str


# --- facets --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FacetPosts:
    """Which facet? One that holds these posts: at most 40 ids spread through it, and its share of all posts."""

    posts: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class KnownFacet:
    """A facet as an earlier export showed it: the same facet keeps this id, name and colour when posts are added."""

    id: int
    name: str
    colour: int
    facet: FacetPosts


@dataclass(frozen=True, slots=True)
class RenameFacet:
    kind: ClassVar[str] = "rename_facet"
    facet: FacetPosts
    name: str


@dataclass(frozen=True, slots=True)
class MergeFacets:
    """The first of these facets takes in the posts of the others; it keeps its name and colour."""

    kind: ClassVar[str] = "merge_facets"
    facets: tuple[FacetPosts, ...]


@dataclass(frozen=True, slots=True)
class CutFacet:
    """This facet becomes two, by the same rule that found the facets; the larger part keeps id and colour."""

    kind: ClassVar[str] = "cut_facet"
    facet: FacetPosts


@dataclass(frozen=True, slots=True)
class MovePosts:
    """These posts belong to that facet."""

    kind: ClassVar[str] = "move_posts"
    posts: tuple[str, ...]
    facet: FacetPosts


@dataclass(frozen=True, slots=True)
class NotMyPosts:
    """These posts are not me: they stay counted as "not me", outside every facet."""

    kind: ClassVar[str] = "not_my_posts"
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotMyFacet:
    """Nothing of this facet is me."""

    kind: ClassVar[str] = "not_my_facet"
    facet: FacetPosts


@dataclass(frozen=True, slots=True)
class SensitiveFacet:
    """The person finds this facet sensitive, or no longer does."""

    kind: ClassVar[str] = "sensitive_facet"
    facet: FacetPosts
    sensitive: bool


@dataclass(frozen=True, slots=True)
class NumberOfFacets:
    """So many facets, before they are merged or cut; None = as many as the posts suggest."""

    kind: ClassVar[str] = "number_of_facets"
    number: int | None


# --- pasted reactions ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PastedList:
    """Who reacted to this post, as the person copied it; the last answer about a post counts.

    contacts: those whom the files know. names: the others, as written. complete: it is the whole list.
    """

    kind: ClassVar[str] = "pasted_list"
    post: str
    contacts: tuple[str, ...]
    names: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class SkippedPost:
    """The list of this post cannot be opened: another post of its facet is asked about instead."""

    kind: ClassVar[str] = "skipped_post"
    post: str


# --- who can see ---------------------------------------------------------------------------------------------------

SeenBy = Literal["public", "followers", "contacts"]


@dataclass(frozen=True, slots=True)
class AccountVisibility:
    """Who can see the posts on this platform of which its files do not say it; None = not known, or several.

    since: the answer holds from this day on (ISO, UTC; None = always); before: the answer for what is older.
    """

    kind: ClassVar[str] = "account_visibility"
    platform: str
    visibility: SeenBy | None
    since: str | None = None
    before: SeenBy | None = None


Looked = Literal["public", "followers", "contacts", "group"]


@dataclass(frozen=True, slots=True)
class CheckedPost:
    """Who can see this one post, as the person read it on the platform; None = not to be found out there."""

    kind: ClassVar[str] = "checked_post"
    post: str
    visibility: Looked | None


# --- posts to re-read ----------------------------------------------------------------------------------------------

Reread = Literal["fine", "rethink"]


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """The person read these posts again: they are fine, or to be thought about; None = not decided after all."""

    kind: ClassVar[str] = "read_again"
    posts: tuple[str, ...]
    decision: Reread | None


@dataclass(frozen=True, slots=True)
class WordList:
    """The words of one list by which posts are proposed for re-reading; None = as the list came."""

    kind: ClassVar[str] = "word_list"
    name: str
    words: tuple[str, ...] | None


# --- who people are to a teacher -----------------------------------------------------------------------------------

Role = Literal["pupil", "former", "parent", "colleague"]


@dataclass(frozen=True, slots=True)
class TagPeople:
    """These contacts are the person's pupils, former pupils ...; None = no tag. group: a class or a year, or "".

    Set by hand only: a tag that follows from a class list stays in memory with the list.
    """

    kind: ClassVar[str] = "tag_people"
    contacts: tuple[str, ...]
    role: Role | None
    group: str = ""


# --- surprises, limits, plan -----------------------------------------------------------------------------------------

TwoKinds = Literal["work_private", "teacher"]
Question = Literal["follow_several", "held_back"]
PlanName = Literal["cautious", "balanced", "open"]


@dataclass(frozen=True, slots=True)
class HideMoment:
    """This surprise is not shown: a contact on a post."""

    kind: ClassVar[str] = "hide_moment"
    post: str
    contact: str


@dataclass(frozen=True, slots=True)
class HideFacet:
    """In the profile with limits, this circle does not see this facet; or it does again."""

    kind: ClassVar[str] = "hide_facet"
    facet: FacetPosts
    circle: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class SecondProfile:
    """Who and what belongs to the second profile (work, or the teacher's account); the last word about it counts."""

    kind: ClassVar[str] = "second_profile"
    profile: TwoKinds
    circles: tuple[str, ...]
    facets: tuple[FacetPosts, ...]


@dataclass(frozen=True, slots=True)
class OutOfTen:
    """The person's answer to one of the two questions about what could change; None = I do not know."""

    kind: ClassVar[str] = "out_of_ten"
    question: Question
    answer: int | None


@dataclass(frozen=True, slots=True)
class ChosenPlan:
    """The plan that the person wants to follow; None = none."""

    kind: ClassVar[str] = "chosen_plan"
    plan: PlanName | None


# --- reactions and those who react ---------------------------------------------------------------------------------

CountedKind = Literal["reaction", "comment", "reply", "share", "mention", "tag", "wall_post"]
Called = Literal["ally", "critic"]


@dataclass(frozen=True, slots=True)
class ReactionKinds:
    """Only these kinds of acts count as a reaction, in every figure; the last answer counts, none is no answer."""

    kind: ClassVar[str] = "reaction_kinds"
    kinds: tuple[CountedKind, ...]


@dataclass(frozen=True, slots=True)
class CalledSo:
    """The person calls this contact an ally or a critic; None = neither any more. No figure follows from it."""

    kind: ClassVar[str] = "called_so"
    contact: str
    called: Called | None


AboutPeople = SamePerson | NotSame | ThisIsMe | NotMe
AboutCircles = MakeCircle | RenameCircle | MergeCircles | JoinCircle | LeaveCircle | DropCircle
LeftOut = LeaveOutPeople | LeaveOutConversations | LeaveOutPeriod | LeaveOutFile
AboutFacets = (
    RenameFacet | MergeFacets | CutFacet | MovePosts | NotMyPosts | NotMyFacet | SensitiveFacet | NumberOfFacets
)
Evidence = PastedList | SkippedPost
AboutPlan = HideMoment | HideFacet | SecondProfile | OutOfTen | ChosenPlan
AboutVisibility = AccountVisibility | CheckedPost
AboutRereading = ReadAgain | WordList
Correction = (
    AboutPeople
    | AboutCircles
    | LeftOut
    | AboutFacets
    | Evidence
    | AboutVisibility
    | AboutPlan
    | AboutRereading
    | TagPeople
    | ReactionKinds
    | CalledSo
)
CORRECTIONS: Mapping[str, type[Correction]] = {kind.kind: kind for kind in get_args(Correction)}
CHANGE_WHO_IS_WHO = (SamePerson, ThisIsMe)


def about_people(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """The corrections that decide who is who, in a fixed order: equal where they make the same people."""
    return tuple(sorted((c for c in corrections if isinstance(c, CHANGE_WHO_IS_WHO)), key=repr))
