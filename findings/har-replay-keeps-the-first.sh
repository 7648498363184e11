#!/usr/bin/env bash
# Guess:   a poll that was recorded as Pending, Running, Completed is replayed in that order from its HTTP archive.
# Instead: route_from_har() of Playwright answers every poll with Pending, so the page waits for ever. mitmproxy replays
#          the same archive in order, and with server_replay_reuse, meant for a fourth call, it too stays at Pending.
#          Both pick the right answer of two POSTs by their bodies.
# Source:  playwright 1.65.2 and mitmproxy 11.0.2 (PyPI), Chromium as installed (its version is printed).
# Matters: an archive of a whole session cannot test a client that waits for a report. Give each poll an address of its
#          own (a query with a number) before the replay, or route the poll by hand.
set -euo pipefail
chromium=$(command -v chromium || command -v chromium-browser) || { echo "chromium is not installed"; exit 1; }
command -v curl >/dev/null || { echo "curl is not installed"; exit 1; }
dir=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check playwright==1.65.2
python3 -m venv "$dir/m"
"$dir/m/bin/pip" install -q --no-compile --disable-pip-version-check mitmproxy==11.0.2
cd "$dir"
cat > archive.py <<'PY'
import json

def entry(second, path, answer, sent=None):
    request = {"method": "POST" if sent else "GET", "url": "http://api.example/" + path, "httpVersion": "HTTP/1.1",
               "headers": [], "queryString": [], "cookies": [], "headersSize": -1, "bodySize": -1}
    if sent:
        request["postData"] = {"mimeType": "application/json", "text": sent}
    return {"startedDateTime": f"2026-11-30T10:00:0{second}.000Z", "time": 5, "request": request, "cache": {},
            "response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "cookies": [], "redirectURL": "",
                         "headers": [{"name": "Content-Type", "value": "application/json"}], "headersSize": -1,
                         "content": {"size": len(answer), "mimeType": "application/json", "text": answer},
                         "bodySize": len(answer)}, "timings": {"send": 0, "wait": 5, "receive": 0}}

entries = [entry(1, "status", '"Pending"'), entry(2, "status", '"Running"'), entry(3, "status", '"Completed"'),
           entry(4, "reports", '"report 1"', '{"query":1}'), entry(5, "reports", '"report 2"', '{"query":2}')]
with open("poll.har", "w") as file:
    json.dump({"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": entries}}, file)
PY
v/bin/python archive.py
timeout 60 v/bin/python - "$chromium" <<'PY'
import sys
from importlib.metadata import version
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox"])
    context = browser.new_context()
    context.route_from_har("poll.har")
    page = context.new_page()
    page.goto("http://api.example/status")
    call = "async ([path, body]) => await (await fetch(path, body ? {method: 'POST', body} : {})).json()"
    polls = [page.evaluate(call, ["/status", None]) for _ in range(4)]
    posts = [page.evaluate(call, ["/reports", '{"query":%d}' % query]) for query in (2, 1)]
    print(f"playwright {version('playwright')} with Chromium {browser.version}: {polls}, {posts}")
    browser.close()
assert polls == ["Pending"] * 4 and posts == ["report 2", "report 1"]
PY
replay() { # REUSE PORT: prints what four polls and two posts get
    timeout 60 m/bin/mitmdump -q --listen-host 127.0.0.1 -p "$2" --server-replay poll.har \
        --set "server_replay_reuse=$1" --set server_replay_extra=404 --set "confdir=$dir/conf" > mitm.out 2>&1 &
    for _ in $(seq 60); do
        curl -s -o /dev/null --noproxy '' -x "http://127.0.0.1:$2" http://nothing.example/ && break
        sleep 0.3
    done
    for _ in 1 2 3 4; do curl -s --noproxy '' -x "http://127.0.0.1:$2" http://api.example/status; echo -n " "; done
    for query in 2 1; do
        curl -s --noproxy '' -x "http://127.0.0.1:$2" -d "{\"query\":$query}" http://api.example/reports
        echo -n " "
    done
}
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
once=$(replay false "$(port)") again=$(replay true "$(port)")
echo "mitmproxy 11.0.2: $once"
echo "mitmproxy 11.0.2 with server_replay_reuse: $again"
test "$once" = '"Pending" "Running" "Completed"  "report 2" "report 1" '
test "$again" = '"Pending" "Pending" "Pending" "Pending" "report 2" "report 1" '
echo "confirmed: a recorded poll is Pending for ever"
