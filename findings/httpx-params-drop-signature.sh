#!/usr/bin/env bash
# Default query parameters of an httpx client erase the query of a signed link, signature and all.
#
# Guess:   parameters set on the client are added to those of the URL, as requests and aiohttp do it.
# Instead: httpx and httpx2 replace the URL's whole query: Client(params={"api-version": "v1"}).get(link) asks for
#          the link without its signature. So does `params={}`: an empty dict is not the same as None.
# Source:  httpx 0.28.1, httpx2 2.16.2, requests 2.34.2, aiohttp 3.14.5 (PyPI).
# Matters: download links and nextLink addresses carry their meaning in the query. The client gets 403, or page 1
#          for ever. A simulator should answer such a call as the service does, and say what was missing.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check httpx==0.28.1 httpx2==2.16.2 requests==2.34.2 aiohttp==3.14.5
timeout 60 "$dir/v/bin/python" - <<'PY'
import asyncio, http.server, threading
from importlib.metadata import version
import aiohttp, httpx, httpx2, requests

asked = []

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
link = f"http://127.0.0.1:{server.server_port}/report.csv?se=1&sig=abc"

def with_httpx(module, **options):
    with module.Client(timeout=10, **options) as client:
        client.get(link)

def with_requests(params):
    with requests.Session() as session:
        session.params = params
        session.get(link, timeout=10)

async def with_aiohttp(params):
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        async with session.get(link, params=params):
            pass

extra = {"api-version": "v1"}
whole, added, lost = "/report.csv?se=1&sig=abc", "/report.csv?se=1&sig=abc&api-version=v1", "/report.csv?api-version=v1"
cases = [
    ("requests, session params", lambda: with_requests(extra), added),
    ("aiohttp, params", lambda: asyncio.run(with_aiohttp(extra)), added),
    ("httpx, client params", lambda: with_httpx(httpx, params=extra), lost),
    ("httpx2, client params", lambda: with_httpx(httpx2, params=extra), lost),
    ("httpx, no params", lambda: httpx.get(link, timeout=10), whole),
    ("httpx, params={}", lambda: httpx.get(link, params={}, timeout=10), "/report.csv"),
    ("httpx2, params={}", lambda: httpx2.get(link, params={}, timeout=10), "/report.csv"),
]
for name, ask, expected in cases:
    ask()
    print(f"{name} ({version(name.split(',')[0])}): GET {asked[-1]}")
    assert asked[-1] == expected, name
PY
echo "confirmed: httpx replaces a link's query by the client's parameters"
