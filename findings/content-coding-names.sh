#!/usr/bin/env bash
# Two legal ways to write Content-Encoding make some clients hand out packed bytes as the decoded body.
#
# Guess:   `gzip, gzip` (packed twice) and `x-gzip` (an alias in RFC 9110) are decoded, or refused with an error.
# Instead: aiohttp and httplib2 take `gzip, gzip` for an unknown coding and return raw gzip bytes, without an error.
#          They and httpx do so for `x-gzip`. requests decodes both.
# Source:  requests 2.34.2 with urllib3 2.8.0, httpx 0.28.1, aiohttp 3.14.5, httplib2 0.32.1 (PyPI).
# Matters: a gateway that packs an already packed report turns the CSV into noise for half of the clients. Look at
#          the first two bytes after decoding; a simulator can offer both spellings.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check requests==2.34.2 urllib3==2.8.0 httpx==0.28.1 \
  aiohttp==3.14.5 httplib2==0.32.1
timeout 120 "$dir/v/bin/python" - <<'PY'
import asyncio, gzip, http.server, threading
from importlib.metadata import version
import aiohttp, httplib2, httpx, requests

PLAIN = b"id,name\n1,one\n" * 20
ONCE = gzip.compress(PLAIN, mtime=0)
TWICE = gzip.compress(ONCE, mtime=0)

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        coding, body = ("gzip, gzip", TWICE) if self.path == "/twice" else ("x-gzip", ONCE)
        self.send_response(200)
        self.send_header("Content-Encoding", coding)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"

async def with_aiohttp(path):
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        async with session.get(base + path) as response:
            return await response.read()

clients = {
    "requests": lambda path: requests.get(base + path, timeout=10).content,
    "httpx": lambda path: httpx.get(base + path, timeout=10).content,
    "aiohttp": lambda path: asyncio.run(with_aiohttp(path)),
    "httplib2": lambda path: httplib2.Http(timeout=10).request(base + path)[1],
}
raw = {("aiohttp", "/twice"), ("httplib2", "/twice"),
       ("httpx", "/x-gzip"), ("aiohttp", "/x-gzip"), ("httplib2", "/x-gzip")}
for path, sent in (("/twice", TWICE), ("/x-gzip", ONCE)):
    for name, get in clients.items():
        body = get(path)
        kind = "decoded" if body == PLAIN else "as sent, still packed" if body == sent else "something else"
        print(f"{name} {version(name)} {path}: {kind}")
        assert body == (sent if (name, path) in raw else PLAIN), (name, path)
PY
echo "confirmed: known codings, written twice or by their alias, reach the caller still packed"
