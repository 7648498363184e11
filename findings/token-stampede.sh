#!/usr/bin/env bash
# Thirty threads that share one msal application and find no token ask for thirty tokens.
#
# Guess:   the shared application (its token cache has a lock) sends one request, and the other threads wait for it.
# Instead: msal sends 30 requests for 30 threads; so does Authlib's session when its token is over. The lock guards
#          the dictionary, not the request. Authlib's client for asyncio does send one for 30 tasks.
# Source:  msal 1.39.0, Authlib 1.9.10, requests 2.34.2, httpx 0.28.1 (PyPI).
# Matters: a pool of workers hits the token endpoint at once at each hour's end and is throttled. One lock around the
#          call is enough. A simulator's limit on token requests should count such bursts.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check msal==1.39.0 Authlib==1.9.10 requests==2.34.2 httpx==0.28.1
timeout 90 "$dir/v/bin/python" -W ignore - <<'PY'
import asyncio, json, threading, time
from importlib.metadata import version
import httpx, msal, requests
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.integrations.requests_client import OAuth2Session

N = 30
TOKEN = {"access_token": "t", "token_type": "Bearer", "expires_in": 3600}
ENDED = {"access_token": "t", "token_type": "Bearer", "expires_at": 1}
URL = "https://login.example/token"
posts = []

class Transport(requests.adapters.BaseAdapter):
    """What stands in for the network: a token request takes a second."""
    def send(self, request, **_):
        answer = {}
        if request.method == "POST":
            posts.append(request.url)
            time.sleep(1)
            answer = TOKEN
        elif "openid-configuration" in request.url:
            answer = {"issuer": "https://login.example", "token_endpoint": URL, "authorization_endpoint": URL}
        response = requests.Response()
        response.status_code, response.url, response.request = 200, request.url, request
        response._content = json.dumps(answer).encode()
        return response
    def close(self): pass

async def async_transport(request):
    if request.method == "POST":
        posts.append(str(request.url))
        await asyncio.sleep(1)
    return httpx.Response(200, json=TOKEN)

def in_threads(function):
    gate = threading.Barrier(N)
    threads = [threading.Thread(target=lambda: (gate.wait(10), function())) for _ in range(N)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

def with_msal():
    network = requests.Session()
    network.mount("https://", Transport())
    app = msal.ConfidentialClientApplication("id", client_credential="secret", http_client=network,
                                             authority="https://login.microsoftonline.com/tenant.example",
                                             instance_discovery=False)
    in_threads(lambda: app.acquire_token_for_client(["https://api.example/.default"]))
    return app.acquire_token_for_client(["https://api.example/.default"])["token_source"]

def with_authlib():
    session = OAuth2Session("id", "secret", token_endpoint=URL, grant_type="client_credentials", token=dict(ENDED))
    session.mount("https://", Transport())
    in_threads(lambda: session.get("https://api.example/data"))

async def with_authlib_async():
    async with AsyncOAuth2Client("id", "secret", token_endpoint=URL, grant_type="client_credentials",
                                 token=dict(ENDED), transport=httpx.MockTransport(async_transport)) as client:
        await asyncio.gather(*(client.get("https://api.example/data") for _ in range(N)))

for name, run, expected in ((f"msal {version('msal')}, threads", with_msal, N),
                            (f"Authlib {version('Authlib')}, threads", with_authlib, N),
                            ("Authlib, asyncio tasks", lambda: asyncio.run(with_authlib_async()), 1)):
    posts.clear()
    run()
    print(f"{name}: {len(posts)} token requests for {N} callers")
    assert len(posts) == expected, name
PY
echo "confirmed: threads that find no token each ask for one"
