"""How do I get my file in, did it work, and what can it tell?"""

import pandas as pd
import streamlit as st

from identity_audit import findings
from identity_audit.dataset import Dataset
from identity_audit.errors import AuditError
from identity_audit.safe_text import md_escape
from identity_audit.server import arrivals
from identity_audit.ui import account_work, asking, bringing, mapping, parts, state, uploads
from identity_audit.words import N_

ZONES = ("Europe/Brussels", "Europe/Paris", "Europe/Zurich", "Europe/Luxembourg", "Europe/London",
         "America/Montreal", "Africa/Kinshasa", "Africa/Casablanca", "Indian/Reunion", "UTC")  # fmt: skip
PLACES = {
    True: N_("The next export, to add to this dossier"),
    False: N_("Files for another dossier"),
}
STATUS = {
    "read": N_("read"),
    "closed": N_("known, left closed"),
    "unknown": N_("unknown to us, not opened"),
}

_ = state.words()
st.title(_("My data"), anchor=False)
asking.waiting()
dataset = state.dataset()


def ask_for_files(*, may_add: bool) -> None:
    """Name a place, choose from the inbox or bring a file; then who I am, and go."""
    adds = may_add and st.radio(
        _("What are these files?"), list(PLACES), format_func=lambda adds: _(PLACES[adds]), key="files_adds",
        help=_("What you decided stays, and so do the names of your facets."),
    )  # fmt: skip
    brought = bringing.ask()
    with st.expander(_("Who am I, private messages, times")):
        me = st.text_input(
            _("My name or e-mail address, as in the file"), key="me",
            help=_("Only for files that hold everybody, such as a Slack export or a chat."),
        )  # fmt: skip
        messages = st.checkbox(_("Read my private messages too"), key="messages")
        st.caption(_("Without this, private messages stay closed. Nothing is ever sent anywhere."))
        tz = st.selectbox(_("Where I live (for files with local times)"), ZONES, key="tz")
    if st.button(_("Read these files"), type="primary", key="read"):
        if not brought.places and not brought.arrived:
            st.warning(_("Choose a file or a place first."))
            return
        if any(map(bringing.on_network, brought.places)):
            st.warning(_("This place lies on another computer. Copy the file to this one first: nothing is asked of "
                         "the network here."))  # fmt: skip
            return
        try:
            folder = arrivals.take(brought.arrived) if brought.arrived else None
        except AuditError as error:
            st.error(md_escape(_(error.sentence, **error.values)))
            return
        state.read(
            brought.places + (uploads.paths(folder) if folder else ()), me=(me,) if me.strip() else (),
            messages=messages, tz=tz, folder=folder, adds=adds,
        )  # fmt: skip
        state.draw_again()


def what_was_read(dataset: Dataset) -> None:
    """The four lines first, then who I am if a file does not say, then the lists."""
    st.subheader(_("What your files can tell"), anchor=False)
    lines = findings.readiness(account_work.as_answered(dataset), _)
    for line in lines:
        with st.container(border=True):
            mark = parts.GRADE_MARKS[line.grade]
            st.markdown(_.md("{mark} {subject}: {sentence}", mark=mark, subject=line.subject, sentence=line.sentence))
    account_work.who_can_see(dataset)
    if lines[-1].grade == "absent":
        with st.expander(_("Who could see: which files would tell")):
            parts.doors("data", heading=False)
    refusal = state.refusal()
    if refusal is not None and not dataset.unowned:
        st.error(md_escape(_(refusal.sentence, **refusal.values)))
    for number, unowned in enumerate(dataset.unowned):
        with st.container(border=True):
            parts.whose(unowned)
            me = st.selectbox(_("This is me"), sorted(unowned.names), index=None, key=f"me_{number}",
                              placeholder=_("Choose your name"))  # fmt: skip
            if me and st.button(_("Read again with this name"), key=f"me_go_{number}"):
                state.read_again(me=(*state.request().me, me))
                state.draw_again()
    if state.pending() and refusal is None:
        parts.go_on("verify", N_("Next: check and remove"))
    elif state.audit() is not None:
        parts.go_on("facets", N_("Next: my facets"))
    left_closed = dataset.files[dataset.files["status"] == "closed"]["n"].sum()
    asked = state.request()
    if left_closed and asked.paths and not asked.messages and st.button(
        _("Read my private messages too"), key="open_messages",
        help=_("They stay on this computer. They can hold named reactions."),
    ):  # fmt: skip
        state.read_again(messages=True)
        state.draw_again()
    with st.expander(_("Platform by platform")):
        st.dataframe(state.once(f"networks {_.lang}", dataset, lambda: _platforms(dataset)), hide_index=True)
    problems = dataset.problems
    if not problems.empty:
        with st.expander(_("Good to know: what was left out or stays unsure")):
            # sentences, not a table: a reason that is cut says nothing
            counted = problems.groupby(["platform", "what"], sort=False, as_index=False)["n"].sum()
            for platform, what, n in counted.itertuples(index=False):
                reason = _("{what} ({n})", what=_(what), n=_.number(n))
                network = findings.PLATFORM_NAMES.get(platform, platform)
                said = _("{network}: {reason}", network=network, reason=reason) if network else reason
                st.markdown(f"- {md_escape(said)}")
    with st.expander(_("Files: read, left closed, unknown")):
        files = dataset.files
        st.dataframe(
            pd.DataFrame({
                _("Network"): [findings.PLATFORM_NAMES.get(p, p) for p in files["platform"]],
                _("File"): files["file"],
                _("What we did"): [_(STATUS[s]) for s in files["status"]],
                _("How many"): files["n"],
            }),
            hide_index=True,
        )  # fmt: skip
    put_away()


def put_away() -> None:
    """Let go of what was read, or of the open dossier."""
    if state.pending():
        st.button(_("Do not use these files"), key="set_aside", on_click=state.set_aside,
                  help=_("Nothing of them was saved."))  # fmt: skip
    elif state.sample() is not None:
        st.button(_("Close the example"), key="close", on_click=state.close)
    else:
        st.button(_("Close this dossier"), key="close", on_click=state.close,
                  help=_("It stays on this computer: you can resume it from the first page."))  # fmt: skip


def _platforms(dataset: Dataset) -> pd.DataFrame:
    rows = []
    for name in dataset.platforms:
        part = dataset.only([name])
        title = findings.PLATFORM_NAMES.get(name, name)
        *lines, seen = findings.readiness(part, _)
        rows += [(title, line.subject, _(parts.GRADE_WORDS[line.grade]), line.sentence) for line in lines]
        # a file that does not say who could see a post hides nothing
        in_short = _("not known") if seen.grade == "absent" else _(parts.GRADE_WORDS[seen.grade])
        rows.append((title, seen.subject, in_short, seen.sentence))
    return pd.DataFrame(rows, columns=[_("Network"), _("What"), _("In short"), _("In words")])


if dataset is not None and not state.job():
    what_was_read(dataset)
    may_add = state.sample() is None and not state.pending()
    with st.expander(_("Add the next export, or open other files") if may_add else _("Open other files"),
                     expanded=state.tried() is not None):  # fmt: skip
        ask_for_files(may_add=may_add)
    mapping.unknown_tables()
elif not state.job():
    parts.resume("data")
    ask_for_files(may_add=False)
    mapping.unknown_tables()
    if st.button(_("See an example instead"), key="data_sample"):
        state.read_sample()
        state.draw_again()
with st.expander(_("I have no file yet: how to ask for it"), expanded=st.session_state.get("show_how", False)):
    asking.how_to_get()
