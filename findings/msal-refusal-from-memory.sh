#!/usr/bin/env bash
# msal answers a refresh token that was refused once from memory, though the server would take it now.
#
# Guess:   a 400 is final for that call only: the next call of acquire_token_by_refresh_token() asks the server.
# Instead: for a minute the same request gets the old refusal without a token request. Refused by 401 (a wrong
#          secret, for example), it asks again at once. The memory belongs to the application object.
# Source:  msal 1.39.0, requests 2.34.2 (PyPI).
# Matters: whoever repairs the cause (consent, a policy, the simulator's state) and tries again sees the same error and
#          looks for it in the wrong place. Tests that reuse one application read answers of the test before.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check msal==1.39.0 requests==2.34.2
timeout 60 "$dir/v/bin/python" - <<'PY'
import json, time
from importlib.metadata import version
from unittest import mock
import msal

class Answer:
    def __init__(self, status, value):
        self.status_code, self.text, self.headers = status, json.dumps(value), {}
    def raise_for_status(self): pass

class Network:
    """What stands in for the service: the refusal is set by the test, the rest is accepted."""
    refusal, posts = None, 0
    def get(self, url, **_):
        return Answer(200, {"issuer": "i", "token_endpoint": "https://login.example/t",
                            "authorization_endpoint": "https://login.example/a"})
    def post(self, url, **_):
        self.posts += 1
        if self.refusal:
            status, error = self.refusal
            return Answer(status, {"error": error, "error_description": "refused", "error_codes": [1]})
        return Answer(200, {"access_token": "t", "refresh_token": "r2", "token_type": "Bearer", "expires_in": 3600})
    def close(self): pass

print("msal", version("msal"))

def run(status, error):
    network = Network()
    app = msal.ConfidentialClientApplication("id", client_credential="secret", http_client=network,
                                             authority="https://login.microsoftonline.com/tenant.example",
                                             instance_discovery=False)
    def ask():
        answer = app.acquire_token_by_refresh_token("refresh", ["https://api.example/user"])
        return answer.get("error", "token")
    network.refusal = (status, error)
    answers = [ask()]
    network.refusal = None                    # from here on the service accepts
    answers.append(ask())
    real = time.time
    with mock.patch("time.time", lambda: real() + 58):
        answers.append(ask())
    with mock.patch("time.time", lambda: real() + 62):
        answers.append(ask())
    print(f"{status} {error}: at 0 s {answers[0]}; repaired, at 0 s {answers[1]}, at 58 s {answers[2]}, "
          f"at 62 s {answers[3]}; token requests {network.posts}")
    return answers, network.posts

refused = "invalid_grant"
assert run(400, refused) == ([refused, refused, refused, "token"], 2)
answers, posts = run(401, "invalid_client")
assert answers[:2] == ["invalid_client", "token"] and posts > 1
PY
echo "confirmed: msal repeats a refusal from memory for a minute"
