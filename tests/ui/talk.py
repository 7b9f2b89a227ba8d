"""What a page in a browser asks of the program, and when it has been answered: the messages between them tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

#: seconds, longer than an analysis takes on the busiest machine; only a hanging program waits so long
PATIENCE = 600
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

# What was answered is drawn a moment after it came: wait until nothing on the page has changed for a while.
CALM = """() => new Promise((done, fail) => {
    let calm = 0, frames = 0;
    const watch = new MutationObserver(() => { calm = 0; });
    watch.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
    const look = () => {
        // a part whose code is still on its way has an empty place
        calm = document.querySelector('[data-testid="stSkeleton"]') ? 0 : calm + 1;
        frames += 1;
        if (calm <= 10 && frames <= 10000) { requestAnimationFrame(look); return; }
        watch.disconnect();
        if (calm > 10) done(); else fail(new Error('the page does not come to rest'));
    };
    look();
})"""


class Talk:
    """What a page asked of the program, and how much of it was answered. To be made before the page is opened."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self.asked = self._begun = self._answered = 0
        page.on("websocket", self._listen)

    def _listen(self, socket: Any) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: Any) -> None:
        if BackMsg.FromString(frame).WhichOneof("type") == "rerun_script":
            self.asked += 1

    def _received(self, frame: Any) -> None:
        message = ForwardMsg.FromString(frame)
        match message.WhichOneof("type"):
            case "new_session":
                # one run answers everything that was asked until it begins
                self._begun = self.asked
            case "script_finished" if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self._answered = self._begun

    @contextmanager
    def asking(self) -> Iterator[None]:
        """What is done here asks the program something: wait until it was asked, and the page shows the answer."""
        before = self.asked
        yield
        self._until(lambda: self.asked > before)
        self.settle()

    def settle(self) -> None:
        """Wait until everything that was asked is answered, work beside the page included, and drawn."""
        self._page.evaluate(DRAWN)
        self._until(lambda: self._answered == self.asked)
        self._page.evaluate(CALM)
        self._page.locator(IDLE).wait_for()

    def _until(self, so_far: Callable[[], bool]) -> None:
        patience = monotonic() + PATIENCE
        while not so_far():
            if monotonic() > patience:
                said = self._page.get_by_test_id("stMain").inner_text()[:400]
                pytest.fail(f"asked {self.asked} times, {self._begun} begun, {self._answered} answered: {said}")
            # messages are told while the browser is asked something
            self._page.evaluate(DRAWN)
