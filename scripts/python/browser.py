"""Drives headless Chromium and Firefox without a library, each by its own protocol.

Both have the same functions: open, evaluate, wait, press, type, size, dark, screenshot, problems, addresses, end.
"""

import base64
import json
import os
import shutil
import socket
import subprocess
import time

SECONDS = 60


class Browser:
    """What both browsers have in common."""

    def wait(self, expression, what, seconds=SECONDS):
        """Waits until an expression is true in the present page, and returns its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                value = self.evaluate(expression)
                if value:
                    return value
            except RuntimeError as error:
                # A page that is just left has no context.
                if "ended" in str(error):
                    raise
            time.sleep(0.03)
        text = self.evaluate("document.body ? document.body.innerText.slice(0, 3000) : ''")
        raise RuntimeError(f"{what}: not within {seconds} s; the page is\n{text}")


class Chromium(Browser):
    """Headless Chromium, driven over a pipe by its DevTools protocol."""

    name = "chromium"
    program = "chromium"
    # Its names of keys, with the codes that pages see.
    KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, " ": 32}

    def __init__(self, folder):
        (theirs_in, self.out), (self.input, theirs_out) = os.pipe(), os.pipe()
        # Chromium reads its descriptor 3 and writes 4.
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}', "chromium", "--headless", "--no-sandbox",
             "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe", f"--user-data-dir={folder}", "about:blank"],
            pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.number = 0
        self.buffer = b""
        self.events = []
        target = self.call("Target.createTarget", {"url": "about:blank"}, None)["targetId"]
        self.session = self.call("Target.attachToTarget", {"targetId": target, "flatten": True}, None)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(domain + ".enable")

    def call(self, method, parameters=None, session=True):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def read(self):
        while b"\0" not in self.buffer:
            part = os.read(self.input, 65536)
            if not part:
                raise RuntimeError("Chromium ended")
            self.buffer += part
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def evaluate(self, expression):
        result = self.call(
            "Runtime.evaluate", {"expression": expression, "returnByValue": True, "awaitPromise": True})
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description") or details["text"])
        return result["result"].get("value")

    def load(self, script):
        """Runs a script in the present page, whatever the policy of the page."""
        self.evaluate(script + "\n; true")

    def open(self, address):
        self.call("Page.navigate", {"url": address})

    def press(self, key, control=False):
        code = self.KEYS.get(key, ord(key[0].upper()))
        text = {"text": "\r"} if key == "Enter" else {"text": " "} if key == " " else {}
        base = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 2 if control else 0,
                "code": "Space" if key == " " else key}
        self.call("Input.dispatchKeyEvent", {"type": "keyDown", **base, **({} if control else text)})
        self.call("Input.dispatchKeyEvent", {"type": "keyUp", **base})

    def type(self, text):
        self.call("Input.insertText", {"text": text})

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride",
                  {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def dark(self, isDark):
        self.call("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if isDark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.captureScreenshot", {"format": "png"})["data"]))

    def messages(self):
        """Returns the texts of the browser's log."""
        self.evaluate("1")
        return [event["params"]["entry"]["text"] for event in self.events if event.get("method") == "Log.entryAdded"]

    def problems(self):
        """Returns exceptions, errors of the console and refused loads; responses that a test wants do not count."""
        self.evaluate("1")
        found = []
        for event in self.events:
            parameters = event.get("params", {})
            if event.get("method") == "Runtime.exceptionThrown":
                details = parameters["exceptionDetails"]
                found.append(details.get("exception", {}).get("description") or details["text"])
            elif event.get("method") == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning"):
                found.append(str([one.get("value") for one in parameters["args"]]))
            elif event.get("method") == "Log.entryAdded" and parameters["entry"]["level"] == "error" \
                    and parameters["entry"]["source"] != "network":
                found.append(parameters["entry"]["text"])
        return found

    def forget(self):
        """Forgets the problems so far."""
        self.evaluate("1")
        self.events = []

    def addresses(self):
        """Returns the addresses that were requested."""
        self.evaluate("1")
        return [event["params"]["request"]["url"] for event in self.events
                if event.get("method") == "Network.requestWillBeSent"]

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=20)


