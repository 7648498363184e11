#!/usr/bin/env bash
# Guess: metrics that a program reads with Prometheus' own Python library and shows
#   again, as a gateway does, keep their names and numbers.
# Instead: the counter `http_requests` becomes `http_requests_total`, so alerts on its
#   name find nothing. A whole number above 2^53 becomes another one.
# Source: PyPI prometheus_client 0.26.0.
# Matters: text format 0.0.4 allows a counter without the ending, and byte counters and
#   identifiers above 2^53; the changed page looks right.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q prometheus_client==0.26.0
"$dir/v/bin/pip" list 2>/dev/null | grep -E '^prometheus'
"$dir/v/bin/python" - <<'PY'
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

text = """# TYPE http_requests counter
http_requests{route="a"} 5
# TYPE sent_bytes gauge
sent_bytes 9007199254740993
"""


class Gateway:
    def collect(self):
        return text_string_to_metric_families(text)


registry = CollectorRegistry()
registry.register(Gateway())
shown = generate_latest(registry).decode()
lines = [line for line in shown.splitlines() if not line.startswith("#")]
print("\n".join(lines))
assert lines[0] == 'http_requests_total{route="a"} 5.0'
assert lines[1].startswith("sent_bytes ") and int(float(lines[1].split()[1])) == 9007199254740992
PY
echo "confirmed: prometheus_client 0.26.0 renames a counter and rounds a whole number"
