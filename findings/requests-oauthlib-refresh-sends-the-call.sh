#!/usr/bin/env bash
# An automatic refresh by requests-oauthlib sends the arguments of the data call to the token endpoint, as form fields.
#
# Guess:   the refresh holds the refresh token and auto_refresh_kwargs, whatever call set it off.
# Instead: what is left of that call's arguments goes into the form: a GET adds allow_redirects=True, params= adds the
#          printed dict, json= adds the whole payload, stream= adds True. The data call itself is right.
# Source:  requests-oauthlib 2.0.0, oauthlib 4.0.1, requests 2.34.2 (PyPI).
# Matters: an endpoint that refuses unknown fields fails for this reason alone, only after an hour and only for some
#          calls; a large payload makes the form too large. A simulator must ignore or show such fields.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check requests-oauthlib==2.0.0 oauthlib==4.0.1 requests==2.34.2
OAUTHLIB_INSECURE_TRANSPORT=1 timeout 60 "$dir/v/bin/python" - <<'PY'
import http.server, json, threading, urllib.parse
from importlib.metadata import version
from requests_oauthlib import OAuth2Session

seen = []

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        seen.append((self.path, text))
        body = json.dumps({"access_token": "new", "token_type": "Bearer", "expires_in": 3600}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = do_POST
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
print("requests-oauthlib", version("requests-oauthlib"), "oauthlib", version("oauthlib"))
ENDED = {"access_token": "old", "token_type": "Bearer", "refresh_token": "r", "expires_at": 1000}
WANTED = {"grant_type": "refresh_token", "refresh_token": "r", "client_id": "id", "client_secret": "s"}

def extra_fields(method, **call):
    seen.clear()
    with OAuth2Session("id", token=dict(ENDED), auto_refresh_url=base + "/token", token_updater=lambda token: None,
                       auto_refresh_kwargs={"client_id": "id", "client_secret": "s"}) as session:
        session.request(method, base + "/data", timeout=10, **call) if method == "POST" else \
            session.get(base + "/data", timeout=10, **call)
    (token_path, form), (data_path, _) = seen
    fields = dict(urllib.parse.parse_qsl(form))
    assert token_path == "/token" and {**fields, **WANTED} == fields
    extra = {name: value for name, value in fields.items() if name not in WANTED}
    print(f"{method} {call}: data call {data_path}, fields added to the token request: {extra}")
    return extra

assert extra_fields("GET") == {"allow_redirects": "True"}
assert extra_fields("GET", params={"select": "a"}) == {"allow_redirects": "True", "params": "{'select': 'a'}"}
assert extra_fields("GET", stream=True) == {"allow_redirects": "True", "stream": "True"}
assert extra_fields("POST", json={"ReportName": "r"}) == {"json": "{'ReportName': 'r'}"}
assert extra_fields("POST", data="raw") == {}
PY
echo "confirmed: arguments of the data call are sent to the token endpoint"
