#!/usr/bin/env bash
# HTTPAdapter(max_retries=3) of requests repeats answered requests, and waits as long as the server says.
#
# Guess:   a plain number repeats failed connections only, never a request that was answered.
# Instead: a GET answered 413, 429 or 503 with Retry-After is sent 4 times. The wait is the server's, up to 6 hours:
#          a timeout of 5 s does not bound it, nor does backoff_max. Without Retry-After, or by POST, it is sent once.
# Source:  requests 2.34.2 with urllib3 2.8.0 (PyPI).
# Matters: `timeout=5` can hang for hours in front of a throttling service, and quotas are spent four times as fast.
#          The caller sees only the last of four answers; a simulator's journal shows them all.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check requests==2.34.2 urllib3==2.8.0
timeout 60 "$dir/v/bin/python" - <<'PY'
import http.server, threading, time
from importlib.metadata import version
from unittest import mock
import requests, urllib3
from requests.adapters import HTTPAdapter

calls = []

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        status, wait = self.path.strip("/").split("/")
        calls.append(self.command)
        self.send_response(int(status))
        if wait != "none":
            self.send_header("Retry-After", wait)
        self.send_header("Content-Length", "0")
        self.end_headers()
    do_POST = do_GET
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
print("requests", version("requests"), "urllib3", version("urllib3"))

def ask(retries, method, path):
    calls.clear()
    waits = []
    with requests.Session() as session, mock.patch("time.sleep", waits.append):
        session.mount("http://", HTTPAdapter(max_retries=retries))
        status = session.request(method, base + path, timeout=5).status_code
    print(f"max_retries={retries!r:.40} {method} {path}: {status}, sent {len(calls)} times, waits {waits}")
    return len(calls), waits

assert ask(3, "GET", "/503/1") == (4, [1, 1, 1])
assert ask(3, "GET", "/413/7200") == (4, [7200, 7200, 7200])
assert ask(3, "GET", "/429/100000") == (4, [21600, 21600, 21600])
assert ask(3, "GET", "/503/none") == (1, [])
assert ask(3, "GET", "/500/1") == (1, [])
assert ask(3, "POST", "/503/1") == (1, [])
assert ask(urllib3.Retry(1, backoff_max=5), "GET", "/503/300") == (2, [300])

started = time.monotonic()                     # once with a real wait
with requests.Session() as session:
    session.mount("http://", HTTPAdapter(max_retries=1))
    session.get(base + "/503/2", timeout=0.5)
print(f"timeout=0.5 and Retry-After: 2 took {time.monotonic() - started:.1f} s")
assert time.monotonic() - started >= 2
PY
echo "confirmed: a number for max_retries repeats answered requests and waits for the server's time"
