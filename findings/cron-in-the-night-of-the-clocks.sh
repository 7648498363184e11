#!/usr/bin/env bash
# In the night the clocks go back, a daily job runs twice under two schedulers, and an hourly job misses an hour in one.
#
# Guess:   a job of "30 2 * * *" in Berlin's time runs once a day, and one of "0 * * * *" once an hour, in all nights.
#          cron has done it so for decades, and the libraries follow.
# Instead: APScheduler and croniter run the daily job twice on 25 October. cronsim and celery run it once, but celery
#          leaves out one of the two hours from 2 to 3 for the hourly job: for two hours nothing runs.
#          In spring 2:30 does not exist: croniter and cronsim say 3:00, celery 3:30. APScheduler names 2:30 at +01:00.
# Source:  APScheduler 3.11.3, croniter 7.0.0, cronsim 2.8, celery 5.7.0, tzdata 2026.6 (PyPI).
# Matters: nightly reports are made twice or an hourly export has a hole, once a year. With a simulator's clock that
#          night can be played in each test run. Schedules in UTC, or outside of 2 to 3, do not have it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check APScheduler==3.11.3 croniter==7.0.0 cronsim==2.8 celery==5.7.0 \
    tzdata==2026.6
PYTHONTZPATH= timeout 120 "$dir/v/bin/python" -W ignore - <<'PY'
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from zoneinfo import ZoneInfo
from apscheduler.triggers.cron import CronTrigger
from celery import Celery
from celery.schedules import crontab
from croniter import croniter
from cronsim import CronSim

BERLIN = ZoneInfo("Europe/Berlin")

def with_apscheduler(line, start, end):
    trigger, last = CronTrigger.from_crontab(line, timezone=BERLIN), None
    while (last := trigger.get_next_fire_time(last, last or start)) <= end:
        yield last

def with_croniter(line, start, end):
    times = croniter(line, start)
    while (time := times.get_next(datetime)) <= end:
        yield time

def with_cronsim(line, start, end):
    for time in CronSim(line, start):
        if time > end:
            return
        yield time

def with_celery(line, start, end):
    """Asks at each minute whether the job is due, as celery's beat does."""
    minute, hour, *_ = line.split()
    app, now = Celery(set_as_current=False), start.astimezone(timezone.utc)
    app.conf.timezone = "Europe/Berlin"
    schedule = crontab(minute=minute, hour=hour, app=app, nowfun=lambda: now.astimezone(BERLIN))
    last = start
    while now < end:
        now += timedelta(minutes=1)
        if schedule.is_due(last).is_due:
            last = now.astimezone(BERLIN)
            yield last

SCHEDULERS = {"APScheduler": with_apscheduler, "croniter": with_croniter, "cronsim": with_cronsim,
              "celery": with_celery}
AUTUMN = datetime(2026, 10, 25, 0, 30, tzinfo=BERLIN), datetime(2026, 10, 25, 4, 30, tzinfo=BERLIN)
SPRING = datetime(2026, 3, 29, 0, 30, tzinfo=BERLIN), datetime(2026, 3, 29, 4, 30, tzinfo=BERLIN)
once, twice = ["02:30+0200"], ["02:30+0200", "02:30+0100"]
five = ["01:00+0200", "02:00+0200", "02:00+0100", "03:00+0100", "04:00+0100"]
EXPECTED = {
    ("30 2 * * *", AUTUMN): (twice, twice, once, once),
    ("0 * * * *", AUTUMN): (five, five, five, [time for time in five if time != "02:00+0100"]),
    ("30 2 * * *", SPRING): (["02:30+0100"], ["03:00+0200"], ["03:00+0200"], ["03:30+0200"]),
}
for (line, (start, end)), results in EXPECTED.items():
    print(f'"{line}" in the night of {start:%d %B %Y}')
    for (name, run), expected in zip(SCHEDULERS.items(), results):
        times = [time.strftime("%H:%M%z") for time in run(line, start, end)]
        print(f"    {name} {version(name)}:", *times)
        assert times == expected, name
PY
echo "confirmed: two schedulers run a daily job twice, and one leaves out an hour"
