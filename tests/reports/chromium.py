"""A real Chromium, driven over its own protocol: one process for all tests, a tab for each page."""

import asyncio
import base64
import itertools
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp

PROGRAM = next(
    filter(
        None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"))
    ),
    None,
)
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-dev-shm-usage --force-color-profile=srgb"
    " --remote-debugging-port=0 --remote-debugging-address=127.0.0.1"
).split()
DRAWN = """new Promise((done) => {
  const look = () => document.documentElement.dataset.charts ? done(document.documentElement.dataset.charts)
    : requestAnimationFrame(look);
  look();
})"""


class BrowserError(Exception):
    """What the browser said against it."""


class Tab:
    """One page. `asked`: the addresses that it requested; `complaints`: its errors and what its policy stopped."""

    def __init__(self, browser: "Browser", session: str, target: str) -> None:
        self.browser, self.session, self.target = browser, session, target
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.loaded = False
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser.send(method, self.session, **params)

    def show(self, width: int = 1280, height: int = 900, *, dark: bool = False, media: str = "") -> None:
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", media=media, features=[scheme])

    def open(self, page: Path | str) -> None:
        """Open a file, or an address."""
        self.loaded = False
        self.send("Page.navigate", url=page if isinstance(page, str) else page.as_uri())
        while not self.loaded:
            self.browser.step()

    def run(self, script: str) -> Any:
        """The value of an expression, awaited where it is a promise."""
        found = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in found:
            details = found["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description") or details["text"])
        return found["result"].get("value")

    def drawn(self) -> str:
        """Once the charts are: how each ended."""
        return str(self.run(DRAWN))

    def point(self, x: float, y: float) -> None:
        self.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def press(self, key: str) -> None:
        self.send("Page.bringToFront")
        for kind in ("keyDown", "keyUp"):
            said = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=KEYS[key], **said)

    def picture(self) -> bytes:
        """Of the whole page, as PNG."""
        return base64.b64decode(self.send("Page.captureScreenshot", captureBeyondViewport=True)["data"])

    def paper(self) -> bytes:
        """The page as it prints, as PDF."""
        return base64.b64decode(self.send("Page.printToPDF", preferCSSPageSize=True)["data"])

    def close(self) -> None:
        self.browser.send("Target.closeTarget", targetId=self.target)

    def heard(self, method: str, params: dict[str, Any]) -> None:
        if method == "Page.loadEventFired":
            self.loaded = True
        elif method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(params["exceptionDetails"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.complaints.append(params["entry"]["text"])
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            self.complaints.append(json.dumps(params["args"]))


KEYS = {"Tab": 9, "Enter": 13}


class Browser:
    def __init__(self, program: str, folder: Path) -> None:
        command = [program, *FLAGS, f"--user-data-dir={folder}", "about:blank"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        assert self.process.stderr is not None
        said: list[str] = []
        for line in self.process.stderr:
            said.append(line)
            if "DevTools listening on " in line:
                break
        else:
            raise BrowserError(f"Chromium ended before it listened: {''.join(said)[-2000:]}")
        address = said[-1].split("DevTools listening on ")[1].strip()
        self.numbers, self.tabs, self.answers = itertools.count(1), dict[str, Tab](), dict[int, dict[str, Any]]()
        self.loop = asyncio.new_event_loop()
        self.loop.run_until_complete(self._connect(address))

    async def _connect(self, address: str) -> None:
        self.client = aiohttp.ClientSession()
        self.socket = await self.client.ws_connect(address, max_msg_size=0)

    def tab(self) -> Tab:
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = self.tabs[session] = Tab(self, session, target)
        return tab

    def send(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        self.loop.run_until_complete(self.socket.send_json(message))
        while number not in self.answers:
            self.step()
        answer = self.answers.pop(number)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def step(self) -> None:
        """Hear the next message."""
        message = json.loads(self.loop.run_until_complete(self.socket.receive_str(timeout=60)))
        if "id" in message:
            self.answers[message["id"]] = message
        elif tab := self.tabs.get(message.get("sessionId", "")):
            tab.heard(message["method"], message["params"])

    def close(self) -> None:
        self.loop.run_until_complete(self._disconnect())
        self.loop.close()
        self.process.terminate()
        self.process.communicate(timeout=30)

    async def _disconnect(self) -> None:
        await self.socket.close()
        await self.client.close()
        await asyncio.sleep(0)


@contextmanager
def browser() -> Iterator[Browser]:
    assert PROGRAM is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        opened = Browser(PROGRAM, Path(folder))
        try:
            yield opened
        finally:
            opened.close()
