#!/usr/bin/env bash
# Guess:   setting "years/2026/sales" in an empty object makes the keys "years", "2026" and "sales".
# Instead: dpath makes "years" a list with 2027 places, of which 2026 are null; JSON of it has 10 KB. If there is an
#          object already, the same call makes the key "2026". pydash, python-box and python-benedict make keys.
# Source:  dpath 2.2.0, pydash 8.1.0, python-box 7.4.1, python-benedict 0.40.1 (PyPI).
# Matters: sums by year, month or account number are stored in one form or the other, by what was there before. An account
#          number of nine digits fills the memory.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check dpath==2.2.0 pydash==8.1.0 python-box==7.4.1 \
    python-benedict==0.40.1
timeout 60 "$dir/v/bin/python" - <<'PY'
import json
from importlib.metadata import version
import dpath, pydash
from benedict import benedict
from box import Box

def with_box(start):
    made = Box(start, box_dots=True, default_box=True)
    made["years.2026.sales"] = 1
    return made.to_dict()

def with_benedict(start):
    made = benedict(start)
    made["years.2026.sales"] = 1
    return dict(made)

def with_dpath(start):
    dpath.new(start, "years/2026/sales", 1)
    return start

libraries = {"dpath": with_dpath, "pydash": lambda start: pydash.set_(start, "years.2026.sales", 1),
             "python-box": with_box, "python-benedict": with_benedict}
for name, make in libraries.items():
    seen = [json.loads(json.dumps(make(start)))["years"] for start in ({}, {"years": {}}, {"years": {"2025": {}}})]
    kinds = [f"{type(years).__name__} of {len(years)}" for years in seen]
    print(f"{name} {version(name)}: in an empty object {kinds[0]}, beside {{}} {kinds[1]}, beside 2025 {kinds[2]}")
    assert kinds == ["list of 2027" if name == "dpath" else "dict of 1", "dict of 1", "dict of 2"], name
PY
echo "confirmed: a year in a path makes a list of 2027 places"
