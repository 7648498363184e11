#!/usr/bin/env bash
# A token that lives for four minutes is never used twice by msal and azure-identity; each library has its own edge.
#
# Guess:   a cache uses a token until shortly before its end, so five calls at once cost one token request, whatever
#          the lifetime. What "shortly before" means matters at the end only.
# Instead: the margin is a fixed number of seconds. A token whose whole life is shorter counts as ended at once: under
#          5 minutes for msal and azure-identity, 3 min 45 s for google-auth, 60 s for Authlib, 30 s for httpx-auth and
#          requests_auth. Each call then fetches a token, with no warning.
# Source:  msal 1.39.0, azure-identity 1.27.0, google-auth 2.63.0, Authlib 1.9.10, httpx-auth 0.23.1,
#          requests_auth 8.0.0 with requests 2.34.2 and httpx 0.28.1 (PyPI).
# Matters: short lifetimes are how tests reach the end of a token. With two minutes a test of msal never sees a cached
#          token, nor a renewal, and a policy with short tokens doubles the calls. A simulator should move time instead.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check msal==1.39.0 azure-identity==1.27.0 google-auth==2.63.0 \
    Authlib==1.9.10 httpx-auth==0.23.1 requests_auth==8.0.0 requests==2.34.2 httpx==0.28.1
timeout 120 "$dir/v/bin/python" -W ignore - <<'PY'
import http.server, json, threading
from importlib.metadata import version
import google.auth.transport.requests, google.oauth2.credentials
import httpx, httpx_auth, msal, requests, requests_auth
from authlib.integrations.requests_client import OAuth2Session
from azure.core.pipeline.transport import RequestsTransport
from azure.identity import ClientSecretCredential

CALLS = 5
LIFETIMES = (3600, 310, 290, 230, 200, 90, 45, 20)
TENANT = "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111"
life, tokens = 0, 0

class Handler(http.server.BaseHTTPRequestHandler):
    """Gives tokens of the lifetime under test, the metadata that Entra clients ask for, and data."""
    protocol_version = "HTTP/1.1"
    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_POST(self):
        global tokens
        tokens += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": f"t{tokens}", "token_type": "Bearer", "expires_in": life})
    def do_GET(self):
        self.answer({"issuer": TENANT, "token_endpoint": TENANT + "/token", "authorization_endpoint": TENANT + "/a"})
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"

class ToLoopback(requests.adapters.HTTPAdapter):
    """Entra clients insist on https; their requests are sent to the server above."""
    def send(self, request, **options):
        request.url = base + "/" + request.url.split("/", 3)[3]
        return super().send(request, **options)

def entra_session():
    session = requests.Session()
    session.mount("https://", ToLoopback())
    return session

def with_msal():
    app = msal.ConfidentialClientApplication("id", client_credential="secret", authority=TENANT,
                                             instance_discovery=False, http_client=entra_session())
    return lambda: app.acquire_token_for_client(["https://api.example/.default"])

def with_azure():
    transport = RequestsTransport(session=entra_session(), session_owner=False)
    credential = ClientSecretCredential(TENANT.rsplit("/", 1)[1], "id", "secret", transport=transport,
                                        disable_instance_discovery=True)
    return lambda: credential.get_token("https://api.example/.default")

def with_google():
    credential = google.oauth2.credentials.Credentials(None, refresh_token="r", token_uri=base + "/token",
                                                       client_id="id", client_secret="secret")
    session = google.auth.transport.requests.AuthorizedSession(credential)
    return lambda: session.get(base + "/data")

def with_authlib():
    session = OAuth2Session("id", "secret", token_endpoint=base + "/token", grant_type="client_credentials")
    session.token = session.fetch_token()
    return lambda: session.get(base + "/data")

def with_httpx_auth():
    httpx_auth.OAuth2.token_cache.clear()
    client = httpx.Client(auth=httpx_auth.OAuth2ClientCredentials(base + "/token", "id", "secret"))
    return lambda: client.get(base + "/data")

def with_requests_auth():
    requests_auth.OAuth2.token_cache.clear()
    session = requests.Session()
    session.auth = requests_auth.OAuth2ClientCredentials(base + "/token", "id", "secret")
    return lambda: session.get(base + "/data")

print("lifetime in s:", *LIFETIMES)
for name, prepare, kept in (("msal", with_msal, 310), ("azure-identity", with_azure, 310),
                            ("google-auth", with_google, 230), ("Authlib", with_authlib, 90),
                            ("httpx-auth", with_httpx_auth, 45), ("requests-auth", with_requests_auth, 45)):
    counts = []
    for life in LIFETIMES:
        tokens = 0
        call = prepare()
        for _ in range(CALLS):
            call()
        counts.append(tokens)
    print(f"{name} {version(name)}: token requests for {CALLS} calls", *counts)
    again = CALLS + (name == "Authlib")           # Authlib's own first fetch is counted, too
    assert counts == [1 if life >= kept else again for life in LIFETIMES], name
PY
echo "confirmed: a token shorter than the library's margin is never used twice"
