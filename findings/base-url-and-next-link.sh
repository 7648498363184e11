#!/usr/bin/env bash
# Guess: a client with a base URL resolves a link as a browser does. At least the link reaches the server that it names,
#   with its path and its query.
# Instead: httpx and azure-core join texts. A next link "/insights/v1/reports?page=2" under the base "/insights/v1/"
#   is asked for as "/insights/v1/insights/v1/reports". A link "//host/x" stays at the old host: httpx drops the
#   name, azure-core makes it a folder. "report:7" is "7" for httpx. A base that ends in "?sig=1" swallows the path in
#   httpx: "/insights/v1?sig=1/reports". aiohttp and requests-toolbelt resolve; the time "2026-01-31T10:00:00Z" as a
#   path is an address of its own for aiohttp, and an error.
# Source: PyPI httpx 0.28.1, azure-core 1.41.0, aiohttp 3.14.5, requests-toolbelt 1.0.0 with requests 2.34.2.
# Matters: services send next links in either form, and the first page works in any client. Join by urljoin, with the
#   address of the page that held the link.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check httpx==0.28.1 azure-core==1.41.0 aiohttp==3.14.5 \
    requests-toolbelt==1.0.0 requests==2.34.2
timeout 240 "$dir/v/bin/python" -W ignore - <<'PY'
import asyncio, http.server, threading
from importlib.metadata import version
import aiohttp, httpx
from azure.core import PipelineClient
from azure.core.rest import HttpRequest
from requests_toolbelt.sessions import BaseUrlSession

asked = []

def start(name):
    class Handler(http.server.BaseHTTPRequestHandler):
        """Notes which server was asked for what."""
        protocol_version = "HTTP/1.1"
        def do_GET(self):
            asked.append(name + self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
        def log_message(self, *_): pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"127.0.0.1:{server.server_port}"

one, other = start("one"), start("other")

def with_httpx(base, link):
    httpx.Client(base_url=base).get(link)

def with_azure(base, link):
    client = PipelineClient(base)           # the two steps of the clients that are generated for Azure
    client.send_request(HttpRequest("GET", client.format_url(link)))

def with_aiohttp(base, link):
    async def get():
        async with aiohttp.ClientSession(base) as session, session.get(link):
            pass
    asyncio.run(get())

def with_toolbelt(base, link):
    BaseUrlSession(base).get(link)

clients = {"httpx": with_httpx, "azure-core": with_azure, "aiohttp": with_aiohttp, "requests-toolbelt": with_toolbelt}
plain, signed = f"http://{one}/insights/v1/", f"http://{one}/insights/v1?sig=1"
v1, right = "one/insights/v1/", "one/insights/v1/reports?page=2"
cases = (
    (plain, "reports?page=2", (right,) * 4),
    (plain, "/insights/v1/reports?page=2", (v1 + "insights/v1/reports?page=2",) * 2 + (right,) * 2),
    (plain, f"//{other}/x", (v1 + "x", v1 + other + "/x", "other/x", "other/x")),
    (plain, "report:7", (v1 + "7", v1 + "report:7", "error", "error")),
    (plain, "2026-01-31T10:00:00Z", (v1 + "2026-01-31T10:00:00Z",) * 2 + ("error", v1 + "2026-01-31T10:00:00Z")),
    (signed, "reports", ("one/insights/v1?sig=1/reports", v1 + "reports?sig=1", "error", "one/insights/reports")),
)
for base, link, expected in cases:
    print(base.replace(one, "one"), "and", link.replace(other, "other"))
    for (name, get), wanted in zip(clients.items(), expected):
        asked.clear()
        try:
            get(base, link)
        except Exception as error:
            asked.append("error")
        print(f"  {name} {version(name)}: {asked[0].replace(other, 'other')}")
        assert asked == [wanted], (name, link, asked)
PY
echo "confirmed: clients with a base URL ask for other addresses than a link names"
