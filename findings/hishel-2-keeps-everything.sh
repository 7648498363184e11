#!/usr/bin/env bash
# A cache known for following RFC 9111 stores `no-store` answers for ever, by default.
#
# Guess:   hishel follows the RFC: nothing marked no-store or without a lifetime is served again, and a request
#          with `Cache-Control: no-cache` goes to the server.
# Instead: following the RFC is an option, `rfc`, which is off. Each good GET is stored, without an end unless a ttl
#          is set, and returned for the same URL, whatever either side's fields say. rfc=True brings the rules back.
# Source:  hishel 2.0.0 with httpx 0.28.1 (PyPI).
# Matters: a client that polls a report's state reads "Pending" for ever; the calls never reach the service. A
#          simulator's journal shows one call where the client made many.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1 CACHE_FOLDER="$dir"
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check 'hishel[httpx]==2.0.0' httpx==0.28.1
timeout 60 "$dir/v/bin/python" - <<'PY'
import http.server, os, threading
from importlib.metadata import version
import hishel
from hishel.httpx import CacheClient

calls = 0

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        global calls
        calls += 1
        body = b"Pending" if calls == 1 else b"Completed"
        self.send_response(200)
        if self.path == "/no-store":
            self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
print("hishel", version("hishel"), "httpx", version("httpx"))

def poll(path, **options):
    global calls
    calls = 0
    file = os.path.join(os.environ["CACHE_FOLDER"], path.strip("/") + str(len(options)) + ".db")
    with CacheClient(storage=hishel.SqliteStorage(database_path=file), timeout=10, **options) as client:
        states = [client.get(base + path).text for _ in range(3)]
        states.append(client.get(base + path, headers={"Cache-Control": "no-cache"}).text)
    print(f"{path} {options or 'default'}: {states}, calls at the server: {calls}")
    return states, calls

for path in ("/no-store", "/nothing-said"):
    assert poll(path) == (["Pending"] * 4, 1)
    assert poll(path, rfc=True) == (["Pending"] + ["Completed"] * 3, 4)
PY
echo "confirmed: hishel 2 ignores Cache-Control unless it is told to follow the RFC"
