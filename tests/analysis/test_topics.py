from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import planted, posts_frame, rand_index, sentences

from identity_audit.analysis import topic_space as module
from identity_audit.analysis import topics as clustering
from identity_audit.analysis.encoder import EncodingCache, Floats, load_encoder
from identity_audit.analysis.labels import fold
from identity_audit.analysis.language import stop_words
from identity_audit.analysis.placed_texts import place_texts, vote
from identity_audit.analysis.subjects import SubjectMap
from identity_audit.analysis.topic_space import TopicSpace, prepare
from identity_audit.analysis.topics import Topics, TopicSettings, cluster, cluster_texts, find_topics

SUBJECTS = ["sport_fr", "school_fr", "cooking_en", "politics_en"]
TEXTS, TRUE = planted(SUBJECTS, 60)


@pytest.fixture(scope="module")
def cache() -> EncodingCache:
    encoder = load_encoder()
    assert encoder is not None
    return EncodingCache(encoder)


@pytest.fixture(scope="module")
def space(cache: EncodingCache) -> TopicSpace:
    return prepare(posts_frame(TEXTS), encodings=cache)


@pytest.fixture(scope="module")
def found(space: TopicSpace) -> Topics:
    return cluster(space)


def groups(topics: Topics) -> list[int]:
    return topics.assignment["topic"].fillna(-1).astype(int).tolist()


def topic_of(topics: Topics, subject: str) -> int:
    mine = topics.assignment["topic"][[s == subject for s in TRUE]]
    return int(mine.mode()[0])


def test_planted_subjects_are_found_without_being_told_how_many(found: Topics) -> None:
    assert len(found.topics) == 4
    assert rand_index(groups(found), TRUE) > 0.9


@pytest.mark.parametrize("subjects", [SUBJECTS[:2], SUBJECTS[2:], SUBJECTS[1:3]])
def test_two_subjects_of_one_language_or_of_one_each(subjects: list[str], cache: EncodingCache) -> None:
    texts, true = planted(subjects, 50)
    assert rand_index(groups(find_topics(posts_frame(texts), TopicSettings(2), encodings=cache)), true) > 0.9


def test_topics_go_by_subject_not_by_language(cache: EncodingCache) -> None:
    english = {
        "sport": [f"{a} {b}" for a in ("This morning at the gym", "At CrossFit", "After my run", "During training",
                                       "Before the race", "With my team")
                  for b in ("I lifted eighty kilos", "we did burpees and squats", "the coach made us sprint",
                            "I beat my deadlift record", "my legs are sore", "we ran ten kilometres")],
        "school": [f"{a} {b}" for a in ("My pupils", "Our students", "The teachers", "This class", "The whole school",
                                        "My sociology students")
                   for b in ("prepare the June exams", "discuss the new curriculum", "wait for their marks",
                             "planned the school trip", "argue about homework", "got their report cards")],
    }  # fmt: skip
    texts = sentences("sport_fr", 36) + english["sport"] + sentences("school_fr", 36) + english["school"]
    subjects = ["sport"] * 72 + ["school"] * 72
    assert rand_index(groups(find_topics(posts_frame(texts), TopicSettings(2), encodings=cache)), subjects) > 0.8


def test_the_result_is_the_same_twice(found: Topics) -> None:
    again = find_topics(posts_frame(TEXTS))
    assert rand_index(groups(found), groups(again)) == 1
    assert again.topics["name"].tolist() == found.topics["name"].tolist()


@pytest.mark.parametrize("n_topics", [1, 2, 3, 7])
def test_the_person_chooses_the_number(space: TopicSpace, n_topics: int) -> None:
    chosen = cluster(space, TopicSettings(n_topics))
    assert chosen.topics["id"].tolist() == list(range(n_topics))
    assert chosen.settings.n_topics == n_topics
    assert chosen.topics["name"].is_unique
    assert chosen.topics["posts"].sum() == len(TEXTS)


def test_facets_without_labels_are_the_same_facets(found: Topics, cache: EncodingCache) -> None:
    unnamed = cluster(prepare(posts_frame(TEXTS), encodings=cache, labelled=False))
    assert unnamed.assignment.equals(found.assignment)
    assert unnamed.topics["terms"].tolist() == [[]] * 4


