#!/usr/bin/env bash
# Three retry decorators on the same page generator: one yields pages twice, two never retry.
#
# Guess:   @retry on a generator of pages repeats the page that failed; all three libraries mean the same by it.
# Instead: stamina starts the generator again and yields pages 1 and 2 a second time: 1, 2, 1, 2, 3, without an error.
#          tenacity and backoff only watch the call that makes the generator: the first failing page is raised.
# Source:  stamina 26.1.0, tenacity 9.2.1, backoff 2.2.1 (PyPI).
# Matters: a row count after a hiccup is wrong only with stamina; with the others the decorator does nothing. Retry
#          the request of one page, not the walk over all. A simulator should fail page 3 once, not page 1.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check stamina==26.1.0 tenacity==9.2.1 backoff==2.2.1
timeout 60 "$dir/v/bin/python" - <<'PY'
import asyncio
from importlib.metadata import version
import backoff, stamina, tenacity

stamina.instrumentation.set_on_retry_hooks([])

class Source:
    """Pages 1 to 3, of which page 3 fails the first time that it is asked for."""
    def __init__(self):
        self.failed = False
    def page(self, number):
        if number == 3 and not self.failed:
            self.failed = True
            raise ConnectionError("page 3")
        return number

def pages(source):
    for number in (1, 2, 3):
        yield source.page(number)

async def async_pages(source):
    for number in (1, 2, 3):
        yield source.page(number)

with_stamina = stamina.retry(on=ConnectionError, attempts=3, wait_initial=0.01, wait_jitter=0)
with_tenacity = tenacity.retry(stop=tenacity.stop_after_attempt(3), reraise=True)
with_backoff = backoff.on_exception(backoff.constant, ConnectionError, max_tries=3, interval=0, logger=None)

def walk(function):
    seen = []
    try:
        for number in function(Source()):
            seen.append(number)
    except ConnectionError:
        seen.append("ConnectionError")
    return seen

async def async_walk():
    return [number async for number in with_stamina(async_pages)(Source())]

results = {"stamina": walk(with_stamina(pages)), "stamina, async": asyncio.run(async_walk()),
           "tenacity": walk(with_tenacity(pages)), "backoff": walk(with_backoff(pages))}
for name, seen in results.items():
    print(f"{name} ({version(name.split(',')[0])}): {seen}")
assert results["stamina"] == results["stamina, async"] == [1, 2, 1, 2, 3]
assert results["tenacity"] == results["backoff"] == [1, 2, "ConnectionError"]
PY
echo "confirmed: a retried generator yields its pages again with stamina, and is not retried by the others"
