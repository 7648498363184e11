"""A running simulator."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any, cast

from ._program import SimulatorError, cannot_start, program
from ._sandbox import Sandbox

SECONDS_TO_START = 60.0
# Calls of the administration go to this machine, whatever proxy the environment names.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Simulator:
    """A simulator that serves on a free port of this machine, as its ready file describes it."""

    def __init__(self, information: Mapping[str, Any], process: subprocess.Popen[bytes] | None = None) -> None:
        self._information = dict(information)
        self._process = process
        self.url: str = information["url"]
        self.tls_url: str = information.get("tlsUrl", "")
        self.ca_file: str = information.get("caFile", "")
        self.pid: int = information["pid"]

    @classmethod
    def start(cls, arguments: Sequence[str] = (), folder: str | None = None) -> Simulator:
        """Starts a simulator that ends with this process, and waits until it accepts requests.

        `arguments` are further arguments of `insights-sim serve`; `folder` takes its files.
        """
        folder = folder or tempfile.mkdtemp(prefix="insights-simulator-")
        ready, errors = os.path.join(folder, "ready.json"), os.path.join(folder, "errors.txt")
        command = [program(), "serve", "--port", "0", "--tls-port", "0", "--proxy", "--ca-dir", f"{folder}/authority"]
        command += ["--ready-file", ready, "--with-parent", *arguments]
        # The tests administer it without a key, also below 'insights-sim exec', which sets one.
        environment = {name: value for name, value in os.environ.items() if name != "INSIGHTS_SIM_ADMIN_KEY"}
        with open(errors, "wb") as output:
            try:
                process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=output,
                    env=environment)
            except OSError as error:
                raise SimulatorError(f"{command[0]} cannot be run: {error.strerror}") from error
        deadline = time.monotonic() + SECONDS_TO_START
        while not os.path.exists(ready):
            if process.poll() is not None:
                with open(errors, encoding="utf-8", errors="replace") as text:
                    raise SimulatorError(cannot_start(text.read(), process.returncode))
            if time.monotonic() > deadline:
                process.kill()
                raise SimulatorError(f"insights-sim was not ready within {SECONDS_TO_START:.0f} seconds")
            time.sleep(0.01)
        with open(ready, encoding="utf-8") as text:
            return cls(json.load(text), process)

    @property
    def information(self) -> dict[str, Any]:
        """What the ready file says, for another process that uses the same simulator."""
        return dict(self._information)

    def stop(self) -> None:
        """Ends a simulator that this process started."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def sandbox(self, **description: Any) -> Sandbox:
        """Makes a tenant; the keywords are those of `POST /_sim/sandboxes`, such as `clock` and `settings`."""
        settings = description.get("settings")
        if settings is not None:
            description["settings"] = {name: _setting(value) for name, value in dict(settings).items()}
        return Sandbox(self, cast("dict[str, Any]", self.administer("POST", "sandboxes", body=description)))

    def administer(
        self, method: str, path: str, *, tenant: str | None = None, body: object = None, **parameters: str
    ) -> Any:
        """Calls the administration, below `/_sim/`, and returns the JSON of its response."""
        if tenant is not None:
            parameters["tenant"] = tenant
        query = "?" + urllib.parse.urlencode(parameters) if parameters else ""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if data is not None else {}
        request = urllib.request.Request(f"{self.url}/_sim/{path}{query}", data, headers, method=method)
        try:
            with _DIRECT.open(request, timeout=600) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode("utf-8", "replace")
            try:
                text = json.loads(text)["error"]
            except (ValueError, KeyError, TypeError):
                pass
            raise SimulatorError(f"{method} /_sim/{path}: the simulator responded {error.code}: {text}") from None
        except OSError as error:
            raise SimulatorError(f"{method} {self.url}/_sim/{path}: {error}") from error


def _setting(value: object) -> str:
    """Returns the value of a setting as the simulator reads it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
