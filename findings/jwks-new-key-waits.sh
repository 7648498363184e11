#!/usr/bin/env bash
# PyJWKClient refuses a token of a newly published key for up to 30 s, without asking the server.
#
# Guess:   an unknown `kid` makes the client fetch the key set again at once, as it did for years.
# Instead: each successful fetch, even the very first, starts a pause of 30 s (cooldown_duration). Within it an
#          unknown `kid` is an error and no request is made. `cooldown_duration=0` brings the old way back.
# Source:  PyJWT 2.15.1 (PyPI), cryptography 50.0.2.
# Matters: a test that rotates a simulator's keys and checks a token right after fails, though the key set is right.
#          A service that starts just before a rotation refuses good tokens for half a minute.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check PyJWT==2.15.1 cryptography==50.0.2
timeout 60 "$dir/v/bin/python" - <<'PY'
import http.server, json, threading
from importlib.metadata import version
from cryptography.hazmat.primitives.asymmetric import rsa
import jwt

def make(kid):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return key, {**public, "kid": kid, "use": "sig"}

old_key, old_public = make("old")
new_key, new_public = make("new")
published, fetches = [old_public], 0

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        global fetches
        fetches += 1
        body = json.dumps({"keys": published}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/keys"
print("PyJWT", version("PyJWT"))

usual = jwt.PyJWKClient(url, timeout=5)
eager = jwt.PyJWKClient(url, timeout=5, cooldown_duration=0)
token_old = jwt.encode({"sub": "x"}, old_key, "RS256", headers={"kid": "old"})
token_new = jwt.encode({"sub": "x"}, new_key, "RS256", headers={"kid": "new"})
for client in (usual, eager):
    client.get_signing_key_from_jwt(token_old)
assert fetches == 2

published.append(new_public)
try:
    usual.get_signing_key_from_jwt(token_new)
    raise SystemExit("changed: the default client asked again")
except jwt.PyJWKClientError as error:
    print("default:", error, "| requests made:", fetches - 2)
assert fetches == 2
key = eager.get_signing_key_from_jwt(token_new)
print("cooldown_duration=0: found", key.key_id, "| requests made:", fetches - 2)
assert key.key_id == "new" and fetches == 3
assert jwt.decode(token_new, key, ["RS256"]) == {"sub": "x"}
PY
echo "confirmed: a new key is unknown for 30 s after any fetch of the key set"
