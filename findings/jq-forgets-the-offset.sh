#!/usr/bin/env bash
# Guess:   in jq, strptime with %z and then mktime give the instant, and mktime undoes localtime.
# Instead: %z is read and dropped: "10:00:00+0900" and "10:00:00-0500" are both 10:00 UTC. mktime takes the digits of
#          localtime for UTC, so 10:00 UTC comes back as 06:00 UTC in New York. strflocaltime writes the digits of
#          gmtime beside "EDT". gojq keeps the offset of %z, and has the other two.
# Source:  jq 1.13.0 (PyPI, which carries the program); gojq 0.12.11 of Debian, where apt-get can download it.
# Matters: a filter that compares the dates of a report with a limit is off by the offset of whoever wrote them, and
#          passes its tests with Z. Only fromdate, which wants Z, and epoch seconds are safe.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export TZ=America/New_York
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check jq==1.13.0
mkdir "$dir/debs"
(cd "$dir/debs" && apt-get download -q gojq >/dev/null 2>&1) || echo "gojq cannot be downloaded and is left out"
for package in "$dir"/debs/*.deb; do test ! -e "$package" || dpkg -x "$package" "$dir/root"; done
timeout 60 "$dir/v/bin/python" - "$dir/root/usr/bin/gojq" <<'PY'
import json, os, subprocess, sys
from importlib.metadata import version
import jq

def with_gojq(program):
    return json.loads(subprocess.run([sys.argv[1], "-nc", program], capture_output=True, check=True).stdout)

tools = {f"jq {version('jq')}": lambda program: jq.compile(program).input_value(None).first()}
if os.path.exists(sys.argv[1]):
    tools[subprocess.run([sys.argv[1], "--version"], capture_output=True, text=True).stdout.split(" (")[0]] = with_gojq
parse = '"2026-07-01T10:00:00%s" | strptime("%%Y-%%m-%%dT%%H:%%M:%%S%%z") | mktime | todate'
for program, by_jq, by_gojq in (
        (parse % "+0900", "2026-07-01T10:00:00Z", "2026-07-01T01:00:00Z"),
        (parse % "-0500", "2026-07-01T10:00:00Z", "2026-07-01T15:00:00Z"),
        ('"2026-07-01T10:00:00Z" | fromdate | todate', "2026-07-01T10:00:00Z", "2026-07-01T10:00:00Z"),
        ('"2026-07-01T10:00:00Z" | fromdate | localtime | mktime | todate', "2026-07-01T06:00:00Z",
         "2026-07-01T06:00:00Z"),
        ('"2026-07-01T10:00:00Z" | fromdate | strflocaltime("%H:%M %Z")', "06:00 EDT", "06:00 EDT"),
        ('"2026-07-01T10:00:00Z" | fromdate | gmtime | strflocaltime("%H:%M %Z")', "10:00 EDT", "10:00 EDT")):
    print(program)
    for name, run in tools.items():
        seen = run(program)
        print(f"    {name}: {seen}")
        assert seen == (by_gojq if name.startswith("gojq") else by_jq), (name, program)
PY
echo "confirmed: jq reads the offset of a date and drops it"
