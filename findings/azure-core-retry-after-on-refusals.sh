#!/usr/bin/env bash
# azure-core repeats a POST that was refused for good, if the refusal carries Retry-After.
#
# Guess:   only 408, 429, 500, 502, 503 and 504 are repeated; a POST answered 400, 401, 403 or 409 is not.
# Instead: Retry-After on any answer from 400 on makes RetryPolicy send the POST 4 times in all, body included.
#          The lists of statuses and of methods are not looked at; retry_on_methods=[] changes nothing.
# Source:  azure-core 1.41.0, requests 2.34.2 (PyPI).
# Matters: a gateway that puts Retry-After on each error has reports created up to four times. A simulator that adds
#          the field to a 409 or 401 changes how often Azure clients call.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check azure-core==1.41.0 requests==2.34.2
timeout 60 "$dir/v/bin/python" - <<'PY'
import http.server, threading
from importlib.metadata import version
from azure.core.pipeline import Pipeline
from azure.core.pipeline.policies import RetryPolicy
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest import HttpRequest

bodies = []

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        status, wait = self.path.strip("/").split("/")
        self.send_response(int(status))
        if wait != "none":
            self.send_header("Retry-After", wait)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
print("azure-core", version("azure-core"))

def sent(path, **options):
    bodies.clear()
    request = HttpRequest("POST", base + path, content=b'{"ReportName":"r"}')
    with Pipeline(RequestsTransport(), [RetryPolicy(**options)]) as pipeline:
        status = pipeline.run(request, connection_timeout=5, read_timeout=5).http_response.status_code
    print(f"POST {path} {options or ''}: {status}, sent {len(bodies)} times")
    assert set(bodies) == {b'{"ReportName":"r"}'}
    return len(bodies)

for status in (400, 401, 403, 404, 409, 501):
    assert sent(f"/{status}/0.01") == 4
    assert sent(f"/{status}/none") == 1
assert sent("/409/0.01", retry_on_methods=[], retry_on_status_codes=[]) == 4
assert sent("/202/0.01") == 1
PY
echo "confirmed: Retry-After makes azure-core repeat a POST that was refused with 400, 401, 403, 404, 409"
