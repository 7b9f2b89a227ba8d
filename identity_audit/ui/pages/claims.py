"""What do the essays claim, and what do my own posts say about it: yes, no, or cannot tell?"""

import streamlit as st

from identity_audit import claim_findings
from identity_audit.safe_text import md_escape
from identity_audit.ui import conversation_work, parts, state
from identity_audit.words import N_

_ = state.words()
st.title(_("Claims to test"), anchor=False)
audit = parts.need_audit()
claims = conversation_work.heard_of(audit).claims
st.subheader(md_escape(claim_findings.claims_title(claims, _)), anchor=False)
st.markdown(_(claim_findings.NOTE))
for claim in claims:
    with st.container(border=True):
        st.markdown(f"**{md_escape(_(claim_findings.CLAIMS[claim.id]))}**")
        st.caption(md_escape(claim_findings.source(claim, _)))
        st.markdown(md_escape(f"{claim_findings.MARKS[claim.verdict]} {_(claim_findings.VERDICTS[claim.verdict])}"))
        st.markdown(md_escape(claim_findings.answer(claim, _)))
parts.go_on("reactions", N_("Next: who reacts to what"))
