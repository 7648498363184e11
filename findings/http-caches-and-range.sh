#!/usr/bin/env bash
# requests-cache answers a Range request with the whole file; one setting makes a part stand for the file.
#
# Guess:   a GET with Range is sent to the server, or is cut from the stored file, and answers 206.
# Instead: requests-cache answers 200 with all bytes if the file was read before, even with cache_control=True. With
#          206 added to allowable_codes, the first part is returned for each other part and for the whole file.
#          hishel (rfc=True), CacheControl and httplib2 ask the server.
# Source:  requests-cache 1.3.3, hishel 2.0.0, CacheControl 0.14.4, httplib2 0.32.1, requests 2.34.2 (PyPI).
# Matters: code that resumes a download and appends without looking at the status writes the file twice over.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1 TMP_CACHES="$dir"
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check requests-cache==1.3.3 'hishel[httpx]==2.0.0' httpx==0.28.1 \
  CacheControl==0.14.4 httplib2==0.32.1 requests==2.34.2
timeout 60 "$dir/v/bin/python" - <<'PY'
import http.server, os, re, threading
from importlib.metadata import version
import cachecontrol, hishel, httplib2, requests, requests_cache
from hishel.httpx import CacheClient

FILE = bytes(range(65, 91)) * 4

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range") or "")
        first, last = map(int, wanted.groups()) if wanted else (0, len(FILE) - 1)
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(FILE)}")
        self.send_header("ETag", '"1"')
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        self.wfile.write(FILE[first:last + 1])
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/report.csv"
place = os.environ["TMP_CACHES"]

def with_requests(session):
    def get(headers):
        response = session.get(url, headers=headers, timeout=10)
        return response.status_code, response.content
    return get

def with_hishel(headers):
    response = client.get(url, headers=headers)
    return response.status_code, response.content

def with_httplib2(headers):
    response, body = http2.request(url, headers=headers)
    return response.status, body

client = CacheClient(storage=hishel.SqliteStorage(database_path=place + "/hishel.db"), rfc=True, timeout=10)
http2 = httplib2.Http(place + "/httplib2", timeout=10)
whole, part = (200, FILE), (206, FILE[10:20])
cases = [
    ("requests-cache", with_requests(requests_cache.CachedSession(backend="memory", cache_control=True)), whole),
    ("hishel", with_hishel, part),
    ("CacheControl", with_requests(cachecontrol.CacheControl(requests.Session())), part),
    ("httplib2", with_httplib2, part),
]
for name, get, expected in cases:
    assert get({}) == whole
    status, body = get({"Range": "bytes=10-19"})
    print(f"{name} {version(name)}: whole file, then bytes 10-19: {status} with {len(body)} bytes")
    assert (status, body) == expected, name

get = with_requests(requests_cache.CachedSession(backend="memory", allowable_codes=(200, 206)))
seen = [get({"Range": "bytes=10-19"}), get({"Range": "bytes=20-29"}), get({})]
print(f"requests-cache with 206 allowed: 10-19, 20-29, all: {[body.decode() for _, body in seen]}")
assert seen == [part, part, part]
PY
echo "confirmed: requests-cache answers Range with the whole file, or with another part"
