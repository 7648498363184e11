#!/usr/bin/env bash
# A cassette of vcrpy gives a Range request the bytes of another range.
#
# Guess:   two requests with different Range fields are different requests, so each is answered by its own recording.
# Instead: the default comparison leaves fields out. Answers come in the order of the recording: parts that are asked
#          in another order, or by two workers, are swapped, with a Content-Range that nobody asked for.
#          match_on with "headers" added keeps them apart.
# Source:  vcrpy 9.4.2, requests 2.34.2, urllib3 2.8.0 (PyPI).
# Matters: a test of a download in parts puts a file together wrongly, or hides that the client does not look at
#          Content-Range. Recorded answers are no stand-in for a server that knows ranges.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check vcrpy==9.4.2 requests==2.34.2 urllib3==2.8.0
timeout 60 "$dir/v/bin/python" - "$dir" <<'PY'
import http.server, re, sys, threading
from importlib.metadata import version
import requests, vcr

FILE = b"AAAAABBBBBCCCCC"
calls = []

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        calls.append(self.headers["Range"])
        first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["Range"]).groups())
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(FILE)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        self.wfile.write(FILE[first:last + 1])
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/report.csv"
print("vcrpy", version("vcrpy"), "requests", version("requests"))
IN_ORDER = ["bytes=0-4", "bytes=5-9", "bytes=10-14"]

def download(order, name, **options):
    parts = {}
    with vcr.use_cassette(f"{sys.argv[1]}/{name}.yaml", **options):
        for wanted in order:
            response = requests.get(url, headers={"Range": wanted}, timeout=10)
            parts[wanted] = (response.content.decode(), response.headers["Content-Range"])
    return parts

for name, options in (("default", {}), ("headers", {"match_on": ["method", "uri", "headers"]})):
    recorded = download(IN_ORDER, name, **options)
    made = len(calls)
    replayed = download(IN_ORDER[::-1], name, record_mode="none", **options)
    assert len(calls) == made                       # nothing but the cassette answered
    joined = "".join(replayed[wanted][0] for wanted in IN_ORDER)
    print(f"{name}: recorded in order, asked backwards, put together: {joined}")
    for wanted, (part, field) in replayed.items():
        print(f"  asked {wanted}, got Content-Range: {field}")
    assert "".join(recorded[wanted][0] for wanted in IN_ORDER).encode() == FILE
    assert joined.encode() == (b"CCCCCBBBBBAAAAA" if name == "default" else FILE)
PY
echo "confirmed: vcrpy answers a Range by the order of the recording"
