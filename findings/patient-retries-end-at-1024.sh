#!/usr/bin/env bash
# A client told to try 1500 times, once a second at most, ends after about 1000 tries with an arithmetic error.
#
# Guess:   with a ceiling for the wait the number of tries does not matter: after a few doublings each wait is the
#          ceiling, and the end is the last answer, or the library's own "too many retries".
# Instead: azure-core, httpx-retries and aiohttp-retry double first and compare then: the 1025th power of two is no
#          float, so 17 minutes of an outage end in OverflowError. urllib3, and so requests, call themselves for each
#          try, and end in RecursionError before the 1000th. tenacity, backoff and stamina make all 1500.
# Source:  azure-core 1.41.0, httpx-retries 0.6.0, aiohttp-retry 2.9.1, urllib3 2.8.0, requests 2.34.2, tenacity 9.2.1,
#          backoff 2.2.1, stamina 26.1.0, httpx 0.28.1, aiohttp 3.14.5 (PyPI).
# Matters: a job that waits out a night of maintenance, or polls by retries, dies of an error that no handler of network
#          errors expects. A simulator that makes time cheap can have a client through 1500 tries in seconds.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check azure-core==1.41.0 httpx-retries==0.6.0 aiohttp-retry==2.9.1 \
    urllib3==2.8.0 requests==2.34.2 tenacity==9.2.1 backoff==2.2.1 stamina==26.1.0 httpx==0.28.1 aiohttp==3.14.5
timeout 300 "$dir/v/bin/python" -W ignore - <<'PY'
import asyncio, http.server, threading
from importlib.metadata import version
from unittest import mock
import aiohttp_retry, backoff, httpx, httpx_retries, requests, stamina, tenacity, urllib3
from azure.core import PipelineClient
from azure.core.pipeline.policies import RetryPolicy
from azure.core.rest import HttpRequest

TRIES = 1500
tries = 0
stamina.instrumentation.set_on_retry_hooks([])

class Handler(http.server.BaseHTTPRequestHandler):
    """A service in maintenance."""
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        global tries
        tries += 1
        self.send_response_only(503)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}/"

def budget():
    return urllib3.Retry(TRIES - 1, status_forcelist=[503], backoff_factor=0.1, backoff_max=1)

def with_urllib3():
    urllib3.request("GET", address, retries=budget())

def with_requests():
    session = requests.Session()
    session.mount("http://", requests.adapters.HTTPAdapter(max_retries=budget()))
    session.get(address)

def with_azure():
    policy = RetryPolicy(retry_total=TRIES - 1, retry_status=TRIES - 1, retry_backoff_factor=0.1, retry_backoff_max=1)
    PipelineClient(address, policies=[policy]).send_request(HttpRequest("GET", address)).raise_for_status()

def with_httpx_retries():
    retry = httpx_retries.Retry(total=TRIES - 1, backoff_factor=0.1, max_backoff_wait=1)
    httpx.Client(transport=httpx_retries.RetryTransport(retry=retry)).get(address).raise_for_status()

async def get():
    options = aiohttp_retry.ExponentialRetry(attempts=TRIES, start_timeout=0.1, max_timeout=1)
    async with aiohttp_retry.RetryClient(retry_options=options) as client, client.get(address) as response:
        response.raise_for_status()

def with_aiohttp_retry():
    sleep = asyncio.sleep
    with mock.patch("asyncio.sleep", lambda *_: sleep(0)):
        asyncio.run(get())

client = httpx.Client()

def once():
    client.get(address).raise_for_status()

with_tenacity = tenacity.retry(stop=tenacity.stop_after_attempt(TRIES),
                               wait=tenacity.wait_exponential(0.1, max=1))(once)
with_backoff = backoff.on_exception(backoff.expo, httpx.HTTPError, max_tries=TRIES, max_value=1, logger=None)(once)
with_stamina = stamina.retry(on=httpx.HTTPError, attempts=TRIES, timeout=None, wait_max=1)(once)

for name, run, error, expected in (
        ("azure-core", with_azure, "OverflowError", 1025), ("httpx-retries", with_httpx_retries, "OverflowError", 1024),
        ("aiohttp-retry", with_aiohttp_retry, "OverflowError", 1024),
        ("urllib3", with_urllib3, "RecursionError", None), ("requests", with_requests, "RecursionError", None),
        ("tenacity", with_tenacity, "RetryError", TRIES), ("backoff", with_backoff, "HTTPStatusError", TRIES),
        ("stamina", with_stamina, "HTTPStatusError", TRIES)):
    tries, outcome = 0, None
    with mock.patch("time.sleep", lambda _: None):           # the waits are not what is looked at
        try:
            run()
        except Exception as failure:
            outcome = type(failure).__name__
    print(f"{name} {version(name)}: {tries} of {TRIES} tries, then {outcome}")
    assert outcome == error, name
    assert tries == expected or expected is None and 900 < tries < 1000, name
PY
echo "confirmed: five clients end their retries before the number that was asked for"
