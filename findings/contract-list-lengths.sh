#!/usr/bin/env bash
# Guess:   a contract that wants a list of records "like this one" refuses an empty list: each_like says "minimum is
#          always 1". One that names an empty list refuses three records.
# Instead: Pact's each_like(), and like() of a list, pass an empty list when a provider is verified, and when a consumer
#          sends one to the mock server. Only each_like(min=1) refuses it. Tavern, told to ignore further keys of an
#          object (json:off), passes three records where the test names an empty list, or one record.
# Source:  pact-python 4.2.0 with pact-python-ffi 0.5.12.1; tavern 3.7.1 with pytest 8.4.2 (PyPI).
# Matters: a provider that has lost all its data, or whose filter finds nothing, verifies. A test that a deleted record is
#          gone passes while it is still there.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1,localhost NO_PROXY=127.0.0.1,localhost
unset PYTEST_ADDOPTS
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check pact-python==4.2.0 pact-python-ffi==0.5.12.1 tavern==3.7.1 \
    pytest==8.4.2 requests==2.34.2
cd "$dir"
cat > provider.py <<'PY'
import http.server, threading

def provide(answer, port=0):
    """Serves one JSON text, at a free port; returns the server."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer.encode())
        def log_message(self, *_): pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
PY
timeout 120 v/bin/python - 2> log > out <<'PY' || { cat log out; exit 1; }
import requests, tempfile
from importlib.metadata import version
from pact import Pact, Verifier, match
from provider import provide

def verify(expected, answer):
    """Whether a provider with this answer keeps the contract."""
    folder, pact = tempfile.mkdtemp(dir="."), Pact("consumer", "provider")
    pact.upon_receiving("a list").with_request("GET", "/reports").will_respond_with(200).with_body(
        {"value": expected}, "application/json")
    pact.write_file(folder)
    server = provide(answer)
    try:
        Verifier("provider", host="127.0.0.1").add_transport(
            url=f"http://127.0.0.1:{server.server_port}").add_source(folder).verify()
        return "passes"
    except RuntimeError:
        return "fails"
    finally:
        server.shutdown()

def send(expected, body):
    """Whether the mock server takes a consumer's request."""
    pact = Pact("consumer", "provider")
    pact.upon_receiving("a list").with_request("POST", "/reports").with_body(
        {"value": expected}, "application/json").will_respond_with(200)
    with pact.serve(raises=False) as server:
        answer = requests.post(f"{server.url}/reports", data=body, headers={"Content-Type": "application/json"}, timeout=9)
    return "passes" if answer.status_code == 200 else "fails"

record, empty, wrong = {"id": 1}, '{"value":[]}', '{"value":[{"no":1}]}'
print(f"pact-python {version('pact-python')}: {match.each_like.__doc__.split('min:')[1].split('max:')[0].strip()}")
for name, matcher, expected in (
        ("each_like(record)", match.each_like(record), "passes"), ("like([record])", match.like([record]), "passes"),
        ("each_like(record, min=1)", match.each_like(record, min=1), "fails"),
        ("[like(record)]", [match.like(record)], "fails")):
    seen = [verify(matcher, empty), send(matcher, empty), verify(matcher, wrong)]
    print(f"    {name}: an empty list {seen[0]} from a provider and {seen[1]} from a consumer, another record {seen[2]}")
    assert seen == [expected, expected, "fails"], name
PY
grep -E '^(pact-python|    (each_like|like|\[like))' out # without the verifier's own report
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
python3 - "$port" <<'PY'
import sys
for name, expected in (("none", "[]"), ("first", "[{id: 1}]"), ("other", "[{id: 9}]"), ("four", "[{id: 1}, {id: 2}, {id: 3}, {id: 4}]")):
    with open(f"test_{name}.tavern.yaml", "w") as file:
        file.write(f"""
test_name: {name}
stages:
  - name: list
    request: {{url: "http://127.0.0.1:{sys.argv[1]}/"}}
    response: {{status_code: 200, strict: [json:off], json: {{value: {expected}}}}}
""")
PY
timeout 100 python3 -c 'import provider, sys, threading
provider.provide("""{"value":[{"id":1},{"id":2},{"id":3}],"count":3}""", int(sys.argv[1])); threading.Event().wait()' "$port" &
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$dir"' EXIT
sleep 1
timeout 60 v/bin/python -m pytest -q -rA -p no:cacheprovider -W ignore . > out 2>&1 || true
echo "tavern 3.7.1, of three records, with json:off:"
grep -E "^(PASSED|FAILED)" out | sed 's/^/    /'
test "$(grep -cE '^(PASSED|FAILED)' out)" = 4
grep -q "^PASSED.*::none" out
grep -q "^PASSED.*::first" out
grep -q "^FAILED.*::other" out
grep -q "^FAILED.*::four" out
echo "confirmed: contracts of lists pass an empty list, and an empty list passes any"
