#!/usr/bin/env bash
# Three ways to write a Link field, all right by RFC 8288, hide the next page from `response.links`.
#
# Guess:   response.links["next"] is there whenever the server names a next page; the parsers know the few forms that
#          the RFC allows: several relation types in one `rel`, types in any case, a semicolon in the address or title.
# Instead: `rel="next last"` is found under the key "next last" only, and rel="Next" under "Next", in requests, httpx
#          and aiohttp. A semicolon in the address, or a comma in a title, makes requests and httpx drop the relation;
#          aiohttp reads these two.
# Source:  requests 2.34.2, httpx 0.28.1, aiohttp 3.14.5 (PyPI).
# Matters: a server that joins the types when the next page is the last makes the last page of each walk vanish, and
#          a loop over links["next"] ends as if all was read. Walk by the count, or split the relation types.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check requests==2.34.2 httpx==0.28.1 aiohttp==3.14.5
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import asyncio, http.server, threading
from importlib.metadata import version
import aiohttp, httpx, requests

class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with the Link field under test."""
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(200)
        self.send_header("Link", field)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"

async def links():
    async with aiohttp.ClientSession() as session, session.get(base) as response:
        return dict(response.links)

def next_page(found):
    return str(found["next"]["url"]) if "next" in found else None

for target, parameters, expected in (
        ("/rows?page=2", 'rel="next"', (True, True, True)),
        ("/rows?page=2", 'rel="next last"', (False, False, False)),
        ("/rows?page=2", 'rel="Next"', (False, False, False)),
        ("/rows;v=1?page=2", 'rel="next"', (False, False, True)),
        ("/rows?page=2", 'title="rows 51, 52; last"; rel="next"', (False, False, True))):
    field = f"<{base}{target}>; {parameters}"
    seen = next_page(requests.get(base).links), next_page(httpx.get(base).links), next_page(asyncio.run(links()))
    print(f"Link: <{target}>; {parameters}")
    for name, page in zip(("requests", "httpx", "aiohttp"), seen):
        print(f"    {name} {version(name)}: {page and page.removeprefix(base)}")
    assert seen == tuple(base + target if found else None for found in expected), parameters

field = f'<{base}/rows?page=2>; rel="next last"'
assert list(requests.get(base).links) == list(httpx.get(base).links) == list(asyncio.run(links())) == ["next last"]
PY
echo "confirmed: well-formed Link fields hide the next page"
