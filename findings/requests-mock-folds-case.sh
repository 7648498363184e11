#!/usr/bin/env bash
# A mock of requests-mock matches paths and query values in any case, and any superset of the query.
#
# Guess:   a mock registered for `?sig=AbC` answers that query only; a query with other or more values finds no mock.
# Instead: requests-mock folds case in path and query and ignores extra parameters, so `?sig=aBc&page=2` matches too.
#          responses and respx refuse all of these. case_sensitive=True cures the case, not the extra parameters.
# Source:  requests-mock 1.12.1, responses 0.26.3, respx 0.23.1 with requests 2.34.2 and httpx 0.28.1 (PyPI).
# Matters: a client that spoils a signature or an id (lower-cased by a helper) or asks for the wrong page passes its
#          tests. The real service compares them exactly; so must a simulator.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check requests-mock==1.12.1 responses==0.26.3 respx==0.23.1 \
  requests==2.34.2 httpx==0.28.1
timeout 60 "$dir/v/bin/python" - <<'PY'
from importlib.metadata import version
import httpx, requests, requests_mock, responses, respx

BASE = "http://api.test/reports/Q1"
MOCKED = BASE + "?sig=AbC"

def with_requests_mock(asked, **options):
    with requests_mock.Mocker(**options) as mocker:
        mocker.get(MOCKED, text="found")
        return requests.get(asked, timeout=5).text

def with_responses(asked):
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocker:
        mocker.get(MOCKED, body="found")
        return requests.get(asked, timeout=5).text

def with_respx(asked):
    with respx.mock(assert_all_called=False) as mocker:
        mocker.get(MOCKED).respond(text="found")
        return httpx.get(asked, timeout=5).text

def outcome(ask, asked):
    try:
        assert ask(asked) == "found"
        return "found"
    except Exception as error:
        return type(error).__name__

asked = {"same": MOCKED, "other case of the value": BASE + "?sig=aBc", "other case of the path":
         MOCKED.replace("Q1", "q1"), "one parameter more": MOCKED + "&page=2", "a second value": MOCKED + "&sig=x"}
libraries = {
    "requests-mock": (with_requests_mock, {"found"}),
    "responses": (with_responses, {"ConnectionError"}),
    "respx": (with_respx, {"AllMockedAssertionError"}),
}
for name, (ask, expected) in libraries.items():
    seen = {what: outcome(ask, url) for what, url in asked.items()}
    print(f"{name} {version(name)}: {seen}")
    assert seen.pop("same") == "found" and set(seen.values()) == expected, name
seen = {what: outcome(lambda url: with_requests_mock(url, case_sensitive=True), url) for what, url in asked.items()}
print(f"requests-mock, case_sensitive=True: {seen}")
assert [value == "found" for value in seen.values()] == [True, False, False, True, True]
PY
echo "confirmed: requests-mock takes a signature in another case for the same"
