"""Starts and ends servers on this machine, for scripts that run the contracts against them."""

import os
import signal
import socket
import ssl
import subprocess
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROXY_VARIABLES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy")


class NotReady(Exception):
    """A server that did not start."""


def program():
    """Returns the program to test: INSIGHTS_SIM, or the one that is built in this checkout; None if there is none."""
    if os.environ.get("INSIGHTS_SIM"):
        return os.environ["INSIGHTS_SIM"]
    built = [os.path.join(ROOT, ".build", kind, "insights-sim") for kind in ("release", "debug")]
    return next((path for path in built if os.access(path, os.X_OK)), None)


def direct_environment(**more):
    """Returns this process's environment without proxies for this machine, with more variables."""
    environment = dict(os.environ, NO_PROXY="127.0.0.1,localhost", **more)
    for name in PROXY_VARIABLES:
        environment.pop(name, None)
    return environment


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url, authority=None):
    """Returns whether a server responds with 200; its certificate may be one of the file `authority`."""
    handlers = [urllib.request.ProxyHandler({})]
    if authority:
        handlers.append(urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=authority)))
    try:
        with urllib.request.build_opener(*handlers).open(url, timeout=2) as response:
            return response.status == 200
    except OSError:
        return False


def await_that(holds, process, message, log=None):
    deadline = time.monotonic() + 60
    while not holds():
        if process.poll() is not None or time.monotonic() > deadline:
            text = open(log, encoding="utf-8", errors="replace").read()[-2000:] if log else ""
            raise NotReady(f"{message} (exit code {process.poll()}): {text}")
        time.sleep(0.1)


def end(process):
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    # A proxy with worker processes has its own session; none of them may outlive it.
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
