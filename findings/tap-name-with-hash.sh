#!/usr/bin/env bash
# Guess: a failing test is a failure in each reader of TAP, whatever its name is. A writer escapes a # in the name as
#   the format says, so it is not taken for a directive.
# Instead: tap.py ignores the backslash. "not ok 2 - issue \#TODO 7" is an expected failure and the run is OK; prove of
#   Perl fails it. "not ok" with "# SKIP" is a skipped test for tap.py and a failure for prove, and three tests with
#   the numbers 1, 1, 3 are fine for tap.py alone. A passed "# TODO" is the other way round: tap.py fails, prove
#   passes.
# Source: PyPI tap.py 3.2.1; prove of Perl's Test::Harness as installed.
# Matters: one stream of results is green in one reader and red in the other. Names of tests often hold the number of an
#   issue.
set -euo pipefail
command -v prove >/dev/null || { echo "prove is missing (Debian package perl)"; exit 1; }
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check tap.py==3.2.1
cd "$dir"
prove --version
check() {
    printf '%b' "$2" > "$1.tap"
    local first=pass second=pass
    v/bin/tappy "$1.tap" > tappy.out 2>&1 || first=fail
    prove -e cat "$1.tap" > prove.out 2>&1 || second=fail
    echo "$1: tap.py $first ($(tail -1 tappy.out)), prove $second ($(tail -1 prove.out))"
    [ "$first $second" = "$3" ] || { cat tappy.out prove.out; exit 1; }
}
check plain 'TAP version 13\n1..2\nok 1 - a\nnot ok 2 - issue 7\n' "fail fail"
check todo 'TAP version 13\n1..2\nok 1 - a\nnot ok 2 - b # TODO later\n' "pass pass"
check hash 'TAP version 13\n1..2\nok 1 - a\nnot ok 2 - issue \\#TODO 7\n' "pass fail"
check skip 'TAP version 13\n1..2\nok 1 - a\nnot ok 2 - b # SKIP no server\n' "pass fail"
check numbers 'TAP version 13\n1..3\nok 1 - a\nok 1 - b\nok 3 - c\n' "pass fail"
check done 'TAP version 13\n1..2\nok 1 - a\nok 2 - b # TODO later\n' "fail pass"
echo "confirmed: tap.py takes an escaped # of a name for a directive"
