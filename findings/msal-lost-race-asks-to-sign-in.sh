#!/usr/bin/env bash
# If refresh tokens are good once, four of five threads are told to sign in again, with a good token in the cache.
#
# Guess:   acquire_token_silent() in five threads at the end of a token: one wins; the others, refused with the used
#          refresh token, look into the cache they share and find the winner's token. At worst they see the error.
# Instead: each sends the old refresh token. The losers get None, which stands for "nothing in the cache, let the user
#          sign in"; nothing says that there was a refusal. The next call finds the winner's token, without a request.
# Source:  msal 1.39.0, requests 2.34.2 (PyPI).
# Matters: an application opens its sign-in page at random once an hour. Entra lets an old refresh token live, so only
#          issuers that rotate show it. Ask once more after a None. A simulator that can rotate refresh tokens shows it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check msal==1.39.0 requests==2.34.2
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import base64, hashlib, http.server, json, threading, time
from importlib.metadata import version
from unittest import mock
from urllib.parse import parse_qs
import msal, requests

THREADS = 5
ISSUER = "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111"
SCOPES = ["https://api.example/read"]
sent, current, nonce = [], None, None
all_sent, lock = threading.Barrier(THREADS), threading.Lock()
real = time.time

def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

class Handler(http.server.BaseHTTPRequestHandler):
    """An issuer whose refresh tokens are good once; refreshes are answered when all threads have sent theirs."""
    protocol_version = "HTTP/1.1"
    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        self.answer(200, {"issuer": ISSUER, "token_endpoint": ISSUER + "/token",
                          "authorization_endpoint": ISSUER + "/a"})
    def do_POST(self):
        global current
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        offered = form.get("refresh_token", [None])[0]
        if offered:
            all_sent.wait(20)
        with lock:
            sent.append(form["grant_type"][0])
            if offered != current:
                return self.answer(400, {"error": "invalid_grant", "error_description": "used before"})
            current = f"refresh-{len(sent)}"
            claims = {"iss": ISSUER, "aud": "id", "sub": "s", "tid": "t", "oid": "o", "preferred_username": "user",
                      "iat": int(real()), "exp": int(real()) + 86400, "nonce": nonce}
            self.answer(200, {"access_token": f"token-{len(sent)}", "refresh_token": current, "token_type": "Bearer",
                              "expires_in": 3600, "scope": SCOPES[0], "client_info": part({"uid": "u", "utid": "t"}),
                              "id_token": f"{part({'alg': 'RS256'})}.{part(claims)}.signature"})
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"

class ToLoopback(requests.adapters.HTTPAdapter):
    """msal insists on https; its requests are sent to the server above."""
    def send(self, request, **options):
        request.url = base + "/" + request.url.split("/", 3)[3]
        return super().send(request, **options)

session = requests.Session()
session.mount("https://", ToLoopback())
app = msal.PublicClientApplication("id", authority=ISSUER, instance_discovery=False, http_client=session)
flow = app.initiate_auth_code_flow(SCOPES, redirect_uri="http://localhost")
nonce = hashlib.sha256(flow["nonce"].encode()).hexdigest()
assert "access_token" in app.acquire_token_by_auth_code_flow(flow, {"code": "code", "state": flow["state"]})
account, = app.get_accounts()
results = []

def ask():
    answer = app.acquire_token_silent(SCOPES, account=account)
    results.append(answer and answer["access_token"])

with mock.patch("time.time", lambda: real() + 3500):       # near the end of the first token
    threads = [threading.Thread(target=ask) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    in_race, requests_in_race = sorted(results, key=str), len(sent) - 1
    ask()
print(f"msal {version('msal')}: {requests_in_race} refreshes for {THREADS} threads, results {in_race}")
print(f"    the next call: {results[-1]}, after {len(sent) - 1 - requests_in_race} further requests")
assert requests_in_race == THREADS and len(sent) == THREADS + 1
assert in_race == [None] * (THREADS - 1) + ["token-2"]
assert results[-1] == "token-2"
PY
echo "confirmed: the losers of a race for a refresh are told to sign in"
