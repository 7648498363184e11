#!/usr/bin/env bash
# Guess: a test of retries registers two answers for one address, first 500 and then 200. Each library of mock answers
#   gives the first to the first call and the second to the next, or refuses the second registration.
# Instead: requests-mock and respx answer 200 from the first call on, so nothing is ever retried and the test passes.
#   mocket, HTTMock and pytest-httpserver answer 500 for ever. responses, pook and pytest-httpx go from 500 to 200; a
#   third call has the 200 again in responses, and is an error in the other two.
# Source: PyPI requests-mock 1.12.1, respx 0.23.1, mocket 3.15.0, httmock 1.4.0, pytest-httpserver 1.2.0,
#   responses 0.26.3, pook 2.1.6, pytest-httpx 0.36.2 with pytest 9.2.0, requests 2.34.2 and httpx 0.28.1.
# Matters: tests move from one client to another and take the two lines along. They stay green when the retry is gone.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
unset PYTEST_ADDOPTS
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check requests-mock==1.12.1 respx==0.23.1 mocket==3.15.0 \
    httmock==1.4.0 pytest-httpserver==1.2.0 responses==0.26.3 pook==2.1.6 pytest-httpx==0.36.2 pytest==9.2.0 \
    requests==2.34.2 httpx==0.28.1
cd "$dir"
cat > test_answers.py <<'PY'
from importlib.metadata import version
import httmock, httpx, mocket, pook, pytest, requests, requests_mock, responses, respx
from mocket.mocks.mockhttp import Entry

URL = "http://api.example/reports"

def calls(get, url=URL):
    """The statuses of three calls, or the kind of error."""
    seen = []
    for _ in range(3):
        try:
            seen.append(get(url).status_code)
        except Exception as error:
            seen.append("error")
    return seen

def check(name, seen, expected):
    print(f"{name} {version(name)}: {seen}")
    assert seen == expected

def test_requests_mock():
    with requests_mock.Mocker() as mock:
        mock.get(URL, status_code=500)
        mock.get(URL, status_code=200)
        check("requests-mock", calls(requests.get), [200, 200, 200])

def test_respx():
    with respx.mock as mock:
        mock.get(URL).respond(500)
        mock.get(URL).respond(200)
        check("respx", calls(httpx.get), [200, 200, 200])

@mocket.mocketize
def test_mocket():
    Entry.single_register(Entry.GET, URL, status=500)
    Entry.single_register(Entry.GET, URL, status=200)
    check("mocket", calls(requests.get), [500, 500, 500])

def test_httmock():
    first = httmock.urlmatch(netloc="api.example")(lambda url, request: {"status_code": 500})
    second = httmock.urlmatch(netloc="api.example")(lambda url, request: {"status_code": 200})
    with httmock.HTTMock(first, second):
        check("httmock", calls(requests.get), [500, 500, 500])

def test_httpserver(httpserver):
    httpserver.expect_request("/reports").respond_with_data(status=500)
    httpserver.expect_request("/reports").respond_with_data(status=200)
    check("pytest-httpserver", calls(requests.get, httpserver.url_for("/reports")), [500, 500, 500])

def test_responses():
    with responses.RequestsMock() as mock:
        mock.get(URL, status=500)
        mock.get(URL, status=200)
        check("responses", calls(requests.get), [500, 200, 200])

def test_pook():
    with pook.use():
        pook.get(URL, reply=500)
        pook.get(URL, reply=200)
        check("pook", calls(requests.get), [500, 200, "error"])

@pytest.mark.httpx_mock(assert_all_requests_were_expected=False)
def test_httpx(httpx_mock):
    httpx_mock.add_response(url=URL, status_code=500)
    httpx_mock.add_response(url=URL, status_code=200)
    check("pytest-httpx", calls(httpx.get), [500, 200, "error"])
PY
timeout 120 v/bin/python -m pytest -p no:cacheprovider -W ignore -s -q test_answers.py > out 2>&1 ||
    { cat out; exit 1; }
grep -E "[0-9]: \[" out | sed 's/^\.*//'
grep -q "^8 passed" out
echo "confirmed: two answers for one address are 500, 200 or both, by the library"
