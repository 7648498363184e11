#!/usr/bin/env bash
# Guess:   a token that was asked for with a scope is found in the cache by that scope.
# Instead: msal stores it under the scope of the answer. If the answer names another one, which RFC 6749 (5.1) allows,
#          each of ten calls fetches a token, and the cache keeps the last under a name that nobody asks for. With the
#          asked scope among more, in other order or in other case it is found.
# Source:  msal 1.39.0 (PyPI), with an HTTP client that answers in the test.
# Matters: a token endpoint that expands ".default" into the scopes it granted turns one token an hour into one a call,
#          until it limits the client. An endpoint answers with the asked scope among the granted ones, or with none.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check msal==1.39.0
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import json
from importlib.metadata import version
import msal

AUTHORITY = "https://login.microsoftonline.com/contoso"
RESOURCE = "https://api.partnercenter.microsoft.com/"

class Answer:
    """A response as msal reads it."""
    status_code, headers = 200, {}
    def __init__(self, body):
        self.text = json.dumps(body)
    def raise_for_status(self):
        pass

class Endpoint:
    """Counts the token requests and answers with a scope."""
    def __init__(self, scope):
        self.scope, self.requests = scope, 0
    def get(self, url, **options):
        return Answer({"issuer": AUTHORITY + "/v2.0", "authorization_endpoint": AUTHORITY + "/oauth2/v2.0/authorize",
                       "token_endpoint": AUTHORITY + "/oauth2/v2.0/token"})
    def post(self, url, **options):
        self.requests += 1
        body = {"access_token": f"token {self.requests}", "token_type": "Bearer", "expires_in": 3599}
        return Answer(body | ({"scope": self.scope} if self.scope else {}))
    def close(self):
        pass

def requests(scopes, answered):
    endpoint = Endpoint(answered)
    client = msal.ConfidentialClientApplication(
        "client", client_credential="secret", authority=AUTHORITY, http_client=endpoint, instance_discovery=False)
    for _ in range(10):
        assert "access_token" in client.acquire_token_for_client(scopes)
    return endpoint.requests

default, other = RESOURCE + ".default", RESOURCE + "user_impersonation"
print("msal", version("msal"))
for scopes, answered, expected in (([default], None, 1), ([default], default, 1), ([default], default.upper(), 1),
                                   ([default], f"{other} {default}", 1), (["a", "b"], "b a", 1),
                                   ([default], other, 10), (["a", "b"], "a", 10)):
    seen = requests(scopes, answered)
    print(f"ten calls for {' '.join(scopes)}, answered with scope {answered}: {seen} token requests")
    assert seen == expected, answered
PY
echo "confirmed: a token is stored under the scope of the answer"
