#!/usr/bin/env bash
# Guess:   a decorator that caches the results of a function keeps one result for each list of arguments, and None too.
# Instead: dogpile.cache joins the arguments by blanks: ("north east", "1") gets the result of ("north", "east 1"), and
#          "7" that of 7. cashews takes None for the empty text, and 7 for "7". aiocache never keeps a result of None
#          and calls each time. diskcache has none of the three, cachetools only that True is 1.
# Source:  dogpile.cache 1.5.0, cashews 7.6.0, aiocache 0.12.3, diskcache 5.6.3, cachetools 8.0.2 (PyPI).
# Matters: a look-up by name and filter answers with another one's rows as soon as a name has a blank. A "not found" is
#          asked again with each call. Pass a key function that writes the arguments as JSON.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check dogpile.cache==1.5.0 cashews==7.6.0 \
    aiocache==0.12.3 diskcache==5.6.3 cachetools==8.0.2
cd "$dir"
timeout 60 v/bin/python -W ignore - <<'PY'
import asyncio
from importlib.metadata import version
import aiocache, cachetools, diskcache, dogpile.cache
from cashews import cache as cashews

cashews.setup("mem://")
region = dogpile.cache.make_region().configure("dogpile.cache.memory", expiration_time=60)
disk = diskcache.Cache("disk")
decorators = {"dogpile.cache": region.cache_on_arguments(), "cashews": cashews(ttl="1m"),
              "aiocache": aiocache.cached(ttl=60), "diskcache": disk.memoize(expire=60),
              "cachetools": cachetools.cached(cachetools.TTLCache(100, 60))}

async def run(name):
    """The function under a cache: calls it with the arguments and returns whose result it has."""
    calls = []
    if name in ("cashews", "aiocache"):
        @decorators[name]
        async def rows(region, query):
            calls.append((region, query))
            return None if region == "nowhere" else [region, query]
    else:
        @decorators[name]
        def plain(region, query):
            calls.append((region, query))
            return None if region == "nowhere" else [region, query]
        async def rows(*arguments):
            return plain(*arguments)
    shared = []
    for first, second in ((("north east", "1"), ("north", "east 1")), (("a", 7), ("a", "7")), (("b", None), ("b", "")),
                          (("c", 1), ("c", True))):
        await rows(*first)
        result = await rows(*second)
        if repr(result) != repr(list(second)):
            shared.append(f"{second} gets {result}")
    before = len(calls)
    for _ in range(3):
        assert await rows("nowhere", "x") is None
    return shared, len(calls) - before

for name, pairs, asked in (
        ("dogpile.cache", ["('north', 'east 1') gets ['north east', '1']", "('a', '7') gets ['a', 7]"], 1),
        ("cashews", ["('a', '7') gets ['a', 7]", "('b', '') gets ['b', None]"], 1),
        ("aiocache", [], 3), ("diskcache", [], 1), ("cachetools", ["('c', True) gets ['c', 1]"], 1)):
    shared, calls = asyncio.run(run(name))
    print(f"{name} {version(name)}: calls for three look-ups of a result None: {calls};",
          "; ".join(shared) or "arguments kept apart")
    assert (shared, calls) == (pairs, asked), name
PY
echo "confirmed: other arguments get another call's result"
