#!/usr/bin/env bash
# Guess: a test report reader shows all cases of a JUnit file, also those in suites
#   within suites, which Ant, Jest, CTest converters and Bazel write.
# Instead: junit2html reads the first level only. A failure in an inner suite is in
#   neither the page nor the summary: "Passed: 1" for a file with 3 tests and 1
#   failure. --max-failures 0 exits 0. junitparser reads all three.
# Source: PyPI junit2html 31.1.4, junitparser 5.0.3.
# Matters: the page a person looks at is green, and the gate passes, while the
#   file holds the failure and says failures="1" at its top.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q junit2html==31.1.4 junitparser==5.0.3
cd "$dir"
"$dir/v/bin/pip" list 2>/dev/null | grep -E '^junit'
cat > r.xml <<'XML'
<testsuites tests="3" failures="1">
  <testsuite name="outer" tests="3" failures="1">
    <testsuite name="inner" tests="2" failures="1">
      <testcase classname="a" name="breaks" time="1"><failure message="no">no</failure></testcase>
      <testcase classname="a" name="works" time="1"/>
    </testsuite>
    <testcase classname="b" name="outside" time="1"/>
  </testsuite>
</testsuites>
XML
"$dir/v/bin/junit2html" r.xml --summary-matrix | tee matrix.txt
grep -Eq 'Passed +: +1$' matrix.txt
if grep -q Failed matrix.txt; then exit 1; fi
"$dir/v/bin/junit2html" r.xml page.html
grep -q outside page.html
if grep -Eq 'breaks|works|inner' page.html; then exit 1; fi
echo "page: has 'outside', has neither 'breaks' nor 'works' nor 'inner'"
"$dir/v/bin/junit2html" r.xml --summary-matrix --max-failures 0 > gate.txt
echo "--max-failures 0: exit 0"
"$dir/v/bin/python" - <<'PY'
from junitparser import JUnitXml
cases = [(c.name, c.is_passed) for suite in JUnitXml.fromfile("r.xml") for c in suite]
print("junitparser:", cases)
assert sorted(cases) == [("breaks", False), ("outside", True), ("works", True)]
PY
echo "confirmed: junit2html 31.1.4 leaves out inner suites and their failures"