def test_no_more_topics_than_different_posts(cache: EncodingCache) -> None:
    texts = sentences("sport_fr", 3) * 12
    chosen = find_topics(posts_frame(texts), TopicSettings(50), encodings=cache)
    assert len(chosen.topics) == 3
    assert cluster(prepare(posts_frame(texts), encodings=cache), TopicSettings(-4)).topics["posts"].tolist() == [36]


def test_figures_agree_with_the_assignment(found: Topics) -> None:
    counted = found.assignment.groupby("topic").agg(posts=("post_id", "size"), unsure=("unsure", "sum"))
    assert found.topics["posts"].tolist() == counted["posts"].tolist()
    assert found.topics["unsure"].tolist() == counted["unsure"].tolist()
    assert found.topics["posts"].is_monotonic_decreasing
    assert found.topics["share"].sum() == pytest.approx(1)
    assert found.topics["colour"].tolist() == found.topics["id"].tolist()
    assert found.unsure == found.assignment["unsure"].sum()
    assert found.n_posts == len(TEXTS)
    assert str(found.assignment["topic"].dtype) == "Int64"
    assert found.topics["cohesion"].between(0, 1).all()
    assert found.exact_encoder
    assert not found.too_few
    assert not found.rough


def test_unsure_posts_are_those_between_two_topics(found: Topics, space: TopicSpace) -> None:
    sure = found.assignment[~found.assignment["unsure"]]
    assert (sure["margin"] >= 0.1).all()
    centres = np.stack([space.smoothed[np.array(groups(found)) == k].mean(axis=0) for k in range(len(found.topics))])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    near = np.sort(space.smoothed @ centres.T, axis=1)
    assert np.allclose(found.assignment["margin"].abs(), near[:, -1] - near[:, -2], atol=1e-4)


def test_one_topic_leaves_no_doubt(space: TopicSpace) -> None:
    assert (cluster(space, TopicSettings(1)).assignment["margin"] == 1).all()


def test_samples_are_short_posts_of_their_topic(found: Topics) -> None:
    text_of = dict(zip(posts_frame(TEXTS)["post_id"], TEXTS, strict=True))
    topic_of_post = found.assignment.set_index("post_id")["topic"]
    for row in found.topics.itertuples():
        assert len(set(row.samples)) == 3
        assert all(topic_of_post[sample] == row.id for sample in row.samples)
        lengths = [len(text_of[p]) for p in topic_of_post.index[topic_of_post == row.id]]
        assert max(len(text_of[sample]) for sample in row.samples) <= np.quantile(lengths, 0.75)


def test_names_are_in_the_language_of_the_posts_without_stop_words(found: Topics) -> None:
    banned = {fold(word) for word in stop_words(["fr", "en"])}
    for row in found.topics.itertuples():
        assert 2 <= len(row.terms) <= 8
        assert row.name.split(" · ") == row.terms[: row.name.count("·") + 1]
        assert not banned & {fold(word) for term in row.terms for word in term.split()}
    school = found.topics.loc[topic_of(found, "school_fr"), "terms"]
    assert {"élèves", "école", "conseil", "profs", "scolaire", "cours"} & {w for t in school for w in t.split()}
    cooking = " ".join(found.topics.loc[topic_of(found, "cooking_en"), "terms"])
    assert any(word in cooking for word in ("bread", "chicken", "chocolate", "risotto", "sauce", "kitchen", "dinner"))


@pytest.mark.parametrize("n", [0, 1, 29])
def test_a_few_posts_are_not_grouped_but_their_words_are_shown(n: int) -> None:
    few = find_topics(posts_frame(TEXTS[:n]))
    assert few.too_few
    assert few.topics.empty
    assert list(few.topics.columns) == list(clustering._COLUMNS)
    assert few.assignment["topic"].isna().all()
    assert len(few.assignment) == few.n_posts == n
    assert few.unsure == 0
    assert (len(few.terms) > 0) == (n > 0)


def test_thirty_posts_are_grouped_and_called_rough(cache: EncodingCache) -> None:
    for n, rough in ((30, True), (31, True), (119, True), (120, False)):
        some = find_topics(posts_frame(TEXTS[:n]), encodings=cache)
        assert not some.too_few
        assert some.rough is rough
        assert some.topics["posts"].sum() == n


