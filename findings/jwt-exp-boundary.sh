#!/usr/bin/env bash
# In the second of `exp` a token is expired for some libraries and good for others; one adds a silent minute.
#
# Guess:   RFC 7519 says not "on or after" exp, so all refuse it in that second; tolerance is 0 unless asked for.
# Instead: PyJWT and joserfc refuse it in the second of `exp`. Authlib and python-jose take it until the next one.
#          jwcrypto takes it for 60 s more, and a token 60 s before its `nbf`, with nothing set.
# Source:  PyJWT 2.15.1, joserfc 1.8.0, Authlib 1.9.10, python-jose 3.5.0, jwcrypto 1.6.1 (PyPI).
# Matters: tests that freeze a simulator's clock at `exp` pass with one library and fail with another. A check of
#          "expired tokens are refused" needs more than a minute of distance where jwcrypto is used.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check PyJWT==2.15.1 joserfc==1.8.0 Authlib==1.9.10 \
  python-jose==3.5.0 jwcrypto==1.6.1
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import base64, time
from importlib.metadata import version
import jwt as pyjwt
from authlib.jose import jwt as authlib_jwt
from jose import jwt as jose_jwt
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import OctKey
from jwcrypto import jwk, jwt as jwcrypto_jwt

SECRET = "0123456789abcdef0123456789abcdef"
KEY = OctKey.import_key(SECRET)
JWK = jwk.JWK(kty="oct", k=base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="))

def check_joserfc(token):
    joserfc_jwt.JWTClaimsRegistry().validate(joserfc_jwt.decode(token, KEY).claims)

checks = {
    "PyJWT": lambda token: pyjwt.decode(token, SECRET, ["HS256"]),
    "joserfc": check_joserfc,
    "Authlib": lambda token: authlib_jwt.decode(token, SECRET).validate(),
    "python-jose": lambda token: jose_jwt.decode(token, SECRET, "HS256"),
    "jwcrypto": lambda token: jwcrypto_jwt.JWT(jwt=token, key=JWK),
}
cases = {"exp is now": ("exp", 0), "exp 30 s ago": ("exp", -30), "exp 90 s ago": ("exp", -90),
         "nbf in 30 s": ("nbf", 30)}

def takers(claims):
    token = pyjwt.encode({"exp": claims.get("nbf", 0) + 600, **claims}, SECRET, "HS256")
    taken = set()
    for name, check in checks.items():
        try:
            check(token)
            taken.add(name)
        except Exception:
            pass
    return taken

takers({"exp": 4102444800})          # everything is loaded before the clock matters
for _ in range(10):                  # again where a busy machine took more than the second
    time.sleep(1.1 - time.time() % 1)
    now = int(time.time())
    seen = {case: takers({claim: now + offset}) for case, (claim, offset) in cases.items()}
    if int(time.time()) == now:
        break
else:
    raise SystemExit("too slow a machine for this check")
print(", ".join(f"{name} {version(name)}" for name in checks))
for case, taken in seen.items():
    print(f"{case}: taken by {', '.join(sorted(taken)) or 'nobody'}")
assert seen == {"exp is now": {"Authlib", "python-jose", "jwcrypto"}, "exp 30 s ago": {"jwcrypto"},
                "exp 90 s ago": set(), "nbf in 30 s": {"jwcrypto"}}
PY
echo "confirmed: libraries disagree on the second of exp, and jwcrypto adds a minute on both sides"
