#!/usr/bin/env bash
# wget repairs a cut download with bytes of another file, and calls it a success.
#
# Guess:   before it goes on, wget makes sure that the file is still the same (If-Range, or by comparing ETags).
# Instead: after a cut it asks on its own for the rest with Range alone. If the report was rebuilt meanwhile, the 206
#          carries another ETag and Last-Modified, which are ignored: half old, half new, exit code 0.
#          urllib3, asked with retries=2, reports the cut instead.
# Source:  wget 1.21.3 as installed (and urllib3 2.8.0 from PyPI beside it).
# Matters: reports are rebuilt under the same link. A simulator should rebuild one between two ranges to test for it.
set -euo pipefail
command -v wget >/dev/null || { echo "wget is not installed"; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check urllib3==2.8.0
wget --version | sed -n 1p
timeout 60 "$dir/v/bin/python" - "$dir/report.csv" <<'PY'
import http.server, subprocess, sys, threading
from email.utils import formatdate
from importlib.metadata import version
import urllib3

OLD, NEW = b"monday,1\n" * 100, b"friday,2\n" * 100
assert len(OLD) == len(NEW)
asked = []

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        wanted = self.headers.get("Range")
        asked.append((wanted, self.headers.get("If-Range"), self.headers.get("If-Match")))
        if wanted:                                   # by now the report is rebuilt
            first = int(wanted.removeprefix("bytes=").split("-")[0])
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{len(NEW) - 1}/{len(NEW)}")
            tag, day, body, length = '"new"', 2, NEW[first:], len(NEW) - first
        else:                                        # the old report, cut in the middle
            self.send_response(200)
            tag, day, body, length = '"old"', 1, OLD[:450], len(OLD)
            self.close_connection = True
        self.send_header("ETag", tag)
        self.send_header("Last-Modified", formatdate(1793500000 + day * 86400, usegmt=True))
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/report.csv"

done = subprocess.run(["wget", "-q", "--tries=3", "--timeout=10", "-O", sys.argv[1], url], timeout=40)
with open(sys.argv[1], "rb") as file:
    body = file.read()
print(f"wget: exit code {done.returncode}, {len(body)} bytes, {body.count(b'monday')} old rows, "
      f"{body.count(b'friday')} new rows")
print("asked (Range, If-Range, If-Match):", asked)
assert done.returncode == 0 and asked == [(None, None, None), ("bytes=450-", None, None)]
assert body == OLD[:450] + NEW[450:]

try:
    urllib3.request("GET", url, retries=2, timeout=10)
    raise SystemExit("changed: urllib3 did not report the cut")
except urllib3.exceptions.HTTPError as error:
    print(f"urllib3 {version('urllib3')}: {type(error).__name__}")
PY
echo "confirmed: wget joins two versions of a file and reports success"
