#!/usr/bin/env bash
# A test that jumps an hour ahead ends the token but not the key set, and one cache is moved by neither tool.
#
# Guess:   freezegun and time-machine move the clock of the process: after a jump of two hours each cache, budget and
#          limiter of one minute to one hour is over.
# Instead: time-machine leaves time.monotonic() alone. msal's token, requests-cache, backoff and limits see the jump;
#          PyJWKClient's keys, tenacity's budget and pyrate-limiter's window do not. freezegun moves those, too. Neither
#          moves cachetools.TTLCache, which took hold of the real function as a default argument, at import.
# Source:  freezegun 1.5.5, time-machine 3.6.0, msal 1.39.0, PyJWT 2.15.1, requests-cache 1.3.3, backoff 2.2.1, limits
#          5.8.0, tenacity 9.2.1, pyrate-limiter 4.5.1, cachetools 8.0.2 (PyPI).
# Matters: a test of "an hour later" mixes a new token with old keys, a state that never occurs. Moving from one tool to
#          the other changes what is tested. A simulator with a clock of its own moves the server's half only.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check freezegun==1.5.5 time-machine==3.6.0 msal==1.39.0 \
    PyJWT==2.15.1 requests-cache==1.3.3 backoff==2.2.1 limits==5.8.0 tenacity==9.2.1 pyrate-limiter==4.5.1 \
    cachetools==8.0.2 requests==2.34.2
cat > "$dir/jump.py" <<'PY'
import http.server, json, sys, threading
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
import backoff, cachetools, jwt, limits, msal, pyrate_limiter, requests, requests_cache, tenacity

tool = sys.argv[1]
TENANT = "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111"
KEYS = {"keys": [{"kty": "oct", "kid": "k", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"}]}
asked = []

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def answer(self, value):
        asked.append(self.path)
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Cache-Control", "max-age=3600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": "t", "token_type": "Bearer", "expires_in": 3600})
    def do_GET(self):
        self.answer(KEYS if self.path == "/keys" else {"issuer": TENANT, "token_endpoint": TENANT + "/token",
                                                       "authorization_endpoint": TENANT + "/a"})
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"

class ToLoopback(requests.adapters.HTTPAdapter):
    def send(self, request, **options):
        request.url = base + "/" + request.url.split("/", 3)[3]
        return super().send(request, **options)

def asks_again(call, jump):
    call()
    jump()
    before = len(asked)
    call()
    return len(asked) > before

def tries(decorator, jump):
    """Whether the budget of ten minutes ends before the five tries do, if each try takes two hours."""
    count = 0
    @decorator
    def call():
        nonlocal count
        count += 1
        jump()
        raise ConnectionError
    try:
        call()
    except (ConnectionError, tenacity.RetryError):
        return count < 5

def with_msal(jump):
    session = requests.Session()
    session.mount("https://", ToLoopback())
    app = msal.ConfidentialClientApplication("id", client_credential="secret", authority=TENANT,
                                             instance_discovery=False, http_client=session)
    return asks_again(lambda: app.acquire_token_for_client(["https://api.example/.default"]), jump)

def with_pyjwt(jump):
    client = jwt.PyJWKClient(base + "/keys", lifespan=300)
    return asks_again(client.get_jwk_set, jump)

def with_requests_cache(jump):
    session = requests_cache.CachedSession(backend="memory", cache_control=True)
    return asks_again(lambda: session.get(base + "/keys"), jump)

def with_backoff(jump):
    return tries(backoff.on_exception(backoff.constant, ConnectionError, max_time=600, max_tries=5, interval=0,
                                      jitter=None), jump)

def with_tenacity(jump):
    return tries(tenacity.retry(stop=tenacity.stop_after_delay(600) | tenacity.stop_after_attempt(5)), jump)

def with_limits(jump):
    limiter, limit = limits.strategies.MovingWindowRateLimiter(limits.storage.MemoryStorage()), limits.parse("1/minute")
    assert limiter.hit(limit, "client") and not limiter.hit(limit, "client")
    jump()
    return limiter.hit(limit, "client")

def with_pyrate(jump):
    limiter = pyrate_limiter.Limiter(pyrate_limiter.Rate(1, pyrate_limiter.Duration.MINUTE))
    assert limiter.try_acquire("client", blocking=False) and not limiter.try_acquire("client", blocking=False)
    jump()
    return bool(limiter.try_acquire("client", blocking=False))

def with_cachetools(jump):
    cache = cachetools.TTLCache(10, 60)
    cache["key"] = "value"
    jump()
    return "key" not in cache

def travel(function):
    now, step = datetime.now(timezone.utc), timedelta(hours=2)
    if tool == "freezegun":
        import freezegun
        with freezegun.freeze_time(now, tick=True) as clock:
            return function(lambda: clock.tick(step))
    import time_machine
    with time_machine.travel(now, tick=True) as clock:
        return function(lambda: clock.shift(step))

print(tool, version(tool))
freezegun = tool == "freezegun"
for name, function, expected in (("msal", with_msal, True), ("requests-cache", with_requests_cache, True),
                                 ("backoff", with_backoff, True), ("limits", with_limits, True),
                                 ("PyJWT", with_pyjwt, freezegun), ("tenacity", with_tenacity, freezegun),
                                 ("pyrate-limiter", with_pyrate, freezegun), ("cachetools", with_cachetools, False)):
    seen = travel(function)
    print(f"    {name} {version(name)}: two hours later it is {'over' if seen else 'NOT over'}")
    assert seen == expected, name
PY
for tool in freezegun time-machine; do
    timeout 60 "$dir/v/bin/python" -W ignore "$dir/jump.py" "$tool"
done
echo "confirmed: a jump in time reaches a part of the libraries only"
