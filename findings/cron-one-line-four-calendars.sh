#!/usr/bin/env bash
# Guess: five fields of cron mean the same days everywhere. With both days set, either one
#   is enough, and 1 is Monday.
# Instead: "0 0 1 * 1" is the 1st or any Monday in croniter and cronsim, the 1st if it is a
#   Monday in cron-converter, and the 1st if it is a TUESDAY in APScheduler.
#   "0 0 */2 * 1" is "or" in croniter, "and" in cronsim (as in Debian's cron): 18
#   or 2 days of December. "5/15" is four times an hour, or once in cron-converter.
# Source: PyPI croniter 7.0.0, cronsim 2.8, APScheduler 3.11.3, cron-converter 2.0.2.
# Matters: a schedule is checked in one library and run by another. A weekly report comes
#   on Tuesday instead of Monday, a monthly one once or twice a year.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q croniter==7.0.0 cronsim==2.8 APScheduler==3.11.3 cron-converter==2.0.2
"$dir/v/bin/python" - <<'PY'
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from apscheduler.triggers.cron import CronTrigger
from cron_converter import Cron
from croniter import croniter
from cronsim import CronSim
start, end = datetime(2026, 11, 30, 23, 59, tzinfo=timezone.utc), datetime(2027, 1, 1, tzinfo=timezone.utc)

def run(following):
    found, at = [], following()
    while at < end:
        found.append(at)
        at = following()
    return found

def apscheduler(line):
    trigger, last = CronTrigger.from_crontab(line, timezone=timezone.utc), [None]
    def following():
        last[0] = trigger.get_next_fire_time(last[0], last[0] or start)
        return last[0]
    return run(following)

def of_croniter(line):
    schedule = croniter(line, start)
    return run(lambda: schedule.get_next(datetime))

def of_cronsim(line):
    schedule = CronSim(line, start)
    return run(lambda: next(schedule))

tools = {"croniter": of_croniter, "cronsim": of_cronsim, "APScheduler": apscheduler,
         "cron-converter": lambda line: run(Cron(line).schedule(start).next)}
days = [start + timedelta(days=n, minutes=1) for n in range(31)]
mondays, tuesdays = [d.day for d in days if d.weekday() == 0], [d.day for d in days if d.weekday() == 1]
odd = list(range(1, 32, 2))
either = sorted(set(odd) | set(mondays))
expected = {
    "0 0 * * 1": {"croniter": mondays, "cronsim": mondays, "APScheduler": tuesdays, "cron-converter": mondays},
    "0 0 1 * 1": {"croniter": [1] + mondays, "cronsim": [1] + mondays, "APScheduler": [1], "cron-converter": []},
    "0 0 */2 * 1": {"croniter": either, "cronsim": [d for d in odd if d in mondays],
                    "APScheduler": [d for d in odd if d in tuesdays],
                    "cron-converter": [d for d in odd if d in mondays]},
    "0 0 1-31/2 * 1": {"croniter": either, "cronsim": either,
                       "APScheduler": [d for d in odd if d in tuesdays],
                       "cron-converter": [d for d in odd if d in mondays]},
}
for line, answers in expected.items():
    print(f"{line}, days of December 2026 (the 1st is a Tuesday):")
    for name, find in tools.items():
        found = [at.day for at in find(line)]
        print(f"  {name} {version(name)}: {len(found)} days, {found}")
        assert found == answers[name], (line, name)
for name, find in tools.items():
    times = len(find("5/15 * * * *")) / (31 * 24)
    print(f"5/15 * * * * in {name}: {times:g} times an hour")
    assert times == (1 if name == "cron-converter" else 4), name
PY
echo "confirmed: one line of cron is four calendars in four libraries"
