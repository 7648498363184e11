#!/usr/bin/env bash
# iter_lines() of requests invents empty lines in a CSV that ends its lines with CR LF.
#
# Guess:   iter_lines() yields each line once, however the body is cut into chunks.
# Instead: where a chunk of 512 bytes ends between CR and LF, an empty line is yielded. Of 3,000 rows, some have
#          one behind them; the count depends on chunk_size. httpx yields exactly 3,000.
# Source:  requests 2.34.2 with urllib3 2.8.0, httpx 0.28.1 (PyPI).
# Matters: csv.DictReader hides it by skipping empty rows, a hand-written split or row count does not. Small test
#          files pass; a simulator needs CR LF and files far above 512 bytes to show it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check requests==2.34.2 urllib3==2.8.0 httpx==0.28.1
timeout 60 "$dir/v/bin/python" - <<'PY'
import gzip, http.server, threading
from importlib.metadata import version
import httpx, requests

ROWS = [b"%d,name %d,%d" % (n, n * 7919, n * n) for n in range(3000)]
TEXT = b"".join(row + b"\r\n" for row in ROWS)
PACKED = gzip.compress(TEXT, mtime=0)

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = PACKED if self.path == "/packed" else TEXT
        self.send_response(200)
        if body is PACKED:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
print("requests", version("requests"), "httpx", version("httpx"))

for path in ("/plain", "/packed"):
    for size in (512, 1000, 4096, len(TEXT) + 1):
        with requests.get(base + path, stream=True, timeout=10) as response:
            lines = list(response.iter_lines(chunk_size=size))
        # Each chunk that ends in CR must be followed by one line too many.
        expected = sum(TEXT[at - 1:at + 1] == b"\r\n" for at in range(size, len(TEXT), size))
        print(f"requests {path} chunk_size={size}: {len(lines)} lines, {lines.count(b'')} of them empty")
        assert [line for line in lines if line] == ROWS
        assert lines.count(b"") == expected
        if size == 512:
            assert expected > 0
    with httpx.stream("GET", base + path, timeout=10) as response:
        lines = list(response.iter_lines())
    print(f"httpx {path}: {len(lines)} lines")
    assert [line.encode() for line in lines] == ROWS
PY
echo "confirmed: iter_lines() yields empty lines where a chunk ends between CR and LF"
