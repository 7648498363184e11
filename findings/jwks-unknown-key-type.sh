#!/usr/bin/env bash
# One key of a new type in a key set breaks every token for Authlib; for python-jose the order of keys decides.
#
# Guess:   a reader skips keys whose type it does not know (RFC 7517, section 5) and picks the key by `kid`.
# Instead: Authlib's import_key_set raises KeyError for the whole set. python-jose tries the keys in order, whatever
#          the token's `kid` says, and stops at the first that it cannot build: RSA first works, last fails.
#          PyJWT, joserfc and jwcrypto skip the key.
# Source:  Authlib 1.9.10, python-jose 3.5.0, PyJWT 2.15.1, joserfc 1.8.0, jwcrypto 1.6.1 (PyPI).
# Matters: an issuer that adds a post-quantum key (type AKP, ML-DSA) signs clients out that never meet that key.
#          A simulator can publish such a key beside the RSA ones.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check Authlib==1.9.10 python-jose==3.5.0 PyJWT==2.15.1 \
  joserfc==1.8.0 jwcrypto==1.6.1 cryptography==50.0.2
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import json
from importlib.metadata import version
import jwt as pyjwt
from authlib.jose import JsonWebKey, jwt as authlib_jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwt as jose_jwt
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet
from jwcrypto import jwk, jwt as jwcrypto_jwt

private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
known = {**json.loads(pyjwt.algorithms.RSAAlgorithm.to_jwk(private.public_key())), "kid": "rsa-1", "use": "sig"}
unknown = {"kty": "AKP", "alg": "ML-DSA-44", "kid": "pq-1", "use": "sig", "pub": "AAAA"}
token = pyjwt.encode({"sub": "x"}, private, "RS256", headers={"kid": "rsa-1"})

checks = {
    "Authlib": lambda keys: dict(authlib_jwt.decode(token, JsonWebKey.import_key_set(keys))),
    "python-jose": lambda keys: jose_jwt.decode(token, keys, "RS256"),
    "PyJWT": lambda keys: pyjwt.decode(token, pyjwt.PyJWKSet.from_dict(keys)["rsa-1"], ["RS256"]),
    "joserfc": lambda keys: joserfc_jwt.decode(token, KeySet.import_key_set(keys)).claims,
    "jwcrypto": lambda keys: json.loads(jwcrypto_jwt.JWT(
        jwt=token, key=jwk.JWKSet.from_json(json.dumps(keys)), expected_type="JWS").claims),
}

def outcome(check, *keys):
    try:
        assert check({"keys": list(keys)}) == {"sub": "x"}
        return "taken"
    except Exception as error:
        return f"{type(error).__name__}: {error}"

wrong = {"Authlib": ("KeyError", "KeyError"), "python-jose": ("taken", "JWKError")}
for name, check in checks.items():
    assert outcome(check, known) == "taken", name
    last, first = outcome(check, known, unknown), outcome(check, unknown, known)
    print(f"{name} {version(name)}: AKP key last -> {last} | AKP key first -> {first}")
    assert (last.split(":")[0], first.split(":")[0]) == wrong.get(name, ("taken", "taken")), name
PY
echo "confirmed: a key of an unknown type is not skipped by Authlib, nor by python-jose where it comes first"
