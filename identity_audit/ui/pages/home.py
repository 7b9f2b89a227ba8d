"""What is this, and what happens to my data?"""

import streamlit as st

from identity_audit.ui import asking, parts, state

_ = state.words()

st.title(_("You are more than one thing. So are your contacts."), anchor=False)
st.markdown(_("See who reacts to which sides of you, and what separate profiles would change."))
st.success(_("Everything stays on this computer. Turn the Wi-Fi off: the app still works."), icon="🔒")

asking.waiting()
resumed = parts.resume("home")
if st.button(_("See an example"), key="home_sample", type="secondary" if resumed else "primary", width="stretch"):
    state.read_sample()
    state.draw_again()
if st.button(_("Another example, in English: Sam, who runs for the town council"), key="home_sam", width="stretch"):
    state.read_sample("sam")
    state.draw_again()
if st.button(_("Another example, for teenagers: Lina, 16"), key="home_lina", width="stretch"):
    state.read_sample("lina")
    state.draw_again()
if st.button(_("I have my file"), key="home_file", width="stretch"):
    st.switch_page(parts.page("data"))
if st.button(_("I have no file yet"), key="home_no_file", width="stretch"):
    asking.show_how()
    st.switch_page(parts.page("data"))

st.subheader(_("How it goes"), anchor=False)
st.markdown(
    _(
        "1. You ask a network for your own data and open the file here.\n"
        "2. The app shows the sides of you that your posts show: your facets.\n"
        "3. Where the file says who reacted, it shows who reacts to what.\n"
        "4. It compares one profile with several, and says how sure it is. “We cannot decide” and “nothing to "
        "change” are answers too."
    )
)
st.markdown(
    _(
        "It started from an essay that says: do not separate, because your contacts are as complex as you are. "
        "Here this is not a truth but a question, asked of your own data."
    )
)
