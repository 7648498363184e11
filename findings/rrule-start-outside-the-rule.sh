#!/usr/bin/env bash
# Guess: "every Monday, three times", begun on a Wednesday, is the Wednesday and two
#   Mondays, since the start always counts as the first (RFC 5545 section 3.3.10).
#   Section 3.8.5.3 leaves such a series undefined, and asks for no such start.
# Instead: python-dateutil and ical leave the start out and give three Mondays.
#   recurring-ical-events, which uses python-dateutil, gives the start and three
#   Mondays: four. None gives the start and two Mondays.
# Source: PyPI python-dateutil 2.9.0.post0, ical 14.3.1, recurring-ical-events 3.8.2,
#   icalendar 7.3.2.
# Matters: a schedule that is written by one tool and read by another has a run more
#   or less, and ends a week later.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q python-dateutil==2.9.0.post0 ical==14.3.1 recurring-ical-events==3.8.2 icalendar==7.3.2
"$dir/v/bin/pip" list 2>/dev/null | grep -E '^(python-dateutil|ical|recurring-ical-events|icalendar) '
"$dir/v/bin/python" - <<'PY'
import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr
from ical.calendar_stream import IcsCalendarStream

rule = "FREQ=WEEKLY;BYDAY=MO;COUNT=3"
text = "\r\n".join([
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z", "SUMMARY:report",
    "DTSTART:20260107T090000", "DTEND:20260107T100000", "RRULE:" + rule, "END:VEVENT", "END:VCALENDAR", ""])
series = {
    "python-dateutil": [str(day)[:10] for day in rrulestr("DTSTART:20260107T090000\nRRULE:" + rule)],
    "ical": [str(event.start)[:10] for event in IcsCalendarStream.calendar_from_ics(text).timeline],
    "recurring-ical-events": [
        str(event["DTSTART"].dt)[:10] for event in recurring_ical_events.of(
            icalendar.Calendar.from_ical(text)).between((2026, 1, 1), (2026, 3, 1))],
}
for name, days in series.items():
    print(f"{name}: {', '.join(days)}")
mondays = ["2026-01-12", "2026-01-19", "2026-01-26"]
assert series["python-dateutil"] == series["ical"] == mondays
assert series["recurring-ical-events"] == ["2026-01-07", *mondays]
PY
echo "confirmed: a start outside its rule is left out, or makes one run more"
