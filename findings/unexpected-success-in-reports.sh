#!/usr/bin/env bash
# Guess:   a test that is marked as an expected failure and succeeds fails the run, as it does in unittest, and each
#          runner writes a failure for it into its JUnit report.
# Instead: pytest writes a failure and unittest-xml-reporting an error. green exits with 1 too, but leaves it and the
#          expected failures out of its report, which has one test of three and no failure. nose2 writes "skipped" and
#          exits with 0.
# Source:  pytest 9.2.0, unittest-xml-reporting 4.0.0, green 4.0.2, nose2 0.16.0 (PyPI).
# Matters: a gate that reads reports is green while the run is red, and another runner turns the same red tests green.
#          Compare the exit code with the report, and the number of cases with the number of tests.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset PYTEST_ADDOPTS
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check nose2==0.16.0 green==4.0.2 pytest==9.2.0 \
    unittest-xml-reporting==4.0.0
cd "$dir"
cat > test_marked.py <<'PY'
import unittest

class Marked(unittest.TestCase):
    @unittest.expectedFailure
    def test_succeeds(self):
        pass

    @unittest.expectedFailure
    def test_fails(self):
        self.fail("as expected")

    def test_plain(self):
        pass
PY
run() {
    expected=$1
    shift
    code=0
    PYTHONDONTWRITEBYTECODE=1 timeout 60 "$dir/v/bin/python" -m "$@" > out 2>&1 || code=$?
    echo "python -m $1: exit code $code"
    test "$code" = "$expected" || { cat out; exit 1; }
}
run 1 unittest test_marked
run 1 pytest -p no:cacheprovider -q --junitxml=pytest.xml test_marked.py
run 1 xmlrunner --output-file unittest-xml-reporting.xml test_marked
run 1 green --junit-report green.xml test_marked
run 0 nose2 --plugin nose2.plugins.junitxml --junit-xml --junit-xml-path nose2.xml test_marked
"$dir/v/bin/python" - <<'PY'
from importlib.metadata import version
from xml.etree import ElementTree

for name, expected in (("pytest", {"test_succeeds": "failure", "test_fails": "skipped", "test_plain": "passed"}),
                       ("unittest-xml-reporting",
                        {"test_succeeds": "error", "test_fails": "skipped", "test_plain": "passed"}),
                       ("nose2", {"test_succeeds": "skipped", "test_fails": "skipped", "test_plain": "passed"}),
                       ("green", {"test_plain": "passed"})):
    cases = {}
    for case in ElementTree.parse(name + ".xml").iter("testcase"):
        kinds = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
        cases[case.get("name")] = kinds[0] if kinds else "passed"
    print(f"{name} {version(name)}: {cases}")
    assert cases == expected, name
PY
echo "confirmed: an unexpected success is a failure, an error, skipped or nothing"
