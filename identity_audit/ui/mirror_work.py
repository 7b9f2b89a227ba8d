"""The lists that networks keep, made comparable once for a session, and how one network's lists are drawn."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from identity_audit import findings, mirror_findings
from identity_audit.analysis import mirror
from identity_audit.analysis.encoder import EncodingCache, load_encoder
from identity_audit.analysis.mirror import Interests, Mirror
from identity_audit.audit import Audit
from identity_audit.charts.mirror import words_by_facet
from identity_audit.safe_text import md_escape
from identity_audit.ui import parts, state


def mirrors(audit: Audit) -> tuple[Mirror, ...]:
    """What each network keeps about the person, beside the facets as they are now."""
    _ = state.words()
    traces = audit.dataset.traces
    with st.spinner(_("Comparing the lists of the networks with your facets")):
        return mirror.mirrors(traces, audit.topics, _interests(mirror.compared_interests(traces)))


@st.cache_resource(scope="session", max_entries=1, show_spinner=False)
def _interests(values: tuple[str, ...]) -> Interests | None:
    """Loading the encoder takes a second, so only a page that needs it does, and once."""
    encoder = load_encoder() if values else None
    return None if encoder is None else mirror.interests(values, EncodingCache(encoder))


def draw(found: Mirror, audit: Audit) -> None:
    """One network: the picture, then what is in both, only theirs, only yours, then everything folded."""
    _ = state.words()
    if found.compared and len(found.interests):
        _compared(found, audit)
    else:
        st.subheader(md_escape(mirror_findings.mirror_title(found, _)), anchor=False)
        if len(found.interests):
            st.caption(md_escape(mirror_findings.basis(found, _)))
            st.markdown(md_escape(mirror_findings.not_compared(found, audit.topics.exact_encoder, _)))
            _plain_words(found, "words")
    _folded(found)


def _compared(found: Mirror, audit: Audit) -> None:
    _ = state.words()
    names, network = audit.topic_names(), mirror_findings.network(found)
    own = [names[facet] for facet in found.facets]
    parts.chart(
        mirror_findings.mirror_title(found, _),
        words_by_facet(
            own, [len(found.words_of(facet)) for facet in found.facets], findings.colours(audit, found.facets),
            (_("In none of your facets"), len(found.only_theirs)), _,
        ),
        sentence=_("How many of the network's words are near each of your facets. Zero means that we found none, not "
                   "that there is none."),
        basis=mirror_findings.basis(found, _),
        table=mirror_findings.words_table(found, names, _),
        key=f"mirror_{found.platform}",
    )  # fmt: skip
    both, theirs, yours = found.in_both, found.only_theirs, found.only_yours
    if both:
        st.markdown(_.plural("**In both: {n} facet**", "**In both: {n} facets**", len(both)))
        for facet in both:
            st.text(_("“{facet}”: {words}", facet=names[facet],
                      words=mirror_findings.found_words(found.words_of(facet), _)))  # fmt: skip
    st.markdown(_.plural_md("**Only with {network}: {n} word**", "**Only with {network}: {n} words**", len(theirs),
                            network=network))  # fmt: skip
    _plain_words(found, "theirs")
    st.markdown(_.plural("**Only with you: {n} facet**", "**Only with you: {n} facets**", len(yours)))
    for facet in yours:
        st.text(names[facet])


def _plain_words(found: Mirror, key: str) -> None:
    """The words in no facet that need no fold."""
    _ = state.words()
    rows = found.only_theirs
    _list(rows.loc[~rows["delicate"], "value"].tolist(), f"{key}_{found.platform}")
    folded = int(rows["delicate"].sum())
    if folded:
        st.caption(_.plural("{n} word folded below", "{n} words folded below", folded))


def _folded(found: Mirror) -> None:
    """Lists that stay closed until they are asked for: shown as the file has them, nothing added."""
    _ = state.words()
    network = mirror_findings.network(found)
    delicate = found.interests.loc[found.interests["delicate"], "value"].tolist()
    folds = (
        ("delicate", delicate, _.plural(
            "{n} word that may touch on health, politics, beliefs, origin or sexuality",
            "{n} words that may touch on health, politics, beliefs, origin or sexuality", len(delicate))),
        ("inferences", found.inferences, _.plural(
            "{network} assumes {n} thing about you, as the file says",
            "{network} assumes {n} things about you, as the file says", len(found.inferences), network=network)),
        ("advertisers", found.advertisers, _.plural(
            "{n} advertiser uses data about you at {network}",
            "{n} advertisers use data about you at {network}", len(found.advertisers), network=network)),
        ("declared", found.declared, _.plural(
            "{n} thing that you wrote in your profile",
            "{n} things that you wrote in your profile", len(found.declared))),
    )  # fmt: skip
    for name, values, label in folds:
        if values:
            with st.expander(md_escape(label)):
                _list(values, f"{name}_{found.platform}")


def _list(values: Sequence[str], key: str) -> None:
    _ = state.words()
    if values:
        st.dataframe(mirror_findings.one_column(values, _("As the file says")), hide_index=True, key=key)
