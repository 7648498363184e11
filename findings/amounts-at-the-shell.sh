#!/usr/bin/env bash
# Guess:   datamash and numsum add a column of amounts: the sum is exact, or the tool says that it cannot read a line.
# Instead: datamash prints 14 digits: a sum of 1234567890123.46 is 1234567890123.5, the sum of one 16-digit number another
#          number, with an exponent. min and max do that too, while first and unique print the text. numsum reads the first
#          number of a line: 1e3 is 1, 1,000 is 1, and a date is its year. It counts a header such as "2026 sales" as 2026.
# Source:  Debian packages datamash 1.7-2 and num-utils 0.5-15, unpacked; awk as installed for comparison.
# Matters: cents vanish above a hundred billion, and identifiers change by min and max. datamash -R 2 prints what it has
#          computed, in long doubles. numsum reads exported numbers above a million as small ones.
set -euo pipefail
dir=$(mktemp -d)
chmod 755 "$dir"
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get download -qq datamash=1.7-2 num-utils=0.5-15 2> log || { cat log; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
check() { # EXPECTED LINES COMMAND...
    local seen
    seen=$(printf "$2" | "${@:3}")
    printf '%-40s %-34s %s\n' "${*:3}" "${2//\\n/ }" "$seen"
    [ "$seen" = "$1" ] || { echo "expected $1"; exit 1; }
}
datamash() { usr/bin/datamash "$@"; }
numsum() { perl usr/bin/numsum "$@"; }
check 1234567890123.5 '1234567890123.45\n0.01\n' datamash sum 1
check 1234567890123.46 '1234567890123.45\n0.01\n' datamash -R 2 sum 1
check 1.2345678901235e+16 '12345678901234567\n' datamash sum 1
check 1.2345678901235e+16 '12345678901234567\n' datamash max 1
check 12345678901234567 '12345678901234567\n' datamash unique 1
check 1 '1e3\n' numsum
check 1 '1,000\n' numsum
check 2026 '2026-01-02\n' numsum
check 2036 '2026 sales\n4\n6\n' numsum
check 1234567890123.46 '1234567890123.45\n0.01\n' numsum
echo "confirmed: sums at the shell lose cents, or read a tenth of a line"
