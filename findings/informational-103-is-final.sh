#!/usr/bin/env bash
# A "103 Early Hints" before the answer is the whole answer for six clients: status 103, no body, and no error.
#
# Guess:   informational responses (1xx) may come before the final one (RFC 9110, section 15.2); a client that does not
#          know 103 skips it, as it skips 100. A service may therefore send it without harm.
# Instead: Python's http.client skips 100 only. requests, urllib3 and httplib2 return status 103 with an empty body; for
#          requests it is `ok`, and raise_for_status() is silent. urllib raises an HTTPError 103. LWP returns 103, and
#          wget2 ends with 0 and no output. httpx, aiohttp, curl, wget, Ruby and Node return the 200.
# Source:  requests 2.34.2, urllib3 2.8.0, httplib2 0.32.1, httpx 0.28.1, aiohttp 3.14.5 (PyPI), Python (printed); curl
#          7.88.1, wget 1.21.3, wget2 1.99.1, LWP 6.68, Ruby 3.1.2 and Node 20 as installed (left out where missing).
# Matters: a gateway that learns to pass on early hints turns each report into an empty success for half of the clients.
#          A simulator can send one before the answer on demand, to see who reads on.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check requests==2.34.2 urllib3==2.8.0 httplib2==0.32.1 \
    httpx==0.28.1 aiohttp==3.14.5
timeout 120 "$dir/v/bin/python" -W ignore - <<'PY'
import asyncio, shutil, socketserver, subprocess, sys, threading, urllib.error, urllib.request
from importlib.metadata import version
import aiohttp, httplib2, httpx, requests, urllib3

BODY = "month,total\n2026-10,7\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n"
FINAL = f"HTTP/1.1 200 OK\r\nContent-Length: {len(BODY)}\r\nConnection: close\r\n\r\n{BODY}".encode()

class Handler(socketserver.StreamRequestHandler):
    """Reads the head of a request, and answers it by hints and a final response."""
    def handle(self):
        while self.rfile.readline() not in (b"\r\n", b""):
            pass
        self.wfile.write(HINTS + FINAL)

class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    def handle_error(self, *_):                   # a client that closes before it has read all
        pass

server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_address[1]}/report"

def with_requests():
    response = requests.get(address)
    response.raise_for_status()
    assert response.ok
    return response.status_code, response.text

def with_urllib3():
    response = urllib3.request("GET", address)
    return response.status, response.data.decode()

def with_httplib2():
    response, body = httplib2.Http(proxy_info=None).request(address)
    return response.status, body.decode()

def with_urllib():
    try:
        with urllib.request.urlopen(address) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, "HTTPError"

def with_httpx():
    response = httpx.get(address)
    return response.status_code, response.text

async def get():
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        return response.status, await response.text()

read, empty = (200, BODY), (103, "")
for name, run, expected in (
        (f"requests {version('requests')}", with_requests, empty),
        (f"urllib3 {version('urllib3')}", with_urllib3, empty),
        (f"httplib2 {version('httplib2')}", with_httplib2, empty),
        (f"urllib of Python {sys.version.split()[0]}", with_urllib, (103, "HTTPError")),
        (f"httpx {version('httpx')}", with_httpx, read),
        (f"aiohttp {version('aiohttp')}", lambda: asyncio.run(get()), read)):
    seen = run()
    print(f"{name}: status {seen[0]}, text {seen[1]!r}")
    assert seen == expected, name

LWP = "my $r = LWP::UserAgent->new->get($ARGV[0]); print $r->code, ' ', $r->content"
RUBY = "r = Net::HTTP.get_response(URI(ARGV[0])); print r.code, ' ', r.body"
NODE = "fetch(process.argv[1]).then(async r => process.stdout.write(r.status + ' ' + await r.text()))"
for command, expected in ((["curl", "-s"], BODY), (["wget", "-qO-"], BODY), (["wget2", "-qO-"], ""),
                          (["perl", "-MLWP::UserAgent", "-e", LWP], "103 "),
                          (["ruby", "-rnet/http", "-e", RUBY], "200 " + BODY), (["node", "-e", NODE], "200 " + BODY)):
    missing = not shutil.which(command[0])
    if command[0] == "perl":
        missing = missing or subprocess.run(["perl", "-MLWP::UserAgent", "-e", "1"], capture_output=True).returncode
    if missing:
        print(command[0], "is missing, left out")
        continue
    result = subprocess.run([*command, address], capture_output=True, text=True, timeout=30)
    print(f"{command[0]}: ends with {result.returncode}, prints {result.stdout!r}")
    assert (result.returncode, result.stdout) == (0, expected), command[0]
PY
echo "confirmed: an informational response is the final one for half of the clients"
