"""What one kind of person could see, the last posts with their eyes, the check on the network, the ways, the sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import cast

import streamlit as st

from identity_audit import reread_findings, teacher_findings, teacher_pages
from identity_audit.analysis import viewers
from identity_audit.analysis.reread import decisions
from identity_audit.audit import Audit
from identity_audit.charts import teacher as charts
from identity_audit.corrections import AccountVisibility, CheckedPost, Looked, Role
from identity_audit.exposure_findings import LOOKED, SEEN_BY
from identity_audit.findings import PLATFORM_NAMES
from identity_audit.post_findings import excerpt
from identity_audit.safe_text import md_escape
from identity_audit.sheet import LONGEST, WAY_IDS, Sheet
from identity_audit.teacher_findings import ROLES, VIEWERS, Tagged
from identity_audit.ui import account_work, parts, reread_work, state
from identity_audit.words import N_

EXCERPT = 400
MOST_LAST = 20
HALF_A_YEAR = timedelta(days=182)
_ANY_NETWORK = ""
#: where to look on the network itself
_CHECK = {
    "facebook": N_("On Facebook, open the post: the icon beside its date says who can see it. “View as” on your "
                   "profile shows what somebody who does not follow you sees."),
    "instagram": N_("On Instagram, look whether the account is private (a lock beside your name), and whether the post "
                    "went to close friends only (a green star)."),
    "linkedin": N_("On LinkedIn, open the post: the line under your name shows a globe (everybody) or two people "
                   "(your contacts)."),
    "x": N_("On X, look whether there is a lock beside your name: then only those who follow you see your posts."),
    _ANY_NETWORK: N_("Open the post on the network: near its date an icon or a word says who can see it. In a private "
                     "window, without signing in, you see what a stranger sees."),
}  # fmt: skip


def roles(audit: Audit) -> Tagged:
    """Who is a pupil, a former pupil ...: tagged by hand, or found with a class list that is in memory."""
    loaded = state.roster()
    more: dict[Role, frozenset[str]] = {} if loaded is None else {loaded.role: loaded.contacts()}
    return teacher_findings.tagged(audit.settings.corrections, more)


def whose_eyes() -> str:
    """The kind of person that the page looks at, the same on every part of it."""
    _ = state.words()
    kinds = list(VIEWERS)
    kept = st.session_state.get("teacher_eyes", kinds[0])
    chosen = st.radio(_("With whose eyes?"), kinds, index=kinds.index(kept), format_func=lambda kind: _(VIEWERS[kind]),
                      key="teacher_viewer")  # fmt: skip
    st.session_state["teacher_eyes"] = chosen
    return str(chosen)


# --- what they can see -----------------------------------------------------------------------------------------------


def what_they_see(audit: Audit, kind: str) -> None:
    """The three shares, by facet, by year, by network, and the question that fills the second one."""
    _ = state.words()
    table = teacher_findings.seen(audit, kind, roles(audit))
    networks = [row[0] for row in teacher_findings.network_rows(table)]
    names = {PLATFORM_NAMES.get(str(p), str(p)): str(p) for p in table["platform"].unique()}
    chosen = None
    if len(networks) > 1:
        chosen = st.pills(_("One network only?"), networks, format_func=md_escape, key="teacher_network")
    if chosen is not None:
        table = table[table["platform"] == names[chosen]]
    total = viewers.shares(table)
    st.markdown(f"#### {md_escape(teacher_findings.headline(total, kind, _))}")
    for line in filter(None, (teacher_findings.shares_line(total, _), teacher_findings.others_line(total, _))):
        st.markdown(md_escape(line))
    if total.not_known:
        st.caption(_(teacher_findings.NOT_HIDDEN))
    st.caption(_(teacher_findings.TAGGED_BY_OTHERS))
    if account_work.open_accounts(audit.dataset):
        with st.expander(_("Your answer: who can see your accounts?"), expanded=total.not_known > 0):
            account_work.who_can_see(audit.dataset)
    if not total.posts:
        return
    by_facet = teacher_findings.facet_rows(audit, table, _)
    _bars(audit, by_facet, total, teacher_findings.facet_title(by_facet, kind, _), _("Facet"), key="teacher_facets")
    if not any(sensitive for _name, sensitive, _found in by_facet):
        st.caption(_("You find no facet sensitive yet. On “My facets” you can mark one: it then stands first here, "
                     "framed."))  # fmt: skip
    by_year = teacher_findings.year_rows(table, _)
    _bars(audit, by_year, total, teacher_findings.year_title(by_year, _), _("Year"), key="teacher_years")
    st.markdown(_("**Network by network**"))
    st.dataframe(teacher_findings.who_says_it(teacher_findings.network_rows(table), _), hide_index=True,
                 key="teacher_networks", width="stretch")  # fmt: skip
    if st.toggle(_("Is your answer right? Look up ten posts"), key="teacher_check"):
        _check(audit)
    parts.go_on("reread", N_("Posts to read again"))


def _bars(
    audit: Audit,
    rows: list[tuple[str, bool, viewers.Shares]],
    total: viewers.Shares,
    title: str,
    first: str,
    *,
    key: str,
) -> None:
    _ = state.words()
    figure = charts.shares([row[0] for row in rows], [row[1] for row in rows], [row[2].parts() for row in rows], _)
    parts.chart(title, figure, sentence=teacher_findings.reading(_), basis=teacher_findings.basis(total, audit, _),
                table=teacher_findings.frame(first, rows, _), key=key)  # fmt: skip


def _check(audit: Audit) -> None:
    """Ten posts of one network to be looked up on it, one at a time, and what they say of the answer."""
    _ = state.words()
    table = teacher_findings.seen(audit, "stranger", teacher_findings.tagged(()))
    asked = [p for p in account_work.open_accounts(audit.dataset) if viewers.ten_to_check(table, p)]
    if not asked:
        st.markdown(_("Your files say it of every post: there is nothing to look up."))
        return
    platform = st.selectbox(_("On which network?"), asked, key="teacher_check_network",
                            format_func=lambda p: md_escape(PLATFORM_NAMES.get(str(p), str(p))))  # fmt: skip
    ten = viewers.ten_to_check(table, platform)
    done = {c.post: c.visibility for c in state.corrections() if isinstance(c, CheckedPost)}
    st.markdown(_(_CHECK[platform if platform in _CHECK else _ANY_NETWORK]))
    left = [post for post in ten if post not in done]
    if left:
        st.caption(_("Post {n} of {all}", n=_.number(len(ten) - len(left) + 1), all=_.number(len(ten))))
        [post] = audit.dataset.posts[audit.dataset.posts["post_id"] == left[0]].to_dict("records")
        with st.container(border=True):
            st.caption(md_escape(_.date(post["time"])))
            st.text(excerpt(post["text"], post["context"], EXCERPT, _))
            where = reread_findings.place_of(left[0])
            if where:
                st.text(where)
            answers = {seen or account_work.NOT_KNOWN: label for seen, label in LOOKED.items()}
            said = st.radio(_("Who can see it there?"), list(answers), None, key=f"teacher_looked_{left[0]}",
                            format_func=lambda seen: _(answers[seen]))  # fmt: skip
            chosen = cast("Looked | None", None if said == account_work.NOT_KNOWN else said)
            st.button(_("Save and go on"), key="teacher_check_save", type="primary", disabled=said is None,
                      on_click=state.decide, args=(CheckedPost(left[0], chosen),))  # fmt: skip
    _agreement(audit, platform, [(post, done[post]) for post in ten if done.get(post)])
    parts.undo_bar("teacher_check")


def _agreement(audit: Audit, platform: str, looked: list[tuple[str, object]]) -> None:
    _ = state.words()
    said = [c for c in state.corrections() if isinstance(c, AccountVisibility) and c.platform == platform]
    if not looked:
        return
    if not said or said[-1].visibility is None:
        st.caption(_("You gave no answer about this account, so there is nothing to compare with. What you look up "
                     "counts as your answer for these posts."))  # fmt: skip
        return
    from_account = audit.source.apply(said).posts.set_index("post_id")["visibility"]
    same = sum(from_account[post] == seen for post, seen in looked)
    st.markdown(md_escape(teacher_findings.check_sentence(len(looked), same, _)))
    if same < len(looked):
        st.caption(_("Where the network says something else than you did ({answer}), these posts now count as the "
                     "network says.", answer=_(SEEN_BY[said[-1].visibility])))  # fmt: skip


# --- seen by a pupil -------------------------------------------------------------------------------------------------


def last_twenty(audit: Audit, kind: str) -> None:
    """The newest posts that this person may meet, as they would stand there, each with how we know it."""
    _ = state.words()
    table = viewers.last_met(teacher_findings.seen(audit, kind, roles(audit)), MOST_LAST)
    if table.empty:
        st.info(_("By what is known, no post of yours is open to them."))
        return
    st.markdown(_.plural("The last post that they may meet, newest first.",
                         "The last {n} posts that they may meet, newest first.", len(table)))  # fmt: skip
    unknown = int((table["state"] == viewers.NOT_KNOWN).sum())
    if unknown:
        st.caption(_.plural("Of {n} of them nobody knows whether it is open to them.",
                            "Of {n} of them nobody knows whether they are open to them.", unknown))  # fmt: skip
    st.caption(_(teacher_findings.TAGGED_BY_OTHERS))
    parts.undo_bar("teacher_last")
    posts = audit.dataset.posts.set_index("post_id")
    said = decisions(audit.settings.corrections)
    for row in table.to_dict("records"):
        post = posts.loc[row["post_id"]]
        with st.container(border=True):
            st.caption(md_escape(reread_findings.state_line(row["time"], row["platform"], row["state"], _)))
            st.text(excerpt(post["text"], post["context"], EXCERPT, _))
            reread_work.answers(row["post_id"], said.get(row["post_id"]))


# --- three ways, and the sheet ---------------------------------------------------------------------------------------


def chosen_facets(audit: Audit) -> tuple[int, ...]:
    """The facets of a separate teacher account: as the person chose, else those that are about school."""
    _ = state.words()
    kept = state.sheet().facets
    facets = audit.facets()
    if kept is not None:
        return tuple(facet.id for facet in facets if facet.id in kept)
    school = _("School")
    about = [f.id for f in facets if not f.sensitive and school in audit.starter_names(f.id, _)[:1]]
    return tuple(about)


def ways(audit: Audit) -> None:
    """What a restricted list, a teacher account and one open profile would take away, and what they cost."""
    _ = state.words()
    st.markdown(
        _(
            "As now, and three other ways, side by side. None is right or wrong by itself: schools and teachers do it "
            "differently. What counts here are the posts that you find worth thinking about: those of sensitive "
            "facets, and those that you marked “to rethink”."
        )
    )
    names = audit.topic_names()
    picked = st.multiselect(
        _("What a teacher account would carry"), list(names), list(chosen_facets(audit)), key="teacher_facets_chosen",
        format_func=lambda facet: md_escape(names[facet]), placeholder=_("Choose facets"),
    )  # fmt: skip
    if tuple(picked) != chosen_facets(audit):
        state.set_sheet(_changed(facets=tuple(picked)))
    found = teacher_findings.three_ways(audit, roles(audit), picked)
    if not found.posts:
        st.info(_("Mark a facet as sensitive on “My facets”, or posts as “to rethink” on “Posts to read again”: "
                  "without them there is nothing to compare."))  # fmt: skip
        parts.go_on("reread", N_("Posts to read again"))
    else:
        others = found.ways[1:]
        parts.chart(
            teacher_findings.ways_title(found, _),
            charts.ways([_(teacher_findings.WAYS[way.id]) for way in others], found.now.reachable,
                        [way.reachable for way in others], _),
            sentence=teacher_findings.ways_sentence(found, _),
            basis=_("{n} posts to think about, for a pupil who follows you.", n=_.number(found.posts)),
            table=teacher_findings.ways_frame(found, _), key="teacher_ways",
        )  # fmt: skip
    for way in found.ways:
        with st.container(border=True):
            st.markdown(f"**{_(teacher_findings.WAYS[way.id])}**")
            st.markdown(_(teacher_findings.WAY_ASKS[way.id]))
            st.markdown(md_escape(" ".join(teacher_findings.way_points(found, way, _))))


def _changed(**values: object) -> Sheet:
    return replace(state.sheet(), **values)  # type: ignore[arg-type]


def sheet(audit: Audit) -> None:
    """What I decide, how I say it, what I check and when I look again; one page to print."""
    _ = state.words()
    now = state.sheet()
    way = st.radio(_("What do you decide?"), list(WAY_IDS), index=WAY_IDS.index(now.way), key="teacher_way",
                   format_func=lambda way: _(teacher_findings.WAYS[way]))  # fmt: skip
    starter = st.selectbox(_("A rule to begin with"), [None, *teacher_pages.RULES], key="teacher_rule_starter",
                           format_func=lambda rule: _("(my own words)") if rule is None else _(rule))  # fmt: skip
    rule = st.text_area(_("My rule, in my words"), _(starter) if starter else now.rule, height=80,
                        max_chars=LONGEST, key=f"teacher_rule_{starter or ''}")  # fmt: skip
    wording = st.text_area(_("What I tell pupils and parents"), now.wording or _(teacher_pages.FOR_PUPILS), height=100,
                           max_chars=LONGEST, key="teacher_wording")  # fmt: skip
    later = date.fromisoformat(now.review) if now.review else date.today() + HALF_A_YEAR  # noqa: DTZ011 (their day)
    review = st.date_input(_("When do I look again?"), later, key="teacher_review", format="DD/MM/YYYY")
    decided = Sheet(str(way), rule, wording, review.isoformat() if isinstance(review, date) else "", now.facets)
    if decided != now and st.button(_("Save my sheet"), key="teacher_sheet_save", type="primary", width="stretch"):
        state.set_sheet(decided)
        state.draw_again()
    hidden = reread_findings.names_to_hide(audit.dataset, _listed())
    if any(reread_findings.without_names(text, hidden) != text for text in (rule, wording)):
        st.warning(_("A word that is a name of one of your contacts stands in your text: it is replaced by “[…]” on "
                     "the page to print."))  # fmt: skip
    shown = Sheet(decided.way, rule, wording, decided.review, chosen_facets(audit))
    st.download_button(
        _("My sheet, to print"), partial(teacher_pages.sheet_html, audit, shown, roles(audit), hidden, lang=_.lang),
        file_name="identity-audit-sheet.html", mime="text/html", on_click="ignore", key="teacher_sheet_html",
        width="stretch",
    )  # fmt: skip
    st.caption(_("One page, without any name: open it in your browser and print it. You can talk about it at school."))


def _listed() -> tuple[str, ...]:
    loaded = state.roster()
    return () if loaded is None else loaded.names


def tagged_words(audit: Audit) -> list[str]:
    """How many people are tagged, by role; small numbers are not said."""
    _ = state.words()
    return [_("{tag}: {n}", tag=tag, n=n) for tag, n in teacher_findings.tag_counts(roles(audit), _.lang)]


def role_choice(label: str, key: str, *, none: bool = False) -> Role | None:
    """Which role? `none`: with "no tag" as an answer."""
    _ = state.words()
    kinds = [role for role in ROLES if role is not None or none]
    chosen: Role | None = st.radio(md_escape(label), kinds, key=key, horizontal=True,
                                   format_func=lambda role: _(ROLES[role]))  # fmt: skip
    return chosen
