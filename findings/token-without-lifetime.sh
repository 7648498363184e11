#!/usr/bin/env bash
# Guess: `expires_in` is only recommended in a token response. Without it a client uses the token until the server
#   refuses it; null is the same as none, and 0 means that the token has ended.
# Instead: without it azure-identity fails with "Authentication failed: 'expires_in'", and httpx-auth and requests_auth
#   with "not enough values to unpack", since they look for an end in the token and it is no JWT. msal uses it for ten
#   minutes, google-auth and Authlib for ever. Null is an error for msal, too, and 0 is "for ever" for Authlib.
#   The text "3600" is a number for all six, and "3600.0" an error.
# Source: PyPI msal 1.39.0, azure-identity 1.27.0, google-auth 2.63.0, Authlib 1.9.10, httpx-auth 0.23.1,
#   requests_auth 8.0.0 with requests 2.34.2 and httpx 0.28.1.
# Matters: a mock server or a proxy of tokens leaves the field out, as it may. The sign-in has succeeded by then, and
#   the message names neither the server nor the field that is missing.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check msal==1.39.0 azure-identity==1.27.0 google-auth==2.63.0 \
    Authlib==1.9.10 httpx-auth==0.23.1 requests_auth==8.0.0 requests==2.34.2 httpx==0.28.1
timeout 240 "$dir/v/bin/python" -W ignore - 2> "$dir/log" <<'PY' || { cat "$dir/log"; exit 1; }
import http.server, json, threading
from importlib.metadata import version
import google.auth.transport.requests, google.oauth2.credentials
import httpx, httpx_auth, msal, requests, requests_auth
from authlib.integrations.requests_client import OAuth2Session
from azure.core.pipeline.transport import RequestsTransport
from azure.identity import ClientSecretCredential

CALLS = 5
TENANT = "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111"
fields, tokens = {}, 0

class Handler(http.server.BaseHTTPRequestHandler):
    """Gives tokens with the fields under test, the metadata that Entra clients ask for, and data."""
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
        self.answer({"access_token": f"t{tokens}", "token_type": "Bearer", **fields})
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
    return lambda: app.acquire_token_for_client(["https://api.example/.default"])["access_token"]

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

answers = {"left out": {}, "null": {"expires_in": None}, "0": {"expires_in": 0}, '"3600"': {"expires_in": "3600"},
           '"3600.0"': {"expires_in": "3600.0"}}
unpack, no_integer = "ValueError: not enough", "ValueError: invalid literal"
expected = {
    "msal": (with_msal, [1, "TypeError: int() argument", 5, 1, no_integer]),
    "azure-identity": (with_azure, ["ClientAuthenticationError: Authentication failed: 'expires_in'",
                                    "ClientAuthenticationError: Authentication failed: int() argument", 5, 1,
                                    "ClientAuthenticationError: Authentication failed: invalid literal"]),
    "google-auth": (with_google, [1, 1, 5, 1, no_integer]),
    "Authlib": (with_authlib, [1, 1, 1, 1, no_integer]),
    "httpx-auth": (with_httpx_auth, [unpack, unpack, unpack, 1, no_integer]),
    "requests-auth": (with_requests_auth, [unpack, unpack, unpack, 1, no_integer]),
}
for name, (prepare, results) in expected.items():
    print(f"{name} {version(name)}: token requests for {CALLS} calls, or the error, with expires_in")
    for (title, fields), result in zip(answers.items(), results):
        tokens = 0
        try:
            call = prepare()
            for _ in range(CALLS):
                call()
            seen = tokens
        except Exception as error:
            seen = f"{type(error).__name__}: {error}".split("\n")[0]
        print(f"  {title}: {seen}")
        assert seen == result or isinstance(result, str) and str(seen).startswith(result), (name, title)
fields = {}
app = msal.ConfidentialClientApplication("id", client_credential="secret", authority=TENANT, instance_discovery=False,
                                         http_client=entra_session())
lifetime = app.acquire_token_for_client(["https://api.example/.default"])
kept = app.acquire_token_for_client(["https://api.example/.default"])["expires_in"]
print("msal, left out: no expires_in at first", "expires_in" not in lifetime, "and then", kept)
assert "expires_in" not in lifetime and 590 <= kept <= 600
PY
echo "confirmed: a token response without expires_in is an error for three clients of six"
