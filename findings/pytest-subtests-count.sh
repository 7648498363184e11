#!/usr/bin/env bash
# Guess: the attribute "tests" of a suite that pytest writes as JUnit XML is the
#   number of its testcase elements, as it was for years.
# Instead: subtests, now part of pytest, count in "tests" but have no element when
#   they pass. One test with three subtests is tests="4" with one testcase. A failed
#   subtest adds a second failure to the one testcase: failures="2", one element.
# Source: PyPI pytest 9.2.0; read with junitparser 5.0.3.
# Matters: readers that check the sum, or show tests minus failures as passed, are
#   wrong. Counting anew with junitparser changes the number of tests.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q pytest==9.2.0 junitparser==5.0.3
cd "$dir"
cat > test_it.py <<'PY'
def test_all_pass(subtests):
    for i in range(3):
        with subtests.test(i=i):
            pass
PY
cat > test_one.py <<'PY'
def test_one_fails(subtests):
    for i in range(3):
        with subtests.test(i=i):
            assert i != 1
PY
"$dir/v/bin/pytest" --version
for name in test_it test_one; do
  "$dir/v/bin/pytest" -q -p no:cacheprovider --junitxml=$name.xml $name.py | tail -1 || true
done
"$dir/v/bin/python" - <<'PY'
from junitparser import JUnitXml
seen = []
for name in ("test_it", "test_one"):
    xml = JUnitXml.fromfile(name + ".xml")
    suite = next(iter(xml))
    before = suite.tests, suite.failures, len(list(suite)), sum(len(case.result) for case in suite)
    xml.update_statistics()
    print(f"{name}: tests={before[0]} failures={before[1]}, testcase elements {before[2]}, "
          f"failure elements {before[3]}; counted anew tests={xml.tests} failures={xml.failures}")
    seen.append((before, xml.tests, xml.failures))
assert seen == [((4, 0, 1, 0), 1, 0), ((4, 2, 1, 2), 1, 2)], seen
PY
echo "confirmed: pytest 9.2.0 writes tests=4 for one testcase with three subtests"
