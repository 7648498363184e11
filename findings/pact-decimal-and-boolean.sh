#!/usr/bin/env bash
# Guess:   decimal(19.9) wants a JSON number, boolean(True) wants true or false, integer(5) any whole number.
# Instead: decimal() refuses 20, although JSON does not tell 20 from 20.0: the price of one report in a hundred. boolean()
#          passes the texts "true" and "false". integer() refuses 5.0, and numbers above 64 bits. number() and like()
#          take 20, and like(True) refuses the texts.
# Source:  pact-python 4.2.0 with pact-python-ffi 0.5.12.1 (PyPI).
# Matters: a provider in a language that writes 20 for 20.0, as JavaScript does, breaks a contract by a price. One that
#          sends the text "false", which many languages read as true, keeps it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1,localhost NO_PROXY=127.0.0.1,localhost
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check pact-python==4.2.0 pact-python-ffi==0.5.12.1 requests==2.34.2
cd "$dir"
timeout 120 v/bin/python - 2> log <<'PY' || { cat log; exit 1; }
import requests
from importlib.metadata import version
from pact import Pact, match

def send(matcher, value):
    """What the mock server makes of a value."""
    pact = Pact("consumer", "provider")
    pact.upon_receiving("a value").with_request("POST", "/x").with_body(
        {"value": matcher}, "application/json").will_respond_with(200)
    with pact.serve(raises=False) as server:
        answer = requests.post(f"{server.url}/x", data=f'{{"value":{value}}}', timeout=9,
                               headers={"Content-Type": "application/json"})
    return answer.status_code == 200

large = "12345678901234567890123"
expected = {
    "decimal(19.9)": (match.decimal(19.9), {"19.95": True, "20.0": True, "2e1": True, "20": False, '"19.9"': False}),
    "number(19.9)": (match.number(19.9), {"19.95": True, "20": True, '"19.9"': False}),
    "like(19.9)": (match.like(19.9), {"20": True, '"19.9"': False}),
    "boolean(True)": (match.boolean(True), {"false": True, '"true"': True, '"false"': True, '"no"': False, "1": False}),
    "like(True)": (match.like(True), {"false": True, '"false"': False}),
    "integer(5)": (match.integer(5), {"-7": True, "5.0": False, "5e0": False, large: False}),
}
print(f"pact-python {version('pact-python')}")
for name, (matcher, values) in expected.items():
    seen = {value: send(matcher, value) for value in values}
    print(f"    {name} takes {', '.join(v for v in seen if seen[v])}, refuses {', '.join(v for v in seen if not seen[v])}")
    assert seen == values, (name, seen)
PY
echo "confirmed: a decimal refuses 20, and a boolean takes the text \"false\""
