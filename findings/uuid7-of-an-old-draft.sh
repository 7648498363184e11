#!/usr/bin/env bash
# Guess: identifiers of the package called `uuid7` are UUIDs of version 7 (RFC 9562):
#   they say version 7, show their millisecond, and sort by time among others.
# Instead: uuid7 0.1.0 writes whole seconds in 36 bits, as an early draft did, under
#   the version number 7. One of December 2026 is read as one of the year 2203, and
#   sorts behind every right one of that time.
# Source: PyPI uuid7 0.1.0, uuid6 2025.0.1, uuid_utils 1.2.0.
# Matters: rows keyed by both kinds are out of order; what is kept or dropped by the
#   instant in the key is kept or dropped wrongly.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q uuid7==0.1.0 uuid6==2025.0.1 uuid_utils==1.2.0
"$dir/v/bin/pip" list 2>/dev/null | grep -E '^uuid'
"$dir/v/bin/python" - <<'PY'
import datetime
import uuid

import uuid6
import uuid_extensions
import uuid_utils


def year(identifier):
    """Returns the year of the first 48 bits, which are milliseconds since 1970."""
    instant = datetime.datetime.fromtimestamp((identifier.int >> 80) / 1000, datetime.timezone.utc)
    return instant.year


fixed = uuid_extensions.uuid7(1_796_083_200_000_000_000)
print("uuid7, 2026-12-01T00:00:00Z:", str(fixed)[:19], "... version", uuid.UUID(str(fixed)).version, "year", year(fixed))
assert uuid.UUID(str(fixed)).version == 7 and year(fixed) == 2203
now = datetime.datetime.now(datetime.timezone.utc).year
for name, made in [("uuid6", uuid6.uuid7()), ("uuid_utils", uuid_utils.uuid7())]:
    print(f"{name}, now: year {year(made)}")
    assert abs(year(made) - now) <= 1
    assert str(made) < str(uuid_extensions.uuid7())
PY
echo "confirmed: identifiers of uuid7 0.1.0 are of another layout than version 7"
