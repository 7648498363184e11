#!/usr/bin/env bash
# A gzip body that stops half-way, inside a correctly framed response, is no error to any client.
#
# Guess:   Content-Length is met, but gzip's trailer is missing, so each client raises a decoding error.
# Instead: requests, httpx, aiohttp, httplib2, curl, wget and Node's fetch return the first half and report success.
#          Only a trailer that is present and wrong is noticed. Python's own gzip module does refuse the cut file.
# Source:  requests 2.34.2 with urllib3 2.8.0, httpx 0.28.1, aiohttp 3.14.5, httplib2 0.32.1 (PyPI);
#          curl 7.88.1, wget 1.21.3 and Node 20 as installed (left out where missing).
# Matters: a report cut by a store or proxy that computes its own length loads as fewer rows. A client must count
#          rows or check the size; a simulator should be able to serve such a file.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check requests==2.34.2 urllib3==2.8.0 httpx==0.28.1 \
  aiohttp==3.14.5 httplib2==0.32.1
timeout 120 "$dir/v/bin/python" - <<'PY'
import asyncio, gzip, http.server, random, shutil, subprocess, threading
from importlib.metadata import version
import aiohttp, httplib2, httpx, requests

source = random.Random(1)
REPORT = b"".join(b"%d,%d\n" % (n, source.randrange(10**9)) for n in range(2000))
packed = gzip.compress(REPORT, mtime=0)
HALF = packed[:len(packed) // 2]

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(HALF)))
        self.end_headers()
        self.wfile.write(HALF)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/report.csv"

async def with_aiohttp():
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        async with session.get(url) as response:
            return await response.read()

def tool(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=20).stdout

script = "fetch(process.argv[1]).then(r => r.arrayBuffer()).then(b => process.stdout.write(Buffer.from(b)))"
clients = {
    f"requests {version('requests')}": lambda: requests.get(url, timeout=10).content,
    f"httpx {version('httpx')}": lambda: httpx.get(url, timeout=10).content,
    f"aiohttp {version('aiohttp')}": lambda: asyncio.run(with_aiohttp()),
    f"httplib2 {version('httplib2')}": lambda: httplib2.Http(timeout=10).request(url)[1],
}
def version_of(name):
    return tool(name, "--version").split(b"\n")[0].decode()[:22]
if shutil.which("curl"):
    clients[version_of("curl")] = lambda: tool("curl", "-sS", "--compressed", "-m", "10", url)
if shutil.which("wget"):
    clients[version_of("wget")] = lambda: tool("wget", "-q", "--compression=auto", "-t1", "-T10", "-O-", url)
if shutil.which("node"):
    clients["node " + version_of("node")] = lambda: tool("node", "-e", script, url)

try:
    gzip.decompress(HALF)
    raise SystemExit("changed: the gzip module takes the cut file")
except EOFError as error:
    print("gzip module:", error)
for name, get in clients.items():
    body = get()
    print(f"{name}: no error, {body.count(10)} whole rows of {REPORT.count(10)}")
    assert REPORT.startswith(body) and 0 < len(body) < len(REPORT), name
PY
echo "confirmed: half a gzip file is a success for every client tried"
