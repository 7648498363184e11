#!/usr/bin/env bash
# "Unpack by the name" works for a file and stops for the same file behind a signed link, without an error.
#
# Guess:   fsspec's compression="infer" looks at the path of the address, so `.csv.gz?sig=...` is unpacked, too.
# Instead: it looks at the end of the whole address: with a query behind it the file is handed out packed.
#          smart_open looks at the path and unpacks both.
# Source:  fsspec 2026.9.0, smart_open 9.0.2, aiohttp 3.14.5, requests 2.34.2 (PyPI).
# Matters: tests with plain file names pass; the real download link has a signature in its query, and the reader gets
#          gzip bytes for CSV. A simulator's links should have a query even where nothing checks it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check fsspec==2026.9.0 aiohttp==3.14.5 'smart_open[http]==9.0.2' \
  requests==2.34.2
timeout 60 "$dir/v/bin/python" - <<'PY'
import gzip, http.server, re, threading
from importlib.metadata import version
import fsspec, smart_open

PLAIN = b"id,name\n1,one\n" * 50
PACKED = gzip.compress(PLAIN, mtime=0)

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        first = int(wanted[1]) if wanted else 0
        last = min(int(wanted[2] or len(PACKED)), len(PACKED) - 1) if wanted else len(PACKED) - 1
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(PACKED)}")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(PACKED[first:last + 1])
    do_HEAD = do_GET
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"

def with_fsspec(path):
    with fsspec.open(base + path, "rb", compression="infer") as file:
        return file.read()

def with_smart_open(path):
    with smart_open.open(base + path, "rb", transport_params={"timeout": 10}) as file:
        return file.read()

for name, read, signed in (("fsspec", with_fsspec, PACKED), ("smart_open", with_smart_open, PLAIN)):
    for path, expected in (("/report.csv.gz", PLAIN), ("/report.csv.gz?sig=abc", signed)):
        body = read(path)
        print(f"{name} {version(name)} {path}: {'unpacked' if body == PLAIN else 'still packed'}, no error")
        assert body == expected, (name, path)
PY
echo "confirmed: fsspec does not unpack by name behind a query"
