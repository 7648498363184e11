#!/usr/bin/env bash
# Guess: a job that is kept in a database and becomes due while no scheduler runs is
#   run when the scheduler starts again; that is what the database is for.
# Instead: APScheduler runs it only if it is at most one second late. A job that is
#   three seconds late is not run, and is gone from the database. An hourly job is not
#   run either, and waits for its next hour. A line in the log of warnings tells.
# Source: PyPI APScheduler 3.11.1, SQLAlchemy 2.0.44.
# Matters: a restart that takes longer than a second loses every report that was due
#   meanwhile, without an error, and of single jobs without a trace in the store.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q APScheduler==3.11.1 SQLAlchemy==2.0.44
"$dir/v/bin/pip" list 2>/dev/null | grep -iE '^(apscheduler|sqlalchemy) '
cd "$dir"
cat > jobs.py <<'PY'
import datetime
import sys
import time

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler


def report(name):
    print("ran", name, flush=True)


if __name__ == "__main__":
    import jobs

    scheduler = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url="sqlite:///jobs.db")}, timezone="UTC")
    now = datetime.datetime.now(datetime.timezone.utc)
    if sys.argv[1] == "plan":
        scheduler.start(paused=True)
        scheduler.add_job(jobs.report, "date", run_date=now + datetime.timedelta(seconds=1), args=["once"], id="once")
        scheduler.add_job(jobs.report, "interval", minutes=60, args=["hourly"], id="hourly",
                          next_run_time=now + datetime.timedelta(seconds=1))
        print("kept:", sorted(job.id for job in scheduler.get_jobs()))
    else:
        scheduler.start()
        time.sleep(1.5)
        print("kept:", sorted(job.id for job in scheduler.get_jobs()))
    scheduler.shutdown()
PY
"$dir/v/bin/python" jobs.py plan | tee plan.txt
sleep 4
"$dir/v/bin/python" jobs.py start 2>warnings.txt | tee start.txt
cat warnings.txt
grep -q "kept: \['hourly', 'once'\]" plan.txt
grep -q "kept: \['hourly'\]" start.txt
if grep -q ran start.txt; then exit 1; fi
echo "confirmed: APScheduler 3.11.1 drops a kept job that is three seconds late"
