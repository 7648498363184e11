#!/usr/bin/env bash
# Guess:   a comparison of rows "in any order" finds that a row is missing once and another is there twice.
# Instead: DeepDiff(..., ignore_order=True) finds no difference between [a, a, b] and [a, b, b], or [a, b]; so does
#          assertpy's contains_only(). jsoncomparison, which never looks at the order, finds only the second one.
#          dirty-equals, pytest-unordered and PyHamcrest find both.
# Source:  deepdiff 9.1.0, assertpy 1.1, jsoncomparison 1.1.0, dirty-equals 0.11, pytest-unordered 0.8.0,
#          PyHamcrest 2.1.0 (PyPI).
# Matters: an export that doubles one row and loses another equals the expected file. report_repetition=True of DeepDiff
#          finds it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check deepdiff==9.1.0 assertpy==1.1 jsoncomparison==1.1.0 \
    dirty-equals==0.11 pytest-unordered==0.8.0 PyHamcrest==2.1.0
timeout 60 "$dir/v/bin/python" - <<'PY'
from importlib.metadata import version
from assertpy import assert_that
from deepdiff import DeepDiff
from dirty_equals import IsList
from hamcrest import assert_that as hamcrest_that, contains_inanyorder
from jsoncomparison import Compare
from pytest_unordered import unordered

def holds(check):
    try:
        return check() is not False
    except AssertionError:
        return False

a, b, c = ({"order": n, "amount": "9.50"} for n in (1, 2, 3))
libraries = {
    "deepdiff": lambda x, y: DeepDiff(x, y, ignore_order=True) == {},
    "deepdiff with report_repetition": lambda x, y: DeepDiff(x, y, ignore_order=True, report_repetition=True) == {},
    "assertpy": lambda x, y: bool(assert_that(x).contains_only(*y)),
    "jsoncomparison": lambda x, y: Compare().check(y, x) == {},
    "dirty-equals": lambda x, y: x == IsList(*y, check_order=False),
    "pytest-unordered": lambda x, y: x == unordered(y),
    "PyHamcrest": lambda x, y: hamcrest_that(x, contains_inanyorder(*y)),
}
cases = {"another order": ([b, a], [a, b]), "another row": ([a, c], [a, b]), "a, b, b for a, a, b": ([a, b, b], [a, a, b]),
         "a, a, b for a, b": ([a, a, b], [a, b])}
right = [True, False, False, False]
expected = {"deepdiff": [True, False, True, True], "assertpy": [True, False, True, True],
            "jsoncomparison": [True, False, True, False]}
print("taken as equal: " + "; ".join(cases))
for name, equal in libraries.items():
    seen = [holds(lambda: equal(x, y)) for x, y in cases.values()]
    print(f"    {name} {version(name.split()[0])}: {seen}")
    assert seen == expected.get(name, right), name
PY
echo "confirmed: rows compared in any order are compared as a set"
