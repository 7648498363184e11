#!/usr/bin/env bash
# Walking over a CSV by lines, httpx finds twice as many as the file has; requests does so once it decodes.
#
# Guess:   lines end at LF or CR LF, so iter_lines() of httpx, and of requests with decode_unicode, suits csv.reader.
# Instead: both cut at each separator that str.splitlines() knows: line separator, next line, file separator,
#          vertical tab, form feed. A customer name with one of them breaks its row in two. requests without
#          decoding, and aiohttp's content, find the right rows.
# Source:  httpx 0.28.1, requests 2.34.2 with urllib3 2.8.0, aiohttp 3.14.5 (PyPI).
# Matters: names pasted from office programs hold such characters. The same file read whole is right, so the fault
#          hides in streaming code. A simulator's data should have one such name.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check httpx==0.28.1 requests==2.34.2 urllib3==2.8.0 aiohttp==3.14.5
timeout 60 "$dir/v/bin/python" - <<'PY'
import asyncio, csv, http.server, io, threading
from importlib.metadata import version
import aiohttp, httpx, requests

NAMES = ["A\u2028B", "C\x85D", "E\x1cF", "G\x0bH", "I\x0cJ"]
TEXT = "".join(f'{number},"{name}",9\r\n' for number, name in enumerate(NAMES))
BODY = TEXT.encode()

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/csv; charset=utf-8")
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/report.csv"

def with_httpx():
    with httpx.stream("GET", url, timeout=10) as response:
        return list(response.iter_lines())

def with_requests(decode):
    with requests.get(url, stream=True, timeout=10) as response:
        lines = list(response.iter_lines(chunk_size=4096, decode_unicode=decode))
        return lines if decode else [line.decode() for line in lines]

async def with_aiohttp():
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        async with session.get(url) as response:
            return [line.decode() async for line in response.content]

whole = list(csv.reader(io.StringIO(TEXT, newline="")))
assert [row[1] for row in whole] == NAMES
for name, lines, right in (
    (f"httpx {version('httpx')}", with_httpx(), False),
    (f"requests {version('requests')}, decode_unicode", with_requests(True), False),
    (f"requests {version('requests')}, bytes", with_requests(False), True),
    (f"aiohttp {version('aiohttp')}", asyncio.run(with_aiohttp()), True),
):
    kept = list(csv.reader(lines)) == whole
    print(f"{name}: {len(lines)} lines for {len(NAMES)} rows; csv.reader gives the same rows: {kept}")
    assert kept == right and len(lines) == (5 if right else 10), name
PY
echo "confirmed: iter_lines() cuts rows at separators that are no line ends in CSV"
