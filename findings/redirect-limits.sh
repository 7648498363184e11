#!/usr/bin/env bash
# The same redirect limit allows one hop less in aiohttp; 0 means no limit there; two clients follow by recursion.
#
# Guess:   a limit of 10 follows 10 redirects everywhere, 0 follows none, and a limit of 2000 allows 1200.
# Instead: aiohttp follows 9 of max_redirects=10, and with 0 it follows all. urllib3 and httplib2 call themselves for
#          each hop: with a limit of 2000 they end in RecursionError before 1000 hops. requests and httpx get through.
# Source:  aiohttp 3.14.5, requests 2.34.2, httpx 0.28.1, urllib3 2.8.0, httplib2 0.32.1 (PyPI).
# Matters: a chain that requests passes can fail in aiohttp at the same setting. A polling loop made of redirects
#          (302 to oneself until the report is ready) ends by an error that no redirect handler expects.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check aiohttp==3.14.5 requests==2.34.2 httpx==0.28.1 \
  urllib3==2.8.0 httplib2==0.32.1
timeout 120 "$dir/v/bin/python" - <<'PY'
import asyncio, http.server, threading
from importlib.metadata import version
import aiohttp, httplib2, httpx, requests, urllib3

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        left = int(self.path.strip("/"))
        self.send_response(302 if left else 200)
        if left:
            self.send_header("Location", f"/{left - 1}")
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}/"

async def with_aiohttp(hops, limit):
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
        async with session.get(f"{base}{hops}", max_redirects=limit) as response:
            return response.status

def with_requests(hops, limit):
    with requests.Session() as session:
        session.max_redirects = limit
        return session.get(f"{base}{hops}", timeout=10).status_code

def with_httpx(hops, limit):
    with httpx.Client(max_redirects=limit, follow_redirects=True, timeout=10) as client:
        return client.get(f"{base}{hops}").status_code

def with_urllib3(hops, limit):
    retries = urllib3.Retry(total=limit, redirect=limit)
    return urllib3.PoolManager().request("GET", f"{base}{hops}", retries=retries, timeout=10).status

def outcome(get, hops, limit):
    try:
        return str(get(hops, limit))
    except Exception as error:
        return type(error).__name__

clients = {
    "aiohttp": lambda hops, limit: asyncio.run(with_aiohttp(hops, limit)), "requests": with_requests,
    "httpx": with_httpx, "urllib3": with_urllib3,
    "httplib2": lambda hops, limit: httplib2.Http(timeout=10).request(f"{base}{hops}", redirections=limit)[0].status,
}
for name, get in clients.items():
    seen = [outcome(get, 9, 10), outcome(get, 10, 10), outcome(get, 1200, 2000)]
    print(f"{name} {version(name)}: 9 of 10 {seen[0]}, 10 of 10 {seen[1]}, 1200 of 2000 {seen[2]}")
    assert seen == ["200", "TooManyRedirects" if name == "aiohttp" else "200",
                    "RecursionError" if name in ("urllib3", "httplib2") else "200"], name
print("aiohttp, 50 of 0:", outcome(clients["aiohttp"], 50, 0), "| requests, 1 of 0:", outcome(with_requests, 1, 0))
assert outcome(clients["aiohttp"], 50, 0) == "200" and outcome(with_requests, 1, 0) == "TooManyRedirects"
PY
echo "confirmed: limits of redirects are counted differently, and two clients recurse"
