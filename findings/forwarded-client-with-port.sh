#!/usr/bin/env bash
# Guess: some gateways, Azure's Application Gateway among them, write the client's port into X-Forwarded-For:
#   "203.0.113.7:5555". Servers that read the field cut it off, or all keep it.
# Instead: uvicorn and waitress give the address, and werkzeug, hypercorn and daphne the text with the port. tornado
#   drops the whole field, and the client is the proxy. Of "[2001:db8::1]:5555" only uvicorn makes an
#   address: waitress, which knows the port of IPv4, keeps this one.
# Source: PyPI uvicorn 0.54.0, waitress 3.0.2, Werkzeug 3.1.9, Hypercorn 0.18.0, daphne 4.2.3, tornado 6.6.1.
# Matters: with the port in it each connection is a new client, so a limit by address never counts to two. With tornado
#   all clients are one, and the first that is too fast stops them all.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check uvicorn==0.54.0 waitress==3.0.2 Werkzeug==3.1.9 \
    Hypercorn==0.18.0 daphne==4.2.3 tornado==6.6.1
cd "$dir"
cat > apps.py <<'PY'
"""One answer, the scheme and the client that the application sees, on each server."""
import sys

def wsgi(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['wsgi.url_scheme']} {environ['REMOTE_ADDR']}".encode()]

async def asgi(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": f"{scope['scheme']} {scope['client'][0]}".encode()})

def fixed(environ, start):
    from werkzeug.middleware.proxy_fix import ProxyFix
    return ProxyFix(wsgi, x_for=int(sys.argv[3]), x_proto=int(sys.argv[3]))(environ, start)

if __name__ == "__main__":
    kind, port, proxies = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if kind == "werkzeug":
        from wsgiref.simple_server import make_server
        make_server("127.0.0.1", port, fixed).serve_forever()
    elif kind == "waitress":
        from waitress import serve
        serve(wsgi, host="127.0.0.1", port=port, trusted_proxy="*", trusted_proxy_count=proxies,
              trusted_proxy_headers="x-forwarded-for x-forwarded-proto", clear_untrusted_proxy_headers=True)
    elif kind == "hypercorn":
        import asyncio
        from hypercorn.asyncio import serve
        from hypercorn.config import Config
        from hypercorn.middleware import ProxyFixMiddleware
        config = Config.from_mapping(bind=[f"127.0.0.1:{port}"])
        asyncio.run(serve(ProxyFixMiddleware(asgi, mode="legacy", trusted_hops=proxies), config))
    elif kind == "tornado":
        import asyncio
        from tornado.web import Application, RequestHandler
        class Handler(RequestHandler):
            def get(self):
                self.write(f"{self.request.protocol} {self.request.remote_ip}")
        async def main():
            Application([("/", Handler)]).listen(port, "127.0.0.1", xheaders=True, trusted_downstream=["10.0.0.1"])
            await asyncio.Event().wait()
        asyncio.run(main())
PY
timeout 180 "$dir/v/bin/python" -W ignore - <<'PY'
import http.client, socket, subprocess, sys, time
from importlib.metadata import version

def start(kind, proxies):
    """Starts one server on a free port of the loopback and waits until it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    commands = {"uvicorn": ["-m", "uvicorn", "apps:asgi", "--port", str(port), "--proxy-headers",
                            "--forwarded-allow-ips", "*"],
                "daphne": ["-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "--proxy-headers", "apps:asgi"]}
    command = commands.get(kind, ["apps.py", kind, str(port), str(proxies)])
    process = subprocess.Popen([sys.executable, "-W", "ignore", *command], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process, port
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{kind} does not listen")

def ask(port, headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/", headers=headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return text if response.status == 200 else str(response.status)

texts = ("203.0.113.7", "203.0.113.7:5555", "[2001:db8::1]:5555")
kept, cut = list(texts), ["203.0.113.7", "203.0.113.7", "2001:db8::1"]
expected = {"uvicorn": cut, "waitress": cut[:2] + kept[2:],
            "werkzeug": kept, "hypercorn": kept, "daphne": kept, "tornado": ["203.0.113.7", "127.0.0.1", "127.0.0.1"]}
for kind, clients in expected.items():
    process, port = start(kind, 1)
    try:
        seen = [ask(port, {"X-Forwarded-For": text, "X-Forwarded-Proto": "https"}).split(" ", 1)[1] for text in texts]
    finally:
        process.terminate()
        process.wait()
    print(f"{kind} {version(kind)}:", *(f"{text} -> {client};" for text, client in zip(texts, seen)))
    assert seen == clients, kind
PY
echo "confirmed: a client with its port is read in three ways"
