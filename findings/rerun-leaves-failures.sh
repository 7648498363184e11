#!/usr/bin/env bash
# Guess: a run that ends with 0 has a report without failures. A test that failed and passed at its second try is one
#   test case in each report, passed.
# Instead: --reruns of a test with subtests ends with 0, and its JUnit report says failures="1": the subtest that failed
#   at the first try stays. Each try is a test case of its own, and 2 tests are counted as 8 by the report, 2 by the
#   terminal. In the JSON report a test that passed at last has the outcome "rerun", and "passed" is missing from the
#   summary.
# Source: PyPI pytest 9.2.0, pytest-rerunfailures 16.7, pytest-json-report 1.5.0, junitparser 5.0.3.
# Matters: builds are marked by the exit code in one place and by the report in another: green here and red there.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
unset PYTEST_ADDOPTS
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check pytest==9.2.0 pytest-rerunfailures==16.7 \
    pytest-json-report==1.5.0 junitparser==5.0.3
cd "$dir"
cat > test_tries.py <<'PY'
tries = {"pages": 0, "plain": 0}

def test_pages(subtests):
    tries["pages"] += 1
    for page in range(3):
        with subtests.test(page=page):
            assert page != 1 or tries["pages"] > 1

def test_plain():
    tries["plain"] += 1
    assert tries["plain"] > 1
PY
code=0
v/bin/python -m pytest -p no:cacheprovider -q --reruns 2 --junitxml report.xml --json-report \
    --json-report-file report.json test_tries.py > out || code=$?
tail -1 out
echo "exit code $code"
[ "$code" = 0 ]
grep -q "^2 passed, 3 subtests passed, 2 rerun" out
v/bin/python - <<'PY'
import json
from importlib.metadata import version
from junitparser import JUnitXml
print(*(f"{name} {version(name)}" for name in ("pytest", "pytest-rerunfailures", "pytest-json-report")))
suite = list(JUnitXml.fromfile("report.xml"))[0]
cases = [(case.name, "failed" if case.result else "passed") for case in suite]
print(f"JUnit: tests={suite.tests} failures={suite.failures}", cases)
assert (suite.failures, suite.errors) == (1, 0)
assert cases == [("test_pages", "failed"), ("test_pages", "passed"), ("test_plain", "passed"), ("test_plain", "passed")]
report = json.load(open("report.json"))
outcomes = {test["nodeid"].split("::")[1]: test["outcome"] for test in report["tests"]}
print("JSON:", report["summary"], outcomes)
assert "passed" not in report["summary"] and outcomes["test_plain"] == "rerun"
assert report["exitcode"] == 0
assert suite.tests == 8
PY
echo "confirmed: a run that succeeded at the second try has a failure in its JUnit report"
