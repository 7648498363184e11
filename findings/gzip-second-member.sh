#!/usr/bin/env bash
# The second member of a gzip file is dropped without a word by some clients, and read by others.
#
# Guess:   RFC 1952 makes a file of several members one text, so clients that decode gzip return all of it.
# Instead: httpx, httpx2, httplib2 and wget stop after the first member and report success. requests, aiohttp and
#          Node's fetch return both. curl 7.88.1 writes the first and then ends with 23, "failed writing".
# Source:  httpx 0.28.1, httpx2 2.16.2, httplib2 0.32.1, requests 2.34.2, urllib3 2.8.0, aiohttp 3.14.5 (PyPI);
#          curl 7.88.1, wget 1.21.3 and Node 20 as installed (left out where missing).
# Matters: files glued from gzip parts (appended blobs, `cat a.gz b.gz`, bgzip) lose every row but the first part's.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check requests==2.34.2 urllib3==2.8.0 httpx==0.28.1 httpx2==2.16.2 \
  aiohttp==3.14.5 httplib2==0.32.1
timeout 120 "$dir/v/bin/python" - <<'PY'
import asyncio, gzip, http.server, shutil, subprocess, threading
from importlib.metadata import version
import aiohttp, httplib2, httpx, httpx2, requests

FIRST, SECOND = b"january,1\n" * 10, b"february,2\n" * 10
BODY = gzip.compress(FIRST, mtime=0) + gzip.compress(SECOND, mtime=0)
assert gzip.decompress(BODY) == FIRST + SECOND

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/report.csv"

async def with_aiohttp():
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        async with session.get(url) as response:
            return await response.read()

def tool(*command):
    done = subprocess.run(command, capture_output=True, timeout=20)
    return done.stdout if done.returncode == 0 else (done.returncode, done.stdout)

def version_of(name):
    return tool(name, "--version").split(b"\n")[0].decode()[:22]

script = "fetch(process.argv[1]).then(r => r.arrayBuffer()).then(b => process.stdout.write(Buffer.from(b)))"
both, first_only = FIRST + SECOND, FIRST
cases = [
    (f"requests {version('requests')}", lambda: requests.get(url, timeout=10).content, both),
    (f"aiohttp {version('aiohttp')}", lambda: asyncio.run(with_aiohttp()), both),
    (f"httpx {version('httpx')}", lambda: httpx.get(url, timeout=10).content, first_only),
    (f"httpx2 {version('httpx2')}", lambda: httpx2.get(url, timeout=10).content, first_only),
    (f"httplib2 {version('httplib2')}", lambda: httplib2.Http(timeout=10).request(url)[1], first_only),
]
if shutil.which("node"):
    cases.append(("node " + version_of("node"), lambda: tool("node", "-e", script, url), both))
if shutil.which("wget"):
    cases.append((version_of("wget"), lambda: tool("wget", "-q", "--compression=auto", "-t1", "-T10", "-O-", url),
                  first_only))
if shutil.which("curl"):
    cases.append((version_of("curl"), lambda: tool("curl", "-s", "--compressed", "-m", "10", url), (23, FIRST)))

for name, get, expected in cases:
    got = get()
    what = f"error {got[0]} after {len(got[1])} bytes" if isinstance(got, tuple) else f"{len(got)} bytes, no error"
    print(f"{name}: {what} (whole text: {len(both)})")
    assert got == expected, (name, got)
PY
echo "confirmed: several clients lose all gzip members but the first"
