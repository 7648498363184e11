#!/usr/bin/env bash
# Guess: in the night of a clock change a schedule by cron skips a time that does not exist
#   or runs it once at a near time, and an hourly job runs once in each real hour.
# Instead: croniter turns "0 */2" into runs at 03:00 and 04:00, and a daily 01:30 runs twice in
#   autumn, as in APScheduler. cron-converter gives an hourly job 02:00 and 03:00 that are
#   one instant in spring, and leaves out a real hour in autumn. cronsim alone gives
#   what Debian's cron describes: each daily job once, each hour once.
# Source: PyPI croniter 7.0.0, cronsim 2.8, APScheduler 3.11.3, cron-converter 2.0.2,
#   tzdata 2026.6.
# Matters: a report is built twice, a queue gets one hour twice and another never. Only
#   two nights a year show it, and a test in UTC does not.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q croniter==7.0.0 cronsim==2.8 APScheduler==3.11.3 cron-converter==2.0.2 tzdata==2026.6
"$dir/v/bin/python" - <<'PY'
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from zoneinfo import ZoneInfo
from apscheduler.triggers.cron import CronTrigger
from cron_converter import Cron
from croniter import croniter
from cronsim import CronSim
zone = ZoneInfo("America/New_York")

def apscheduler(line, start):
    trigger, last = CronTrigger.from_crontab(line, timezone=zone), [None]
    def following():
        last[0] = trigger.get_next_fire_time(last[0], last[0] or start)
        return last[0]
    return following

def of_croniter(line, start):
    schedule = croniter(line, start)
    return lambda: schedule.get_next(datetime)

def of_cronsim(line, start):
    schedule = CronSim(line, start)
    return lambda: next(schedule)

tools = {"croniter": of_croniter, "cronsim": of_cronsim, "APScheduler": apscheduler,
         "cron-converter": lambda line, start: Cron(line).schedule(start).next}

def night(name, line, day):
    start = day.replace(tzinfo=zone) - timedelta(minutes=1)
    following, found = tools[name](line, start), []
    while (at := following()).replace(tzinfo=None) < day + timedelta(hours=5):
        found.append(at)
    instants = [at.astimezone(timezone.utc) for at in found]
    print(f"  {name} {version(name)}:", *(f"{at:%H:%M%z}"[:8] for at in found),
          f"({len(set(instants))} instants)")
    return [f"{at:%H:%M}" for at in found], len(set(instants))

spring, autumn = datetime(2026, 3, 8), datetime(2026, 11, 1)
print("0 */2 * * *, spring, 00:00 to 05:00 without 02:00")
assert night("croniter", "0 */2 * * *", spring)[0] == ["00:00", "03:00", "04:00"]
assert night("cronsim", "0 */2 * * *", spring)[0] == ["00:00", "04:00"]
print("0 * * * *, spring: four hours")
assert night("croniter", "0 * * * *", spring) == (["00:00", "01:00", "03:00", "04:00"], 4)
assert night("cronsim", "0 * * * *", spring) == (["00:00", "01:00", "03:00", "04:00"], 4)
assert night("APScheduler", "0 * * * *", spring) == (["00:00", "01:00", "03:00", "04:00"], 4)
assert night("cron-converter", "0 * * * *", spring) == (["00:00", "01:00", "02:00", "03:00", "04:00"], 4)
print("0 * * * *, autumn: six hours")
for name in tools:
    times, instants = night(name, "0 * * * *", autumn)
    assert instants == len(times) == (5 if name == "cron-converter" else 6), name
print("30 1 * * *, autumn")
for name in tools:
    times, instants = night(name, "30 1 * * *", autumn)
    assert times == ["01:30"] * (2 if name in ("croniter", "APScheduler") else 1) and instants == len(times), name
PY
echo "confirmed: the night of a clock change has other runs of one cron line in each library"
