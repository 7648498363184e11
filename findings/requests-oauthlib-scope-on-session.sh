#!/usr/bin/env bash
# A scope given to OAuth2Session is not sent by fetch_token() if the session was made with a client object.
#
# Guess:   OAuth2Session(client=BackendApplicationClient("id"), scope=[...]) asks for that scope.
# Instead: the token request has no scope field at all, for client credentials and for passwords alike. The scope must
#          stand on the client object or in the call. The session's own `scope` still shows the list.
# Source:  requests-oauthlib 2.0.0, oauthlib 4.0.1, requests 2.34.2 (PyPI).
# Matters: a lenient server gives a token for a default audience and the data call is refused; Entra refuses the token
#          request. A simulator must not fill in a scope that was not sent.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check requests-oauthlib==2.0.0 oauthlib==4.0.1 requests==2.34.2
OAUTHLIB_INSECURE_TRANSPORT=1 timeout 60 "$dir/v/bin/python" - <<'PY'
import http.server, json, threading, urllib.parse
from importlib.metadata import version
from oauthlib.oauth2 import BackendApplicationClient, LegacyApplicationClient
from requests_oauthlib import OAuth2Session

forms = []

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        forms.append(dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode())))
        body = json.dumps({"access_token": "t", "token_type": "Bearer", "expires_in": 3600}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/token"
print("requests-oauthlib", version("requests-oauthlib"), "oauthlib", version("oauthlib"))
SCOPE = {"scope": ["https://api.example/.default"]}

for kind, account in ((BackendApplicationClient, {}), (LegacyApplicationClient, {"username": "u", "password": "p"})):
    for place in ("session", "client", "call"):
        client = kind("id", **(SCOPE if place == "client" else {}))
        with OAuth2Session(client=client, **(SCOPE if place == "session" else {})) as session:
            session.fetch_token(url, client_secret="s", include_client_id=True, timeout=10, **account,
                                **(SCOPE if place == "call" else {}))
            if place == "session":
                assert session.scope == SCOPE["scope"]
        sent = forms[-1].get("scope")
        print(f"{kind.__name__}, scope on the {place}: grant {forms[-1]['grant_type']}, scope sent: {sent}")
        assert sent == (None if place == "session" else SCOPE["scope"][0])
PY
echo "confirmed: the session's scope does not reach the token request"
