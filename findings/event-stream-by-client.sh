#!/usr/bin/env bash
# Guess:   a client of server-sent events follows the few rules of the HTML standard: a leading BOM is skipped, only CR,
#          LF and CRLF end a line, an event without data and an unfinished last event are dropped, the last id stays.
# Instead: each of four breaks other rules. httpx-sse, requests-sse and sseclient-py lose the first event after a BOM.
#          sseclient-py delivers half an event when the stream is cut, and forgets the id. httpx-sse and aiosseclient
#          deliver events without data. aiosseclient cuts a JSON text at U+2028. requests-sse strips all leading
#          spaces of data, so an indented text loses its indents.
# Source:  httpx-sse 0.4.3, requests-sse 0.5.3, sseclient-py 1.9.0, aiosseclient 0.1.8 (PyPI).
# Matters: the half event of a broken connection is read as a whole one, and a client that resumes by the id of the last
#          event starts from the beginning. A server is safe if it sends LF, data and an id in each event.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check httpx-sse==0.4.3 requests-sse==0.5.3 sseclient-py==1.9.0 \
    aiosseclient==0.1.8 httpx==0.28.1 requests==2.34.2 aiohttp==3.14.5
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import asyncio, http.server, logging, threading, time
from datetime import timedelta
from importlib.metadata import version
import httpx, httpx_sse, requests, sseclient
from aiosseclient import aiosseclient
from requests_sse import EventSource, InvalidStatusCodeError
logging.disable(logging.CRITICAL)

class Handler(http.server.BaseHTTPRequestHandler):
    """Sends the chunks under test once; a second request is told to stop."""
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        if not chunks:
            self.send_response(204)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while chunks:
            chunk = chunks.pop(0)
            self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            time.sleep(0.05)
        self.wfile.write(b"0\r\n\r\n")
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}"

def with_httpx_sse():
    with httpx.Client() as client, httpx_sse.connect_sse(client, "GET", address) as source:
        return [(event.data, event.id) for event in source.iter_sse()]

def with_requests_sse():
    found = []
    try:
        with EventSource(address, reconnection_time=timedelta(milliseconds=1)) as source:
            for event in source:
                found.append((event.data, event.last_event_id))
    except InvalidStatusCodeError:
        pass
    return found

def with_sseclient():
    return [(event.data, event.id) for event in sseclient.SSEClient(requests.get(address, stream=True)).events()]

def with_aiosseclient():
    async def read():
        return [(event.data, event.id) async for event in aiosseclient(address)]
    return asyncio.run(read())

clients = {"httpx-sse": with_httpx_sse, "requests-sse": with_requests_sse, "sseclient-py": with_sseclient,
           "aiosseclient": with_aiosseclient}
cases = (
    ("plain events", [b"data: a\n\n", b"data: b\n\n"], ["a", "b"], {}),
    ("a leading BOM", [b"\xef\xbb\xbfdata: a\n\n", b"data: b\n\n"], ["a", "b"],
     {"httpx-sse": ["b"], "requests-sse": ["b"], "sseclient-py": ["b"], "aiosseclient": ["", "b"]}),
    ("an unfinished last event", [b"data: a\n\n", b"data: {\"rows\": [1,\ndata: 2"], ["a"],
     {"sseclient-py": ["a", '{"rows": [1,\n2']}),
    ("an event without data", [b"event: ping\n\n", b"data: a\n\n"], ["a"],
     {"httpx-sse": ["", "a"], "aiosseclient": ["", "a"]}),
    ("U+2028 in the data", ["data: [\"a\u2028b\"]\n\n".encode()], ['["a\u2028b"]'], {"aiosseclient": ['["a']}),
    ("leading spaces", [b"data: a:\ndata:   b\n\n"], ["a:\n  b"], {"requests-sse": ["a:\nb"]}),
)
for title, sent, right, wrong in cases:
    print(f"{title}, by the standard {right}:")
    for name, read in clients.items():
        chunks = list(sent)
        seen = [data for data, _ in read()]
        print(f"    {name} {version(name)}: {seen}")
        assert seen == wrong.get(name, right), (title, name)
for name, read in clients.items():
    chunks = [b"id: 7\ndata: a\n\n", b"data: b\n\n"]
    seen = [str(identifier) for _, identifier in read()]
    print(f"ids of two events after id 7: {name} {seen}")
    assert seen == (["7", "7"] if name in ("httpx-sse", "requests-sse") else ["7", "None"]), name
PY
echo "confirmed: one event stream is other events by the client"