class Firefox(Browser):
    """Headless Firefox, driven over a socket by its Marionette protocol."""

    name = "firefox"
    program = "firefox-esr"
    KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "ArrowLeft": "\ue012", "ArrowUp": "\ue013",
            "ArrowRight": "\ue014", "ArrowDown": "\ue015"}

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with open(folder + "/user.js", "w", encoding="utf-8") as file:
            for name, value in {
                    "marionette.port": port, "browser.shell.checkDefaultBrowser": False, "app.update.enabled": False,
                    "datareporting.policy.dataSubmissionEnabled": False, "toolkit.telemetry.enabled": False,
                    "browser.startup.homepage_override.mstone": "ignore", "network.captive-portal-service.enabled": False,
                    "network.connectivity-service.enabled": False, "browser.aboutwelcome.enabled": False,
                    "services.settings.server": "http://127.0.0.1:1/", "extensions.getAddons.cache.enabled": False,
                    "ui.prefersReducedMotion": 1, "remote.prefs.recommended": True}.items():
                file.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
        self.process = subprocess.Popen(
            [self.program, "--headless", "--no-remote", "--marionette", "-remote-allow-system-access", "--profile", folder, "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": folder, "MOZ_HEADLESS": "1"})
        end = time.monotonic() + SECONDS
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port))
                break
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise RuntimeError("Firefox did not begin to listen") from None
                time.sleep(0.05)
        self.buffer = b""
        self.number = 0
        self.receive()
        self.call("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"pageLoadStrategy": "none"}}})
        self.call("WebDriver:SetTimeouts", {"script": SECONDS * 1000})

    def receive(self):
        while b":" not in self.buffer:
            self.fillBuffer()
        length, rest = self.buffer.split(b":", 1)
        self.buffer = rest
        while len(self.buffer) < int(length):
            self.fillBuffer()
        text, self.buffer = self.buffer[:int(length)], self.buffer[int(length):]
        return json.loads(text)

    def fillBuffer(self):
        part = self.socket.recv(65536)
        if not part:
            raise RuntimeError("Firefox ended")
        self.buffer += part

    def call(self, method, parameters=None):
        self.number += 1
        text = json.dumps([0, self.number, method, parameters or {}]).encode()
        self.socket.sendall(str(len(text)).encode() + b":" + text)
        _, _, error, result = self.receive()
        if error:
            raise RuntimeError(f"{method}: {error.get('message')}")
        return result

    def evaluate(self, expression):
        script = f"const [done] = [arguments[arguments.length - 1]]; (async () => ({expression}))()" \
            ".then(value => done([value === undefined ? null : value]), error => done([null, String(error)]))"
        value = self.call("WebDriver:ExecuteAsyncScript", {"script": script, "args": [], "sandbox": None})["value"]
        if value is None:
            raise RuntimeError("the page was left")
        if len(value) > 1:
            raise RuntimeError(value[1])
        return value[0]

    def load(self, script):
        """Runs a script in the present page, whatever the policy of the page."""
        self.call("WebDriver:ExecuteScript", {"script": script, "args": [], "sandbox": None})

    def open(self, address):
        self.call("WebDriver:Navigate", {"url": address})

    def keys(self, actions):
        self.call("WebDriver:PerformActions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def press(self, key, control=False):
        value = self.KEYS.get(key, key)
        steps = [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        if control:
            steps = [{"type": "keyDown", "value": "\ue009"}, *steps, {"type": "keyUp", "value": "\ue009"}]
        self.keys(steps)

    def type(self, text):
        self.keys([{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")])

    def size(self, width, height):
        # A window is no smaller than about 450, so a narrow page is that of its content.
        self.call("WebDriver:SetWindowRect", {"width": width, "height": height + 85})

    def dark(self, isDark):
        self.inBrowser(f"Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', {0 if isDark else 1})")

    def inBrowser(self, script):
        self.call("Marionette:SetContext", {"value": "chrome"})
        try:
            return self.call("WebDriver:ExecuteScript", {"script": script, "args": []})["value"]
        finally:
            self.call("Marionette:SetContext", {"value": "content"})

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("WebDriver:TakeScreenshot", {"full": False})["value"]))

    def problems(self):
        """Returns the errors of pages that the browser's console has."""
        return self.inBrowser(
            "return Services.console.getMessageArray().filter(one => one instanceof Ci.nsIScriptError "
            "&& /^http/.test(one.sourceName) && !(one.flags & 1)).map(one => one.toString())")

    def forget(self):
        """Forgets the problems so far."""
        self.inBrowser("Services.console.reset()")

    def addresses(self):
        """Returns the addresses that the present page loaded."""
        return self.evaluate("performance.getEntriesByType('resource').map(one => one.name)")

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def installed(kind):
    """Returns whether a browser is there."""
    return shutil.which(kind.program) is not None
