#!/usr/bin/env bash
# A token with a fraction in `iat` is "issued in the future" for the rest of that second, on the same machine.
#
# Guess:   `iat` may be a fraction (RFC 7519), and a token made before it is checked is never from the future.
# Instead: joserfc and Authlib cut their own clock down to whole seconds and compare the claim uncut. A token made
#          with time.time() is refused until the next second begins. PyJWT and python-jose take it.
# Source:  joserfc 1.8.0, Authlib 1.9.10, PyJWT 2.15.1, python-jose 3.5.0 (PyPI).
# Matters: an issuer that writes fractions makes fresh tokens fail at random, most often the faster the client is.
#          A simulator should write whole seconds, and may offer fractions to show the fault.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check joserfc==1.8.0 Authlib==1.9.10 PyJWT==2.15.1 \
  python-jose==3.5.0
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import time
from importlib.metadata import version
import jwt as pyjwt
from authlib.jose import jwt as authlib_jwt
from jose import jwt as jose_jwt
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import OctKey

SECRET = "0123456789abcdef0123456789abcdef"
KEY = OctKey.import_key(SECRET)

def check_joserfc(token):
    joserfc_jwt.JWTClaimsRegistry().validate(joserfc_jwt.decode(token, KEY).claims)

checks = {
    "joserfc": check_joserfc,
    "Authlib": lambda token: authlib_jwt.decode(token, SECRET).validate(),
    "PyJWT": lambda token: pyjwt.decode(token, SECRET, ["HS256"]),
    "python-jose": lambda token: jose_jwt.decode(token, SECRET, "HS256"),
}

def outcomes(token):
    result = {}
    for name, check in checks.items():
        try:
            check(token)
            result[name] = "taken"
        except Exception as error:
            result[name] = type(error).__name__
    return result

outcomes(pyjwt.encode({"exp": 4102444800}, SECRET, "HS256"))  # loads everything
for _ in range(10):                  # again where a busy machine took more than the second
    time.sleep(1.1 - time.time() % 1)
    now = time.time()
    same = outcomes(pyjwt.encode({"iat": now, "exp": now + 600}, SECRET, "HS256"))
    if int(time.time()) == int(now):
        break
else:
    raise SystemExit("too slow a machine for this check")
token = pyjwt.encode({"iat": now, "exp": now + 600}, SECRET, "HS256")
time.sleep(1.05 - time.time() % 1)
later = outcomes(token)
for name in checks:
    print(f"{name} {version(name)}: at once {same[name]}, in the next second {later[name]}")
assert same == {"joserfc": "InvalidClaimError", "Authlib": "InvalidTokenError",
                "PyJWT": "taken", "python-jose": "taken"}
assert set(later.values()) == {"taken"}
PY
echo "confirmed: a fraction in iat makes a fresh token come from the future"
