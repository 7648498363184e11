#!/usr/bin/env bash
# Guess: a percentile of Locust is a response time that occurred, or lies between two. The
#   100th is the maximum.
# Instead: each time is rounded before it is counted: to 10 ms from 100 ms on, to 100 ms from
#   one second, to 1,000 ms from ten seconds, halves to even. 14,500 ms is 14,000. Mean,
#   minimum and maximum are exact. If all requests take 1,051 ms, each percentile is
#   1,100, above the maximum. If all take 1,049 ms, it is 1,000, below the minimum.
# Source: PyPI locust 2.47.0.
# Matters: a limit such as "95 % within 1,020 ms" passes when every answer takes 1,049 ms.
#   Above ten seconds a percentile is off by up to half a second.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q locust==2.47.0
"$dir/v/bin/python" - <<'PY'
from importlib.metadata import version
from locust.stats import RequestStats
print("locust", version("locust"))
def look(times):
    stats = RequestStats()
    for time in times:
        stats.log_request("GET", "/report", time, 1)
    entry = stats.get("/report", "GET")
    return ([entry.get_response_time_percentile(p) for p in (0.5, 0.95, 1.0)], entry.avg_response_time,
            entry.min_response_time, entry.max_response_time)
for time, shown in ((99, 99), (104, 100), (949, 950), (1049, 1000), (1051, 1100), (1499, 1500), (9949, 9900),
                    (14499, 14000), (14500, 14000), (15500, 16000)):
    percentiles, mean, lowest, highest = look([time] * 100)
    print(f"100 requests of {time} ms: percentiles 50, 95, 100 {percentiles}, mean {mean:g}, "
          f"lowest {lowest}, highest {highest}")
    assert percentiles == [shown] * 3 and mean == lowest == highest == time
percentiles, mean, lowest, highest = look(range(1351, 1450))
print(f"99 requests of 1351 to 1449 ms: {percentiles}, mean {mean:g}, lowest {lowest}, highest {highest}")
assert percentiles == [1400, 1400, 1400] and (lowest, highest) == (1351, 1449)
PY
echo "confirmed: Locust's percentiles are of rounded times, beside an exact mean and maximum"
