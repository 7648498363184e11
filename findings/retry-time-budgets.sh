#!/usr/bin/env bash
# A time budget of 1 s meets a server's wait of 3 s: backoff calls too early, stamina overstays by 2 s.
#
# Guess:   a wait that does not fit into the budget ends the retrying at once; nobody calls before the server's time.
# Instead: backoff cuts the wait down to what is left of max_time and calls again after 1 s, against the server's word.
#          stamina asks whether the budget is over only between calls: it sleeps all 3 s and calls once more.
#          tenacity's stop_after_delay overstays in the same way; its stop_before_delay is the one that gives up.
# Source:  backoff 2.2.1, stamina 26.1.0, tenacity 9.2.1 (PyPI).
# Matters: with Retry-After a budget is either broken by the client or breaks the server's rule. A simulator that
#          counts early calls sees backoff; a caller with a deadline is hurt by stamina and tenacity.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check backoff==2.2.1 stamina==26.1.0 tenacity==9.2.1
timeout 60 "$dir/v/bin/python" - <<'PY'
import time
from importlib.metadata import version
import backoff, stamina, tenacity

BUDGET, RETRY_AFTER = 1.0, 3.0
stamina.instrumentation.set_on_retry_hooks([])

class Throttled(Exception):
    """What a client raises on 429; the server asked for RETRY_AFTER seconds."""

calls = []

def call():
    calls.append(time.monotonic())
    raise Throttled

ways = {
    "backoff": backoff.on_exception(backoff.runtime, Throttled, value=lambda error: RETRY_AFTER, jitter=None,
                                    max_time=BUDGET, logger=None)(call),
    "stamina": stamina.retry(on=lambda error: RETRY_AFTER, attempts=3, timeout=BUDGET)(call),
    "tenacity": tenacity.retry(wait=tenacity.wait_fixed(RETRY_AFTER), stop=tenacity.stop_after_delay(BUDGET),
                               reraise=True)(call),
    "tenacity, stop_before_delay": tenacity.retry(wait=tenacity.wait_fixed(RETRY_AFTER), reraise=True,
                                                  stop=tenacity.stop_before_delay(BUDGET))(call),
}
seen = {}
for name, function in ways.items():
    calls.clear()
    started = time.monotonic()
    try:
        function()
    except Throttled:
        pass
    seen[name] = [round(moment - started) for moment in calls]
    print(f"{name} ({version(name.split(',')[0])}): calls at second {seen[name]}, "
          f"budget {BUDGET:.0f}, the server asked for {RETRY_AFTER:.0f}")
assert seen == {"backoff": [0, 1], "stamina": [0, 3], "tenacity": [0, 3], "tenacity, stop_before_delay": [0]}
PY
echo "confirmed: budget and Retry-After together are kept by neither backoff nor stamina"