def test_posts_without_words_are_counted_apart(cache: EncodingCache) -> None:
    empty = ["", "😀😀", "https://exemple.be/x", "@camille", "2024", "…", "\ud800"]
    mixed = find_topics(posts_frame([*empty, *TEXTS]), encodings=cache)
    assert mixed.without_words == len(empty)
    assert mixed.assignment["topic"].isna().tolist() == [True] * len(empty) + [False] * len(TEXTS)
    assert not mixed.assignment["unsure"][: len(empty)].any()
    assert mixed.topics["share"].sum() == pytest.approx(1)
    assert rand_index(groups(mixed)[len(empty) :], TRUE) > 0.9


def test_missing_text_is_no_words(cache: EncodingCache) -> None:
    posts = posts_frame(TEXTS[:40])
    posts.loc[3, "text"] = pd.NA
    assert find_topics(posts, encodings=cache).without_words == 1


def test_duplicates_share_a_topic_and_weigh_once(cache: EncodingCache) -> None:
    repeated = TEXTS[0]
    texts = [*TEXTS, *[f"{repeated} https://exemple.be/{i}" for i in range(40)]]
    twice = find_topics(posts_frame(texts), encodings=cache)
    same = twice.assignment["topic"][[0, *range(len(TEXTS), len(texts))]]
    assert same.nunique() == 1
    assert rand_index(groups(twice)[: len(TEXTS)], TRUE) > 0.9
    assert twice.topics["posts"].max() >= 100
    assert all(len(set(samples)) == 3 for samples in twice.topics["samples"])


def test_hostile_texts_are_just_texts(cache: EncodingCache) -> None:
    hostile = [
        "mot " * 12_500,
        "x" * 50_000,
        "ok \ud800 fin",
        "a\x00b",
        "<script>alert(1)</script>",
        "שלום עולם",
        "中文" * 9,
    ]
    strange = find_topics(posts_frame([*TEXTS, *hostile]), encodings=cache)
    assert strange.without_words == 0
    assert rand_index(groups(strange)[: len(TEXTS)], TRUE) > 0.8


@settings(max_examples=15)
@given(st.lists(st.text(st.characters(), max_size=12), min_size=30, max_size=45), st.none() | st.integers(-1, 60))
def test_any_texts_get_a_whole_answer(texts: list[str], n_topics: int | None) -> None:
    some = find_topics(posts_frame(texts), TopicSettings(n_topics))
    with_words = some.assignment["topic"].notna()
    assert some.without_words == (~with_words).sum() or some.too_few
    assert some.topics["posts"].sum() == with_words.sum()
    assert some.topics["name"].map(len).gt(0).all()
    assert set(some.assignment["topic"].dropna()) == set(some.topics["id"])


def test_a_given_language_is_believed(cache: EncodingCache) -> None:
    posts = posts_frame(TEXTS).assign(lang="pt")
    assert set(prepare(posts, encodings=cache).languages) == {"pt"}
    assert {"fr", "en"} <= set(prepare(posts.drop(columns="lang"), encodings=cache).languages)


def test_a_second_run_encodes_nothing(space: TopicSpace, cache: EncodingCache) -> None:
    known = len(cache)
    again = prepare(posts_frame(TEXTS), encodings=cache)
    assert len(cache) == known
    assert np.array_equal(again.smoothed, space.smoothed)


def test_progress_names_steps_and_shares() -> None:
    heard: list[tuple[str, float | None]] = []
    find_topics(posts_frame(TEXTS), progress=lambda step, share: heard.append((step, share)))
    shares = [share for _, share in heard if share is not None]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len({step for step, _ in heard}) >= 2


def test_an_error_in_progress_stops_the_work() -> None:
    class Stop(Exception):
        pass

    def stop(step: str, share: float | None) -> None:
        raise Stop

    with pytest.raises(Stop):
        find_topics(posts_frame(TEXTS), progress=stop)


