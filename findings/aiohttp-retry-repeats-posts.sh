#!/usr/bin/env bash
# aiohttp-retry repeats POST on any 5xx, never looks at Retry-After, and leaves a 429 alone.
#
# Guess:   as with urllib3: safe methods only, Retry-After is honoured, and 429 is the first status to be repeated.
# Instead: a POST answered 503 with "Retry-After: 2" is sent again after the library's own 10 ms, 3 times in all.
#          429 is returned at once; with statuses={429} it is repeated, again without the server's wait.
# Source:  aiohttp-retry 2.9.1, aiohttp 3.14.5 (PyPI).
# Matters: reports may be created several times, and a throttled client hammers on. A simulator that counts calls
#          per minute punishes it; one that ignores its own Retry-After hides it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check aiohttp-retry==2.9.1 aiohttp==3.14.5
timeout 60 "$dir/v/bin/python" - <<'PY'
import asyncio, http.server, threading, time
from importlib.metadata import version
import aiohttp
from aiohttp_retry import ExponentialRetry, RetryClient

times = []

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        times.append(time.monotonic())
        self.send_response(int(self.path.strip("/")))
        self.send_header("Retry-After", "2")
        self.send_header("Content-Length", "0")
        self.end_headers()
    do_GET = do_POST
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
print("aiohttp-retry", version("aiohttp-retry"), "aiohttp", version("aiohttp"))

async def ask(method, status, **options):
    times.clear()
    retry = ExponentialRetry(attempts=3, start_timeout=0.01, **options)
    async with RetryClient(retry_options=retry, timeout=aiohttp.ClientTimeout(total=10)) as client:
        async with client.request(method, f"{base}/{status}", data=b"{}" if method == "POST" else None) as response:
            answer = response.status
    took = times[-1] - times[0]
    print(f"{method} {status} {options or ''}: sent {len(times)} times within {took:.2f} s, the caller gets {answer}")
    assert took < 2, "changed: it waits for Retry-After"
    return len(times)

async def main():
    assert await ask("POST", 503) == 3
    assert await ask("POST", 501) == 3
    assert await ask("GET", 429) == 1
    assert await ask("POST", 429, statuses={429}) == 3

asyncio.run(main())
PY
echo "confirmed: aiohttp-retry repeats POST, ignores Retry-After and takes 429 for final"
