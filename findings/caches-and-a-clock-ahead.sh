#!/usr/bin/env bash
# If the server's clock is an hour ahead, three HTTP caches keep an answer of max-age=60 for an hour.
#
# Guess:   max-age is a length, chosen so that clocks do not matter: after 61 s of the client's own time the cache asks
#          again. A Date in the future counts as an age of 0 (RFC 9111, section 4.2.3).
# Instead: CacheControl, httplib2 and hishel (with rfc=True) take "now minus Date" for the age on each look, and a
#          negative one for 0: the minute begins when the client's clock reaches Date. Without a Date hishel keeps the
#          answer for ever; CacheControl and httplib2 do not keep it at all. requests-cache counts from the arrival, but
#          ignores Age: an answer that was 50 s old on arrival is used for 60 s more.
# Source:  CacheControl 0.14.4, httplib2 0.32.1, hishel 2.0.0, requests-cache 1.3.3, time-machine 3.6.0 (PyPI),
#          requests 2.34.2, httpx 0.28.1.
# Matters: a poll of a report's state stays "Pending" for as long as the clocks differ. A simulator with a clock of its
#          own writes such a Date whenever its time is moved; it should send no-store for states, or the real Date.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check CacheControl==0.14.4 httplib2==0.32.1 hishel==2.0.0 \
    requests-cache==1.3.3 time-machine==3.6.0 requests==2.34.2 httpx==0.28.1
timeout 120 "$dir/v/bin/python" -W ignore - "$dir" <<'PY'
import http.server, sys, tempfile, threading, time
from email.utils import formatdate
from importlib.metadata import version
import cachecontrol, hishel, httplib2, requests, requests_cache, time_machine
from hishel.httpx import CacheClient

place = sys.argv[1]
ahead, age, requests_seen = 0, None, 0

class Handler(http.server.BaseHTTPRequestHandler):
    """Answers for a minute; its Date is off by the seconds under test, less the age."""
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        global requests_seen
        requests_seen += 1
        self.send_response_only(200)
        if ahead is not None:
            self.send_header("Date", formatdate(time.time() + ahead - (age or 0), usegmt=True))
        self.send_header("Cache-Control", "max-age=60")
        if age is not None:
            self.send_header("Age", str(age))
        self.send_header("Content-Length", "7")
        self.end_headers()
        self.wfile.write(b"Pending")
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}/state"

def with_cachecontrol():
    session = cachecontrol.CacheControl(requests.Session())
    return lambda: session.get(address)

def with_httplib2():
    client = httplib2.Http(tempfile.mkdtemp(dir=place), proxy_info=None)
    return lambda: client.request(address)

def with_hishel():
    client = CacheClient(storage=hishel.SqliteStorage(database_path=tempfile.mkdtemp(dir=place) + "/h.db"), rfc=True,
                         timeout=10)
    return lambda: client.get(address)

def with_requests_cache():
    session = requests_cache.CachedSession(backend="memory", cache_control=True)
    return lambda: session.get(address)

def asks_again_after(prepare):
    """The first of a few moments at which the cache asks the server again."""
    get, start = prepare(), 1_800_000_000
    with time_machine.travel(start, tick=True) as clock:
        get()
        for seconds in (2, 20, 65, 1800, 3500, 3665, 100 * 86400):
            clock.move_to(start + seconds)
            before = requests_seen
            get()
            if requests_seen > before:
                return seconds
    return None

CASES = {"right clock": (0, None), "an hour ahead": (3600, None), "no Date": (None, None), "50 s old": (0, 50)}
print("Date less the client's clock in s, Age:", CASES)
for name, prepare, expected in (("CacheControl", with_cachecontrol, [65, 3665, 2, 20]),
                                ("httplib2", with_httplib2, [65, 3665, 2, 20]),
                                ("hishel", with_hishel, [65, 3665, None, 20]),
                                ("requests-cache", with_requests_cache, [65, 65, 65, 65])):
    moments = []
    for ahead, age in CASES.values():
        moments.append(asks_again_after(prepare))
    print(f"{name} {version(name)}: asks again after", *(f"{moment} s" if moment else "never" for moment in moments))
    assert moments == expected, name
PY
echo "confirmed: a Date in the future lengthens max-age by as much"
