#!/usr/bin/env bash
# Guess: behind two proxies that both write X-Forwarded-Proto the field is "https, https". Servers that trust the
#   proxies see https, whichever of the two entries they count.
# Instead: the application sees http on gunicorn and uvicorn, which take the field for one word. waitress answers 400,
#   told of two proxies or not, and on daphne the scheme is the text "https, https". werkzeug, hypercorn and
#   tornado see https. "HTTPS" is http to gunicorn, uvicorn and tornado, and kept as it is by the other three.
# Source: PyPI uvicorn 0.54.0, gunicorn 27.0.1, waitress 3.0.2, daphne 4.2.3, Werkzeug 3.1.9, Hypercorn 0.18.0,
#   tornado 6.6.1.
# Matters: the second proxy comes with a move to a cloud. Links to the next page and redirects of a sign-in turn to
#   http, on some servers only, while X-Forwarded-For is read as a list everywhere.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check uvicorn==0.54.0 gunicorn==27.0.1 waitress==3.0.2 daphne==4.2.3 \
    Werkzeug==3.1.9 Hypercorn==0.18.0 tornado==6.6.1
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
                "gunicorn": ["-m", "gunicorn", "-b", f"127.0.0.1:{port}", "--forwarded-allow-ips", "*", "apps:wsgi"],
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

two = {"X-Forwarded-Proto": "https, https", "X-Forwarded-For": "203.0.113.7, 10.0.0.1"}
capital = {"X-Forwarded-Proto": "HTTPS", "X-Forwarded-For": "203.0.113.7"}
one = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
expected = {"gunicorn": ("http", "http"), "uvicorn": ("http", "http"), "waitress": ("400", "https"),
            "daphne": ("https, https", "HTTPS"), "werkzeug": ("https", "HTTPS"), "hypercorn": ("https", "HTTPS"),
            "tornado": ("https", "http")}
for kind, (of_two, of_capital) in expected.items():
    seen = []
    for proxies, fields in ((1, (one, capital)), (2, (two,))):
        process, port = start(kind, proxies)
        try:
            seen += [ask(port, headers).rsplit(" ", 1)[0] for headers in fields]
        finally:
            process.terminate()
            process.wait()
    print(f"{kind} {version(kind)}: https {seen[0]!r}, HTTPS {seen[1]!r}, https, https {seen[2]!r}")
    assert seen == ["https", of_capital, of_two], kind
PY
echo "confirmed: a scheme that two proxies wrote is http, 400 or no scheme on four of seven servers"