def test_a_long_history_is_fitted_on_a_sample_over_time(cache: EncodingCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FITTED", 120)
    monkeypatch.setattr(module, "_AT_ONCE", 50)
    posts = posts_frame(TEXTS).sample(frac=1, random_state=0)
    sampled = prepare(posts, encodings=cache)
    assert len(sampled.fitted) == 120
    assert sorted([*sampled.fitted, *sampled.rest]) == list(range(240))
    days = posts["time"].iloc[sampled.fitted].sort_values()
    assert days.diff().max() <= pd.Timedelta(days=3)
    true = pd.Series(TRUE).iloc[posts.index].tolist()
    assert rand_index(groups(cluster(sampled)), true) > 0.9


def test_a_first_picture_encodes_a_part_and_the_others_follow_by_their_words(monkeypatch: pytest.MonkeyPatch) -> None:
    class Counting:
        def __init__(self) -> None:
            self.texts: set[str] = set()

        def encode(self, texts: Sequence[str], progress: object = None) -> Floats:
            self.texts |= set(texts)
            encoder = load_encoder()
            assert encoder is not None
            return encoder.encode(texts)

    monkeypatch.setattr(module, "_FITTED_QUICKLY", 120)
    encoder = Counting()
    posts = posts_frame([*TEXTS, "xyzzy plugh"]).sample(frac=1, random_state=0)
    first = prepare(posts, encodings=EncodingCache(encoder), quick=True)
    assert first.quick and len(first.fitted) == 120 and len(first.rest) == 121
    assert len(encoder.texts & set(TEXTS)) in (119, 120)
    true = pd.Series([*TRUE, "nothing"]).loc[posts.index]
    found = cluster(first, TopicSettings(4))
    known = (true != "nothing").to_numpy()
    in_facets = np.array(groups(found))
    assert rand_index(in_facets[known].tolist(), true[known].tolist()) > 0.8
    # every post has a place all the same; of the one whose words nobody shares it is said that it is unsure
    assert found.topics["posts"].sum() == len(posts)
    assert found.assignment.loc[~known, "unsure"].all() or posts.index[first.fitted].isin([len(TEXTS)]).any()


def test_without_the_encoder_words_alone_are_used_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load_encoder", lambda: None)
    posts = posts_frame(TEXTS)
    space = prepare(posts)
    rough = cluster(space, TopicSettings(4))
    assert not rough.exact_encoder
    assert len(rough.topics) == 4
    assert rand_index(groups(rough), TRUE) > 0.1
    votes = vote(place_texts(space, ["Mes élèves préparent leurs examens", ""]), space, rough)
    assert votes["topic"].isna().tolist() == [False, True]
    monkeypatch.setattr(module, "_FITTED", 100)
    assert cluster(prepare(posts)).topics["posts"].sum() == len(TEXTS)
    only_stop_words = prepare(posts_frame([f"le la les {'un ' * i}" for i in range(1, 41)]))
    assert cluster(only_stop_words).topics["posts"].sum() == 40
    assert cluster(prepare(posts_frame(["vélo"] * 40)), TopicSettings(3)).topics["posts"].tolist() == [40]


@pytest.mark.parametrize("n_texts", [1, 2, 5])
def test_a_handful_of_texts_posted_again_and_again(n_texts: int, cache: EncodingCache) -> None:
    texts = TEXTS[:n_texts] * 40
    few = find_topics(posts_frame(texts), encodings=cache)
    assert few.topics["posts"].sum() == len(texts)
    assert few.assignment.groupby([*range(n_texts)] * 40)["topic"].nunique().eq(1).all()
    assert few.assignment["margin"].notna().all()


def test_a_space_of_the_encoder_refuses_foreign_texts_without_it(
    space: TopicSpace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "load_encoder", lambda: None)
    assert len(cluster(space).topics) == 4
    with pytest.raises(ValueError, match="sentence encoder"):
        place_texts(space, ["bonjour à tous"])


def test_foreign_texts_take_the_topic_of_their_neighbours(
    space: TopicSpace, found: Topics, cache: EncodingCache
) -> None:
    comments = ["Bravo pour ton squat, quel entraînement !", "Les élèves ont-ils réussi l'examen ?", "", "😀",
                "What a lovely recipe, my bread never rises", "The minister should lose the next election"]  # fmt: skip
    votes = vote(place_texts(space, comments, cache), space, found)
    expected = ["sport_fr", "school_fr", None, None, "cooking_en", "politics_en"]
    assert [None if pd.isna(t) else int(t) for t in votes["topic"]] == [
        None if s is None else topic_of(found, s) for s in expected
    ]
    assert votes["confidence"].between(0, 1).all()
    assert (votes["confidence"] == 0).tolist() == [False, False, True, True, False, False]
    assert vote(place_texts(space, [], cache), space, found).empty
    few = prepare(posts_frame(TEXTS[:5]))
    assert vote(place_texts(few, comments), few, cluster(few))["topic"].isna().all()


def test_everyday_talk_is_what_is_furthest_from_any_subject() -> None:
    # two subjects, straight ahead and to the side; what is neither points up
    subjects = SubjectMap(
        np.eye(3, dtype=np.float32)[:2], np.ones(2, dtype=np.float32), np.eye(3, dtype=np.float32)[:2]
    )

    def marked(up: list[float], cohesion: list[float], share: list[float]) -> list[bool]:
        centroids = np.array([[1, 0, height] for height in up], dtype=np.float32)
        frame = pd.DataFrame({"cohesion": cohesion, "share": share, "everyday": False})
        return clustering._mark_everyday(frame, centroids, subjects)["everyday"].tolist()

    assert marked([0, 0, 9], [0.4, 0.4, 0.4], [0.4, 0.4, 0.2]) == [False, False, True]
    assert marked([0, 9, 10], [0.4, 0.4, 0.4], [0.4, 0.4, 0.2]) == [False, False, True]
    assert marked([0, 0, 2], [0.4, 0.4, 0.4], [0.4, 0.4, 0.2]) == [False, False, False]  # it has a subject
    assert marked([0, 0, 9], [0.4, 0.4, 0.5], [0.4, 0.4, 0.2]) == [False, False, False]  # it is a subject of its own
    assert marked([0, 0, 9], [0.4, 0.4, 0.4], [0.5, 0.45, 0.05]) == [False, False, False]  # it is small
    frame = pd.DataFrame({"cohesion": [0.1], "share": [1.0], "everyday": False})
    assert clustering._mark_everyday(frame, np.ones((1, 3), np.float32), None)["everyday"].tolist() == [False]


CHATTER = [
    line.strip()
    for line in """
so tired today | why is it always me | ok that was fun | can't sleep again | who else is awake | je n'en peux plus |
on verra bien demain | oh la la quelle journée | trop contente, merci à tous | you won't believe what just happened
| I knew it | never again | long day, finally on my sofa | on se voit ce soir ? | c'est malin ça | still laughing
about yesterday | mood of the day: no | some people, really | voilà voilà | ça y est c'est fait | je dis ça je dis
rien | guess who forgot her keys | my phone is dead again | same old same old | wish me luck | tout va bien, enfin
presque | ah non pas encore | j'ai rien compris mais c'était bien | let's see how this goes | waiting, waiting,
waiting | il fallait le dire plus tôt | so this happened | I'm done | bonne nuit tout le monde | quelqu'un comprend
quelque chose ? | this week please end | haha you had to be there | on ne change pas une équipe qui perd
""".replace("\n", " ").split("|")
]


def test_chatter_among_subjects_is_marked_and_no_subject_is() -> None:
    with_chatter = cluster(prepare(posts_frame([*TEXTS, *CHATTER])), TopicSettings(5))
    marked = with_chatter.topics.loc[with_chatter.topics["everyday"], "id"].tolist()
    found = with_chatter.assignment["topic"].tolist()
    assert marked == [max(set(found[len(TEXTS) :]), key=found[len(TEXTS) :].count)]
    assert not cluster(prepare(posts_frame(TEXTS))).topics["everyday"].any()


def test_bare_texts() -> None:
    labels = cluster_texts([*TEXTS, "😀", ""], n_topics=4)
    assert labels.dtype.kind == "i"
    assert labels[-2:].tolist() == [-1, -1]
    assert rand_index(labels[:-2].tolist(), TRUE) > 0.9
    assert cluster_texts([]).tolist() == []
    assert cluster_texts(["un chat", "", "un chien"]).tolist() == [0, -1, 0]
