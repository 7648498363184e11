#!/usr/bin/env bash
# One long header field fails in aiohttp only; many short ones fail in requests and httplib2 only.
#
# Guess:   a response with a field of 10,000 bytes, or with 100 short fields, is fine for each client.
# Instead: aiohttp refuses a line above 8,190 bytes. requests, urllib3 and httplib2, which use Python's http.client,
#          refuse 100 fields with "more than 100": the empty line is counted, too. httpx takes both.
# Source:  aiohttp 3.14.5, requests 2.34.2 with urllib3 2.8.0, httplib2 0.32.1, httpx 0.28.1 (PyPI).
# Matters: a redirect to a signed link can be long, and a chain of gateways adds fields. A fault that one client shows
#          cannot be seen with the other. A simulator's answers must stay below both limits, or offer both as faults.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check aiohttp==3.14.5 requests==2.34.2 urllib3==2.8.0 \
  httplib2==0.32.1 httpx==0.28.1
timeout 60 "$dir/v/bin/python" - <<'PY'
import asyncio, http.server, threading
from importlib.metadata import version
import aiohttp, httplib2, httpx, requests

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        kind, count = self.path.strip("/").split("/")
        self.send_response_only(200)
        self.send_header("Content-Length", "2")
        if kind == "long":
            self.send_header("X-Long", "x" * int(count))
        else:
            for number in range(int(count) - 1):        # Content-Length is one of them
                self.send_header(f"X-{number}", "x")
        self.end_headers()
        self.wfile.write(b"ok")
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"

async def with_aiohttp(path):
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        async with session.get(base + path) as response:
            return await response.read()

clients = {
    "aiohttp": lambda path: asyncio.run(with_aiohttp(path)),
    "requests": lambda path: requests.get(base + path, timeout=10).content,
    "httplib2": lambda path: httplib2.Http(timeout=10).request(base + path)[1],
    "httpx": lambda path: httpx.get(base + path, timeout=10).content,
}

def outcome(get, path):
    try:
        return get(path).decode()
    except Exception as error:
        return type(error).__name__

paths = ("/long/8000", "/long/10000", "/many/99", "/many/100")
expected = {"aiohttp": ["ok", "ClientResponseError", "ok", "ok"], "requests": ["ok", "ok", "ok", "ConnectionError"],
            "httplib2": ["ok", "ok", "ok", "HTTPException"], "httpx": ["ok"] * 4}
for name, get in clients.items():
    seen = [outcome(get, path) for path in paths]
    print(f"{name} {version(name)}: {dict(zip(paths, seen))}")
    assert seen == expected[name], name
PY
echo "confirmed: the limits on header fields differ in kind between clients"
