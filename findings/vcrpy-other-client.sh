#!/usr/bin/env bash
# A gzip answer recorded by one client cannot be read by another from the same vcrpy cassette.
#
# Guess:   a cassette holds what went over the wire, so any client that vcrpy knows can replay it.
# Instead: of a packed answer recorded through requests, the cassette keeps bytes that httpx fails to decode. Recorded
#          through httpx, requests returns them still packed, with no error. Each reads its own cassettes well.
# Source:  vcrpy 9.4.2, requests 2.34.2, urllib3 2.8.0, httpx 0.28.1 (PyPI).
# Matters: moving a client from requests to httpx makes recorded tests fail, or pass on noise, though both clients
#          work. Cassettes of packed answers are tied to a library; decode_compressed_response=True frees them.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check vcrpy==9.4.2 requests==2.34.2 urllib3==2.8.0 httpx==0.28.1
timeout 60 "$dir/v/bin/python" - "$dir" <<'PY'
import gzip, http.server, sys, threading
from importlib.metadata import version
import httpx, requests, vcr

PLAIN = b"id,name\n1,one\n" * 20
PACKED = gzip.compress(PLAIN, mtime=0)
calls = []

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        calls.append(self.path)
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(PACKED)))
        self.end_headers()
        self.wfile.write(PACKED)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/report.csv"
clients = {"requests": lambda: requests.get(url, timeout=10).content,
           "httpx": lambda: httpx.get(url, timeout=10).content}
print("vcrpy", version("vcrpy"), "requests", version("requests"), "httpx", version("httpx"))

def outcome(recorder, reader, **options):
    cassette = f"{sys.argv[1]}/{recorder}-{reader}-{len(options)}.yaml"
    with vcr.use_cassette(cassette, **options):
        assert clients[recorder]() == PLAIN
    made = len(calls)
    with vcr.use_cassette(cassette, record_mode="none", **options):
        try:
            body = clients[reader]()
        except httpx.DecodingError:
            body = None
    assert len(calls) == made
    kind = "DecodingError" if body is None else "text" if body == PLAIN else \
        "packed" if gzip.decompress(body) == PLAIN else "other"
    print(f"recorded through {recorder}, replayed through {reader} {options or ''}: {kind}")
    return kind

assert outcome("requests", "requests") == "text"
assert outcome("httpx", "httpx") == "text"
assert outcome("requests", "httpx") == "DecodingError"
assert outcome("httpx", "requests") == "packed"
free = {"decode_compressed_response": True}
assert [outcome(a, b, **free) for a in clients for b in clients] == ["text"] * 4
PY
echo "confirmed: packed answers in a cassette are readable by the recording library only"
