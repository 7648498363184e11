#!/usr/bin/env bash
# A streamed upload that has to be sent twice arrives empty the second time, and the answer is a success.
#
# Guess:   a body from a generator cannot be sent again. So after a 307, a 503 to be repeated, or a 401 with a new token
#          the client raises; a file is wound back.
# Instead: requests, urllib3, azure-core and google-auth send the used-up generator: the second request has no bytes,
#          and its 201 is what the caller gets. After a 401 google-auth does so even with an open file.
#          httpx and aiohttp raise. requests, urllib3 and azure-core do wind back a file.
# Source:  requests 2.34.2, urllib3 2.8.0, azure-core 1.41.0, google-auth 2.63.0, httpx 0.28.1, aiohttp 3.14.5 (PyPI).
# Matters: an export that is written while it is sent ends as an empty file, on the day of the first redirect, throttle
#          or expired token. A simulator should answer the first upload with each of these, and keep the sizes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check requests==2.34.2 urllib3==2.8.0 azure-core==1.41.0 \
    google-auth==2.63.0 httpx==0.28.1 aiohttp==3.14.5
timeout 120 "$dir/v/bin/python" -W ignore - <<'PY'
import asyncio, http.server, io, threading
from importlib.metadata import version
import aiohttp, httpx, requests, urllib3
from azure.core import PipelineClient
from azure.core.pipeline.policies import RedirectPolicy, RetryPolicy
from azure.core.rest import HttpRequest
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials

BODY = b"month,total\n2026-10,7\n"
seen = []

class Handler(http.server.BaseHTTPRequestHandler):
    """Sends the first request elsewhere or away, by the path, and takes the second."""
    protocol_version = "HTTP/1.1"
    def do_PUT(self):
        body = b""
        if self.headers["Transfer-Encoding"] == "chunked":
            while (line := self.rfile.readline()) and (size := int(line, 16)):
                body += self.rfile.read(size)
                self.rfile.readline()
            if not line:                          # a client that gave up after the head of its request
                self.close_connection = True
                return
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers["Content-Length"]))
        seen.append(len(body))
        first = {"/moved": (307, "Location", "/here"), "/busy": (503, "Retry-After", "1"),
                 "/ended": (401, "WWW-Authenticate", "Bearer")}
        status, name, value = first[self.path] if len(seen) == 1 else (201, "Location", "/report")
        self.send_response(status)
        self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"

def rows():
    yield BODY[:12]
    yield BODY[12:]

async def rows_async():
    for part in rows():
        yield part

def file():
    return io.BytesIO(BODY)

def with_requests(path, body):
    session = requests.Session()
    session.mount("http://", requests.adapters.HTTPAdapter(max_retries=urllib3.Retry(2, status_forcelist=[503])))
    return session.put(base + path, data=body()).status_code

def with_urllib3(path, body):
    return urllib3.request("PUT", base + path, body=body()).status

def with_azure(path, body):
    client = PipelineClient(base, policies=[RedirectPolicy(), RetryPolicy()])
    return client.send_request(HttpRequest("PUT", base + path, content=body())).status_code

class Renewed(Credentials):
    def refresh(self, request):
        self.token = "new"

def with_google(path, body):
    return AuthorizedSession(Renewed("old")).put(base + path, data=body()).status_code

def with_httpx(path, body):
    return httpx.put(base + path, content=body(), follow_redirects=True).status_code

async def put(path):
    async with aiohttp.ClientSession() as session, session.put(base + path, data=rows_async()) as response:
        return response.status

def with_aiohttp(path, _):
    return asyncio.run(put(path))

full = len(BODY)
lost, kept = ([full, 0], 201), ([full, full], 201)
for name, run, path, body, expected in (
        ("requests", with_requests, "/moved", rows, lost), ("requests", with_requests, "/busy", rows, lost),
        ("urllib3", with_urllib3, "/moved", rows, lost), ("urllib3", with_urllib3, "/busy", rows, lost),
        ("azure-core", with_azure, "/moved", rows, lost), ("azure-core", with_azure, "/busy", rows, lost),
        ("google-auth", with_google, "/ended", rows, lost), ("google-auth", with_google, "/ended", file, lost),
        ("requests", with_requests, "/moved", file, kept), ("urllib3", with_urllib3, "/busy", file, kept),
        ("azure-core", with_azure, "/busy", file, kept),
        ("httpx", with_httpx, "/moved", rows, ([full], "StreamConsumed")),
        ("aiohttp", with_aiohttp, "/moved", rows, ([full], "ClientPayloadError"))):
    seen.clear()
    try:
        outcome = run(path, body)
    except Exception as error:
        outcome = type(error).__name__
    kind = "generator" if body is rows else "file"
    print(f"{name} {version(name)}, {kind}, {path}: bytes per request {seen}, then {outcome}")
    assert (seen, outcome) == expected, name
PY
echo "confirmed: the second request of a streamed upload is empty, and succeeds"
