#!/usr/bin/env bash
# A callback sent in chunks is an empty body to a Django view on gunicorn, though gunicorn has read and decoded it.
#
# Guess:   chunked framing is the server's affair. A view sees the same body with Content-Length and without, on each
#          server; one that cannot do it answers 411 or 501.
# Instead: Django under WSGI reads as much as CONTENT_LENGTH says, and gunicorn sets none: the body is empty, the status
#          200. The same on Django's own development server. Waitress measures the body first, and ASGI (uvicorn) has no
#          such rule: both hand it over. Flask gets it on gunicorn, and not on wsgiref.
# Source:  Django 5.2.19, Flask 3.1.3, gunicorn 27.0.1, waitress 3.0.2, uvicorn 0.54.0 (PyPI), wsgiref of Python.
# Matters: .NET senders of JSON use chunks by default, test tools send a length: the callback works in each test and is
#          empty in production. A simulator that sends callbacks should offer both framings.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check Django==5.2.19 Flask==3.1.3 gunicorn==27.0.1 waitress==3.0.2 \
    uvicorn==0.54.0
cat > "$dir/with_django.py" <<'PY'
import django
from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, SECRET_KEY="key")

@csrf_exempt
def callback(request):
    return HttpResponse(str(len(request.body)))

urlpatterns = [path("callback", callback)]
django.setup()
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
app, asgi = get_wsgi_application(), get_asgi_application()
PY
cat > "$dir/with_flask.py" <<'PY'
from flask import Flask, request

app = Flask(__name__)

@app.post("/callback")
def callback():
    return str(len(request.get_data()))
PY
cd "$dir"
timeout 120 "$dir/v/bin/python" - <<'PY'
import json, os, socket, subprocess, sys, time
from importlib.metadata import version

for name in ("Django", "Flask", "gunicorn", "waitress", "uvicorn"):
    print(name, version(name), end="; ")
print()
BODY = json.dumps({"reportId": 7}).encode()
tools = os.path.dirname(sys.executable)
REFERENCE = "from wsgiref.simple_server import make_server as m; from {module} import app; "
SERVERS = {
    "gunicorn": [f"{tools}/gunicorn", "-b", "127.0.0.1:{port}", "{module}:app"],
    "waitress": [f"{tools}/waitress-serve", "--listen", "127.0.0.1:{port}", "{module}:app"],
    "uvicorn": [f"{tools}/uvicorn", "--port", "{port}", "{module}:asgi"],
    "wsgiref": [sys.executable, "-c", REFERENCE + "m('127.0.0.1', {port}, app).serve_forever()"],
    "runserver": [sys.executable, "-c", "from django.core.servers.basehttp import run; from {module} import app; "
                                        "run('127.0.0.1', {port}, app, threading=True)"],
}

def wait_for(port):
    for _ in range(150):
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")

def post(port, framing, payload):
    """Sends a request in one piece; the answer counts even if the server closes before it has read all."""
    head = f"POST /callback HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n{framing}\r\n" \
           "Connection: close\r\n\r\n"
    answer = b""
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall(head.encode() + payload)
        try:
            while part := connection.recv(65536):
                answer += part
        except ConnectionResetError:
            pass
    fields, _, body = answer.partition(b"\r\n\r\n")
    if b"\r\ntransfer-encoding: chunked" in fields.lower():
        body = body.split(b"\r\n")[1]
    return int(fields.split()[1]), int(body)

full = (200, len(BODY))
for module, server, chunked in (("with_django", "gunicorn", (200, 0)), ("with_django", "runserver", (200, 0)),
                                ("with_django", "wsgiref", (200, 0)), ("with_django", "waitress", full),
                                ("with_django", "uvicorn", full), ("with_flask", "gunicorn", full),
                                ("with_flask", "waitress", full), ("with_flask", "wsgiref", (200, 0))):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [word.format(port=port, module=module) for word in SERVERS[server]]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        seen = (post(port, f"Content-Length: {len(BODY)}", BODY),
                post(port, "Transfer-Encoding: chunked", b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)))
    finally:
        process.terminate()
        process.wait(20)
    print(f"{module[5:]} on {server}: status and bytes with a length {seen[0]}, in chunks {seen[1]}")
    assert seen == (full, chunked), (module, server)
PY
echo "confirmed: a chunked callback is empty for Django on gunicorn, and for others on wsgiref"
