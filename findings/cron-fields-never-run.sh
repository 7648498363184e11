#!/usr/bin/env bash
# Guess:   schedulers that take the five fields of cron agree on Sunday as 7 and on steps, or refuse what they don't know.
# Instead: pycron never runs on 7, on 22-2 or on 5/15, and leaves Sunday out of 5-7, without an error. 5/1 is Friday and
#          Saturday for croniter, Friday to Sunday for cronsim. */90 runs each hour for all four, and cron-descriptor says
#          "Every 90 minutes".
# Source:  pycron 3.3.0, huey 3.5.4, croniter 7.0.0, cronsim 2.8, cron-descriptor 2.2.1 (PyPI).
# Matters: a weekly report due on Sunday, moved from one scheduler to another, is never made, and nothing says so. A page
#          that shows a line in words promises other times than it runs.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check pycron==3.3.0 huey==3.5.4 croniter==7.0.0 cronsim==2.8 \
    cron-descriptor==2.2.1
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import datetime, itertools
from importlib.metadata import version
import pycron
from cron_descriptor import get_description
from croniter import croniter
from cronsim import CronSim, CronSimError
from huey import crontab

START, MINUTE, DAYS = datetime.datetime(2026, 2, 1), datetime.timedelta(minutes=1), 14  # from a Sunday
END = START + datetime.timedelta(days=DAYS)

def scan(matches):
    return sum(bool(matches(START + n * MINUTE)) for n in range(DAYS * 24 * 60))

def walk(upcoming):
    return sum(1 for _ in itertools.takewhile(lambda time: time < END, upcoming))

def outcome(count, line):
    try:
        return count(line)
    except (ValueError, CronSimError):
        return "refused"

fields = ["minute", "hour", "day", "month", "day_of_week"]
schedulers = {
    "pycron": lambda line: scan(lambda time: pycron.is_now(line, time)),
    "huey": lambda line: scan(crontab(**dict(zip(fields, line.split())))),
    "croniter": lambda line: walk(croniter(line, START - MINUTE, ret_type=datetime.datetime)),
    "cronsim": lambda line: walk(CronSim(line, START - MINUTE)),
}
print("runs in two weeks:", ", ".join(f"{name} {version(name)}" for name in schedulers))
for line, expected in (
        ("0 10 * * 7", [0, 2, 2, 2]), ("0 10 * * 0", [2, 2, 2, 2]), ("0 10 * * 5-7", [4, 6, 6, 6]),
        ("0 22-2 * * *", [0, 70, 70, "refused"]), ("5/15 * * * *", [0, "refused", 1344, 1344]),
        ("0 10 * * 5/1", [0, "refused", 4, 6]), ("*/90 * * * *", [336] * 4)):
    seen = [outcome(count, line) for count in schedulers.values()]
    print(f"    {line}: {seen}; {get_description(line)}")
    assert seen == expected, line
assert get_description("*/90 * * * *") == "Every 90 minutes"
PY
echo "confirmed: lines of cron that are valid elsewhere never run"
