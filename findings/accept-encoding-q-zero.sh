#!/usr/bin/env bash
# Guess:   "Accept-Encoding: gzip;q=0" says "not gzip" (RFC 9110, 12.4.2), so the body comes as it is. Frameworks read
#          weights, as they do for Accept.
# Instead: eight of eight send a packed body. They look for the letters "gzip" (or "br") in the field. To "br;q=0, gzip"
#          brotli-asgi answers in br. Flask-Compress obeys "gzip; q=0", but not the same without the space.
# Source:  starlette 1.10.0, litestar 2.25.0, Django 5.2.19, tornado 6.6.1, aiohttp 3.14.5, brotli-asgi 1.7.0,
#          quart-compress 0.2.1 with quart 0.22.0, Flask-Compress 1.25 with Flask 3.1.3 (PyPI), asked by httpx 0.28.1.
# Matters: q=0 is how a client or a proxy that cannot unpack asks for plain rows, and how a test asks for both forms.
#          Leave the coding out of the field instead: "identity", or "identity, *;q=0", is understood by all.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check starlette==1.10.0 litestar==2.25.0 django==5.2.19 \
    tornado==6.6.1 aiohttp==3.14.5 brotli-asgi==1.7.0 quart-compress==0.2.1 quart==0.22.0 flask-compress==1.25 \
    flask==3.1.3 httpx==0.28.1
cd "$dir"
timeout 90 "$dir/v/bin/python" -W ignore - <<'PY'
import asyncio, logging, queue, threading
from importlib.metadata import version
import httpx
logging.disable(logging.CRITICAL)
ROWS = "a row of a report\n" * 1000

def of_starlette(middleware):
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route
    async def rows(request):
        return PlainTextResponse(ROWS)
    app = Starlette(routes=[Route("/", rows)])
    app.add_middleware(middleware)
    return httpx.ASGITransport(app)

def starlette():
    from starlette.middleware.gzip import GZipMiddleware
    return of_starlette(GZipMiddleware)

def brotli_asgi():
    from brotli_asgi import BrotliMiddleware
    return of_starlette(BrotliMiddleware)

def litestar():
    from litestar import Litestar, get
    from litestar.config.compression import CompressionConfig
    @get("/", media_type="text/plain", sync_to_thread=False)
    def rows() -> str:
        return ROWS
    return httpx.ASGITransport(Litestar([rows], compression_config=CompressionConfig(backend="gzip")))

def quart_compress():
    from quart import Quart
    from quart_compress import Compress
    app = Quart("rows")
    Compress(app)
    @app.get("/")
    async def rows():
        return ROWS
    return httpx.ASGITransport(app)

def flask_compress():
    from flask import Flask
    from flask_compress import Compress
    app = Flask("rows")
    Compress(app)
    app.add_url_rule("/", view_func=lambda: ROWS, endpoint="rows")
    return httpx.WSGITransport(app)

def django():
    from django import setup
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import path
    settings.configure(ROOT_URLCONF=(path("", lambda request: HttpResponse(ROWS)),), ALLOWED_HOSTS=["*"],
                       MIDDLEWARE=["django.middleware.gzip.GZipMiddleware"])
    setup()
    return httpx.WSGITransport(get_wsgi_application())

def served(start):
    """Runs a server in a thread of its own and returns its address."""
    ports = queue.Queue()
    async def run():
        ports.put(await start())
        await asyncio.Event().wait()
    threading.Thread(target=lambda: asyncio.run(run()), daemon=True).start()
    return f"http://127.0.0.1:{ports.get(timeout=20)}"

def tornado():
    from tornado import httpserver, netutil, web
    class Rows(web.RequestHandler):
        def get(self):
            self.set_header("Content-Type", "text/plain")
            self.write(ROWS)
    async def start():
        sockets = netutil.bind_sockets(0, "127.0.0.1")
        httpserver.HTTPServer(web.Application([("/", Rows)], compress_response=True)).add_sockets(sockets)
        return sockets[0].getsockname()[1]
    return served(start)

def aiohttp():
    from aiohttp import web
    async def rows(request):
        response = web.Response(text=ROWS)
        response.enable_compression()
        return response
    async def start():
        app = web.Application()
        app.router.add_get("/", rows)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner.addresses[0][1]
    return served(start)

async def over_asgi(transport, field):
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        return await client.get("/", headers={"Accept-Encoding": field})

def coding(app, field):
    if isinstance(app, str):
        response = httpx.get(app, headers={"Accept-Encoding": field})
    elif isinstance(app, httpx.ASGITransport):
        response = asyncio.run(over_asgi(app, field))
    else:
        response = httpx.Client(transport=app, base_url="http://app").get("/", headers={"Accept-Encoding": field})
    assert response.text == ROWS
    return response.headers.get("Content-Encoding", "none")

for make in (starlette, litestar, django, tornado, aiohttp, brotli_asgi, quart_compress, flask_compress):
    name, app = make.__name__.replace("_", "-"), make()
    seen = {f: coding(app, f) for f in ("identity", "identity, *;q=0", "gzip;q=0", "gzip; q=0", "br;q=0, gzip")}
    print(f"{name} {version(name)}: {seen}")
    assert seen["identity"] == seen["identity, *;q=0"] == "none", name
    assert seen["gzip;q=0"] == "gzip", name
    assert seen["gzip; q=0"] == ("none" if name == "flask-compress" else "gzip"), name
    assert seen["br;q=0, gzip"] == ("br" if name == "brotli-asgi" else "gzip"), name
PY
echo "confirmed: a body that must not be packed is packed by eight frameworks"
