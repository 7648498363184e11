#!/usr/bin/env bash
# Guess:   a download is continued safely with Range and If-Range: if the file has changed, the server sends all of it
#          with 200. A server that answers ranges at all knows both fields.
# Instead: tornado, Falcon, whitenoise, CherryPy and Twisted ignore If-Range and answer 206 with the rest of the new
#          file. aiohttp obeys a date but not an ETag, and its own files have an ETag. Starlette, Flask and WebOb send
#          200.
# Source:  tornado 6.6.1, falcon 4.4.0, whitenoise 6.12.0, CherryPy 18.10.0, Twisted 26.10.0, aiohttp 3.14.5, starlette
#          1.10.0, Flask 3.1.3, WebOb 1.8.11 (PyPI), asked by httpx 0.28.1.
# Matters: half of yesterday's report and half of today's are one file of the right length. After a 206, compare the
#          ETag or Last-Modified of the answer with the first one's before joining.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check tornado==6.6.1 falcon==4.4.0 whitenoise==6.12.0 \
    cherrypy==18.10.0 twisted==26.10.0 aiohttp==3.14.5 starlette==1.10.0 flask==3.1.3 webob==1.8.11 httpx==0.28.1
mkdir "$dir/files"
cd "$dir"
timeout 90 "$dir/v/bin/python" -W ignore - <<'PY'
import asyncio, logging, os, queue, threading
from importlib.metadata import version
import httpx
logging.disable(logging.CRITICAL)
ROOT = os.path.abspath("files")

def write(day, at):
    with open("files/report.csv", "w") as file:
        file.write(f"{day},row\n" * 100)
    os.utime("files/report.csv", (at, at))

def starlette():
    from starlette.staticfiles import StaticFiles
    return httpx.ASGITransport(StaticFiles(directory=ROOT))

def flask():
    from flask import Flask, send_from_directory
    app = Flask("files")
    app.add_url_rule("/<name>", "file", lambda name: send_from_directory(ROOT, name))
    return httpx.WSGITransport(app)

def webob():
    from webob.static import DirectoryApp
    return httpx.WSGITransport(DirectoryApp(ROOT))

def falcon():
    from falcon import App
    app = App()
    app.add_static_route("/", ROOT)
    return httpx.WSGITransport(app)

def whitenoise():
    from whitenoise import WhiteNoise
    return httpx.WSGITransport(WhiteNoise(lambda environ, start: [], root=ROOT, autorefresh=True))

def cherrypy():
    import cherrypy
    cherrypy.config.update({"environment": "embedded", "log.screen": False})
    return httpx.WSGITransport(cherrypy.Application(None, "", {"/": {
        "tools.staticdir.on": True, "tools.staticdir.dir": ROOT}}))

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
    async def start():
        sockets = netutil.bind_sockets(0, "127.0.0.1")
        app = web.Application([("/(.*)", web.StaticFileHandler, {"path": ROOT})])
        httpserver.HTTPServer(app).add_sockets(sockets)
        return sockets[0].getsockname()[1]
    return served(start)

def aiohttp():
    from aiohttp import web
    async def start():
        app = web.Application()
        app.router.add_static("/", ROOT)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner.addresses[0][1]
    return served(start)

def twisted():
    from twisted.internet import reactor
    from twisted.web import server, static
    port = reactor.listenTCP(0, server.Site(static.File(ROOT)), interface="127.0.0.1")
    threading.Thread(target=reactor.run, kwargs={"installSignalHandlers": False}, daemon=True).start()
    return f"http://127.0.0.1:{port.getHost().port}"

async def over_asgi(transport, fields):
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        return await client.get("/report.csv", headers=fields)

def get(app, **fields):
    fields = {"Accept-Encoding": "identity"} | {name.replace("_", "-"): value for name, value in fields.items()}
    if isinstance(app, str):
        return httpx.get(app + "/report.csv", headers=fields)
    if isinstance(app, httpx.ASGITransport):
        return asyncio.run(over_asgi(app, fields))
    return httpx.Client(transport=app, base_url="http://app").get("/report.csv", headers=fields)

for make in (starlette, flask, webob, aiohttp, tornado, falcon, whitenoise, cherrypy, twisted):
    name, app = make.__name__, make()
    write("Monday", 1_780_000_000)
    whole = get(app)
    by, validator = next((by, whole.headers[by]) for by in ("ETag", "Last-Modified") if by in whole.headers)
    same = get(app, Range="bytes=600-", If_Range=validator)
    assert (same.status_code, same.content) == (206, whole.content[600:]), name
    write("Friday", 1_780_400_000)
    rest = get(app, Range="bytes=600-", If_Range=validator)
    dated = get(app, Range="bytes=600-", If_Range=whole.headers["Last-Modified"])
    print(f"{name} {version(name)}: {rest.status_code} with {by}, {dated.status_code} with a date", end="")
    if rest.status_code == 206:
        joined = (whole.content[:600] + rest.content).decode()
        print(f"; joined: {joined.count('Monday')} rows of Monday and {joined.count('Friday')} of Friday", end="")
        assert len(joined) == len(whole.content) and rest.headers["Content-Range"] == "bytes 600-1099/1100"
    print()
    assert (rest.status_code, dated.status_code) == {
        "starlette": (200, 200), "flask": (200, 200), "webob": (200, 200), "aiohttp": (206, 200)}.get(name, (206, 206))
PY
echo "confirmed: six servers continue a download with another file"
