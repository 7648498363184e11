#!/usr/bin/env bash
# Guess:   "Retry-After: 0", or a date that has just passed, means: again at once.
# Instead: every client reads 0 as "no such field" and waits by its own rule. urllib3 and azure-core go on with
#          0, 1, 2 seconds and so on, httpx-retries with 1, 2, 4, kiota with 3 to 5 each time. A poller
#          of azure-core asks after 30 seconds instead of after 0. "Retry-After: 1" is over sooner.
# Source:  urllib3 2.8.0, azure-core 1.41.0, httpx-retries 0.6.0, microsoft-kiota-http 1.16.0 (PyPI).
# Matters: a server that wants no wait makes each client wait longest. Whoever rounds the time down sends 0 in the last
#          second of a limit. Send 1 at least, and date fields a second ahead.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check urllib3==2.8.0 azure-core==1.41.0 httpx-retries==0.6.0 \
    microsoft-kiota-http==1.16.0 httpx==0.28.1
timeout 100 "$dir/v/bin/python" -W ignore - <<'PY'
import asyncio, collections, concurrent.futures, http.server, threading, time
from email.utils import formatdate
from importlib.metadata import version
import httpx, httpx_retries, urllib3
from azure.core import PipelineClient
from azure.core.pipeline.policies import ContentDecodePolicy, RequestIdPolicy, RetryPolicy
from azure.core.pipeline.transport import RequestsTransport
from azure.core.polling import LROPoller
from azure.core.polling.base_polling import LROBasePolling
from azure.core.rest import HttpRequest
from kiota_http.middleware import AsyncKiotaTransport, MiddlewarePipeline, RetryHandler
from kiota_http.middleware.options import RetryHandlerOption

class Handler(http.server.BaseHTTPRequestHandler):
    """Refuses three requests of a path, or starts an operation that ends at its third poll."""
    protocol_version = "HTTP/1.1"
    def answer(self, status, body=b"{}", **fields):
        after = self.path.rpartition("/")[2]
        after = after if after in "01" else formatdate(time.time() - 1, usegmt=True)
        self.send_response(status)
        for name, value in (fields | {"Retry-After": after, "Content-Type": "application/json",
                                      "Content-Length": str(len(body))}).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        times[self.path].append(time.monotonic())
        polled, count = self.path.startswith("/operation"), len(times[self.path])
        if polled:
            self.answer(200, b'{"status": "%s"}' % (b"Running" if count < 3 else b"Succeeded"))
        else:
            self.answer(503 if count <= 3 else 200)
    def do_POST(self):
        self.answer(202, Operation_Location=base + self.path)
    def log_message(self, *_): pass

times = collections.defaultdict(list)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"

def with_urllib3(address):
    retry = urllib3.Retry(5, status_forcelist=[503], backoff_factor=0.5)
    assert urllib3.PoolManager().request("GET", address, retries=retry).status == 200

def with_azure(address):
    client = PipelineClient(base, policies=[RetryPolicy(retry_backoff_factor=0.5)])
    assert client.send_request(HttpRequest("GET", address)).status_code == 200

def with_httpx_retries(address):
    retry = httpx_retries.Retry(total=5, backoff_factor=0.5, backoff_jitter=0)
    assert httpx.Client(transport=httpx_retries.RetryTransport(retry=retry)).get(address).status_code == 200

def with_kiota(address):
    async def get():
        transport = httpx.AsyncHTTPTransport()
        pipeline = MiddlewarePipeline(transport)
        pipeline.add_middleware(RetryHandler(RetryHandlerOption()))
        async with httpx.AsyncClient(transport=AsyncKiotaTransport(transport, pipeline)) as client:
            assert (await client.get(address)).status_code == 200
    asyncio.run(get())

def polls(address):
    """The waits that a poller asks for, without waiting."""
    class Transport(RequestsTransport):
        def sleep(self, duration):
            waits.append(duration)
    waits = []
    client = PipelineClient(base, transport=Transport(), policies=[RequestIdPolicy(), ContentDecodePolicy()])
    started = client._pipeline.run(HttpRequest("POST", address))
    LROPoller(client, started, lambda response: None, LROBasePolling(timeout=30)).result()
    return waits

clients = {"urllib3": with_urllib3, "azure-core": with_azure, "httpx-retries": with_httpx_retries,
           "microsoft-kiota-http": with_kiota}
fields = {"1": "1", "0": "0", "past": "a second ago"}
with concurrent.futures.ThreadPoolExecutor(12) as pool:
    for call in [pool.submit(call, f"{base}/{name}/{kind}") for name, call in clients.items() for kind in fields]:
        call.result()
for name in clients:
    for kind, said in fields.items():
        at = times[f"/{name}/{kind}"]
        waits = [after - before for before, after in zip(at, at[1:])]
        print(f"{name} {version(name)}, Retry-After {said}: waits of", *(f"{wait:.1f}" for wait in waits))
        assert len(waits) == 3
        assert (sum(waits[1:]) > 2.5) if kind != "1" else (2.8 < sum(waits) < 5), name
for kind, expected in (("1", [1, 1]), ("0", [30, 30])):
    waits = polls(f"{base}/operation/{kind}")
    print(f"poller of azure-core, Retry-After {kind}: waits of", *waits)
    assert waits == expected
PY
echo "confirmed: no wait asked for is the longest wait"
