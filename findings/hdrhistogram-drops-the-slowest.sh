#!/usr/bin/env bash
# Guess: a histogram of latencies with a greatest value counts a slower response as
#   that value, or raises an error; either way a percentile shows that it was slow.
# Instead: hdrhistogram leaves such values out. record_value returns False, which few
#   look at. Of 100 responses, two above the minute, the 99.9th percentile is 5 ms and
#   the maximum 5 ms. numpy's percentile of the same numbers is over a minute.
# Source: PyPI hdrhistogram 0.10.8, numpy 2.3.5.
# Matters: the responses that a load test looks for are the ones that vanish, and the
#   report gets better the worse the server is.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q hdrhistogram==0.10.8 numpy==2.3.5
"$dir/v/bin/pip" list 2>/dev/null | grep -E '^(hdrhistogram|numpy) '
"$dir/v/bin/python" - <<'PY'
import numpy
from hdrh.histogram import HdrHistogram

times = [5] * 98 + [70_000, 120_000]
histogram = HdrHistogram(1, 60_000, 2)
answers = [histogram.record_value(time) for time in times]
print("recorded:", answers.count(True), "not recorded:", answers.count(False))
print("count:", histogram.get_total_count(), "maximum:", histogram.get_max_value(),
      "99.9 %:", histogram.get_value_at_percentile(99.9))
print("numpy, 99.9 %:", numpy.percentile(times, 99.9))
assert answers.count(False) == 2
assert histogram.get_total_count() == 98
assert histogram.get_max_value() == 5 and histogram.get_value_at_percentile(99.9) == 5
assert numpy.percentile(times, 99.9) > 60_000
PY
echo "confirmed: hdrhistogram 0.10.8 leaves out what is above its greatest value"
