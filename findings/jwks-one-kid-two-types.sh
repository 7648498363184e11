#!/usr/bin/env bash
# A key set with an RSA and an EC key under one `kid`, as RFC 7517 allows: three libraries look at the first one only.
#
# Guess:   section 4.5 allows keys of different types to share a `kid`. A reader takes the one that fits the token's
#          `alg`, so both tokens are good in either order.
# Instead: PyJWT, python-jose and Authlib take the first key of that `kid` and stop. The token of the other type is
#          refused as of a wrong algorithm or key type; in Authlib it ends in a bare KeyError. The order of the set
#          decides which half of the tokens fails. joserfc and jwcrypto take both.
# Source:  PyJWT 2.15.1, python-jose 3.5.0, Authlib 1.9.10, joserfc 1.8.0, jwcrypto 1.6.1 (PyPI), cryptography 50.0.2.
# Matters: an issuer that moves from RS256 to ES256 under a dated `kid` breaks half of the clients with a correct key
#          set. A simulator that publishes keys should not share a `kid`, unless to show this.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check PyJWT==2.15.1 python-jose==3.5.0 Authlib==1.9.10 \
    joserfc==1.8.0 jwcrypto==1.6.1 cryptography==50.0.2
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import http.server, json, threading, time
from importlib.metadata import version
import authlib.jose, joserfc.jwk, joserfc.jwt, jose.jwt, jwcrypto.jwk, jwcrypto.jwt, jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

ALGORITHMS = ["RS256", "ES256"]
keys = {"RS256": rsa.generate_private_key(65537, 2048), "ES256": ec.generate_private_key(ec.SECP256R1())}
public = {name: jwt.get_algorithm_by_name(name).to_jwk(key.public_key(), as_dict=True) for name, key in keys.items()}
for name in ALGORITHMS:
    public[name] |= {"kid": "2026-11", "use": "sig", "alg": name}
claims = {"iss": "issuer", "exp": int(time.time()) + 600}
tokens = {name: jwt.encode(claims, key, name, {"kid": "2026-11"}) for name, key in keys.items()}
published = {}

class Handler(http.server.BaseHTTPRequestHandler):
    """Publishes the key set, for the library that fetches it on its own."""
    def do_GET(self):
        body = json.dumps(published).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}/keys"

def with_pyjwt(token):
    key = jwt.PyJWKClient(address).get_signing_key_from_jwt(token)
    jwt.decode(token, key, algorithms=ALGORITHMS)

def with_python_jose(token):
    jose.jwt.decode(token, published, algorithms=ALGORITHMS)

def with_authlib(token):
    authlib.jose.JsonWebToken(ALGORITHMS).decode(token, authlib.jose.JsonWebKey.import_key_set(published))

def with_joserfc(token):
    joserfc.jwt.decode(token, joserfc.jwk.KeySet.import_key_set(published), algorithms=ALGORITHMS)

def with_jwcrypto(token):
    jwcrypto.jwt.JWT(jwt=token, key=jwcrypto.jwk.JWKSet.from_json(json.dumps(published)), algs=ALGORITHMS)

for name, read, refusal in (("PyJWT", with_pyjwt, "InvalidAlgorithmError"),
                            ("python-jose", with_python_jose, "JWKError"), ("Authlib", with_authlib, "KeyError"),
                            ("joserfc", with_joserfc, "good"), ("jwcrypto", with_jwcrypto, "good")):
    for order in (ALGORITHMS, ALGORITHMS[::-1]):
        published["keys"] = [public[algorithm] for algorithm in order]
        outcome = []
        for algorithm in order:
            try:
                read(tokens[algorithm])
                outcome.append("good")
            except Exception as error:
                outcome.append(type(error).__name__)
        print(f"{name} {version(name)}: set of {' and '.join(order)}: tokens {outcome[0]} and {outcome[1]}")
        assert outcome == ["good", refusal], name
PY
echo "confirmed: of two keys with one kid, three libraries see the first only"
