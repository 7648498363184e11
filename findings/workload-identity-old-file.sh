#!/usr/bin/env bash
# Guess: a credential that is given the file of a federated token reads it when it needs a token. The platform replaces
#   the file before the old text ends, so a new one is used at once.
# Instead: azure-identity's WorkloadIdentityCredential keeps the text for ten minutes. It sends the old one after the
#   file was replaced, and again after the service refused it as ended, without another look. A function given to
#   ClientAssertionCredential or msal is called each time, and google-auth reads its file each time.
# Source: PyPI azure-identity 1.27.0, msal 1.39.0, google-auth 2.63.0 with requests 2.34.2.
# Matters: texts of five minutes, as some build services give, end while they are kept. Retries do not help for up to
#   ten minutes, a restart does, and the file on the disk is right whenever someone looks.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check azure-identity==1.27.0 msal==1.39.0 google-auth==2.63.0 \
    requests==2.34.2
cd "$dir"
timeout 240 "$dir/v/bin/python" -W ignore - 2> "$dir/log" <<'PY' || { cat "$dir/log"; exit 1; }
import http.server, json, pathlib, threading, time, unittest.mock, urllib.parse
from importlib.metadata import version
import google.auth.transport.requests, msal, requests
from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline.transport import RequestsTransport
from azure.identity import ClientAssertionCredential, WorkloadIdentityCredential
from google.auth import identity_pool

TENANT = "11111111-1111-1111-1111-111111111111"
AUTHORITY = f"https://login.microsoftonline.com/{TENANT}"
sent, ended = [], set()

class Handler(http.server.BaseHTTPRequestHandler):
    """Gives metadata, and a token for each assertion that has not ended."""
    protocol_version = "HTTP/1.1"
    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        sent.append((form.get("client_assertion") or form.get("subject_token"))[0])
        if sent[-1] in ended:
            self.answer(401, {"error": "invalid_client", "error_description": "the assertion has ended"})
        else:
            self.answer(200, {"access_token": "t", "token_type": "Bearer", "expires_in": 3600,
                              "issued_token_type": "urn:ietf:params:oauth:token-type:access_token"})
    def do_GET(self):
        self.answer(200, {"issuer": AUTHORITY, "token_endpoint": AUTHORITY + "/token",
                          "authorization_endpoint": AUTHORITY + "/a"})
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()

class ToLoopback(requests.adapters.HTTPAdapter):
    """The clients insist on https; their requests are sent to the server above."""
    def send(self, request, **options):
        request.url = f"http://127.0.0.1:{server.server_port}/" + request.url.split("/", 3)[3]
        return super().send(request, **options)

session = requests.Session()
session.mount("https://", ToLoopback())
file = pathlib.Path("token")
azure = {"transport": RequestsTransport(session=session, session_owner=False), "disable_instance_discovery": True}
workload = WorkloadIdentityCredential(tenant_id=TENANT, client_id="id", token_file_path="token", **azure)
function = ClientAssertionCredential(TENANT, "id", file.read_text, **azure)
app = msal.ConfidentialClientApplication("id", client_credential={"client_assertion": file.read_text},
                                         authority=AUTHORITY, instance_discovery=False, http_client=session)
pool = identity_pool.Credentials(
    audience="//iam.example/pools/p/providers/q", subject_token_type="urn:ietf:params:oauth:token-type:jwt",
    token_url="https://sts.googleapis.com/v1/token", credential_source={"file": "token"})
ways = {"azure-identity, file": lambda scope: workload.get_token(scope),
        "azure-identity, function": lambda scope: function.get_token(scope),
        "msal, function": lambda scope: app.acquire_token_for_client([scope]),
        "google-auth, file": lambda scope: pool.refresh(google.auth.transport.requests.Request(session=session))}
for name, get in ways.items():
    sent.clear()
    file.write_text("first")
    get("https://a.example/.default")
    file.write_text("second")
    get("https://b.example/.default")
    print(f"{name} {version(name.split(',')[0])}: sent {sent}")
    assert sent == (["first", "first"] if name == "azure-identity, file" else ["first", "second"]), name

ended.add("first")
sent.clear()
failures = 0
for n in range(3):
    try:
        workload.get_token(f"https://c{n}.example/.default")
    except ClientAuthenticationError as error:
        failures += 1
print(f"azure-identity, file, the first has ended: sent {sent}, {failures} failures")
assert sent == ["first"] * 3 and failures == 3
later = time.time() + 601
with unittest.mock.patch("time.time", lambda: later):
    sent.clear()
    workload.get_token("https://d.example/.default")
print(f"azure-identity, file, ten minutes later: sent {sent}")
assert sent == ["second"]
PY
echo "confirmed: azure-identity sends the old text of a federated token for ten minutes"
