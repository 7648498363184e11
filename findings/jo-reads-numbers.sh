#!/usr/bin/env bash
# Guess:   jo writes a value as a JSON number if it is one in JSON's grammar, with its digits, and as a text otherwise.
# Instead: 007 becomes 7, 0x10 becomes 16, +5 becomes 5 and .5 becomes 0.5. 1.10 becomes 1.1, 1e3 becomes 1000, and
#          12345678901234567890 becomes 1.234567890123457e+19. An empty value becomes null. -s keeps one value as it is.
# Source:  Debian package jo 1.9-1, unpacked.
# Matters: scripts build requests with it. A report named 007, a version 1.10 or a long account number is sent as another
#          one, and a parameter that was left empty deletes a field.
set -euo pipefail
dir=$(mktemp -d)
chmod 755 "$dir"
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get download -qq jo=1.9-1 2> log || { cat log; exit 1; }
dpkg -x jo_*.deb .
check() { # EXPECTED ARGUMENT...
    local seen
    seen=$(usr/bin/jo "${@:2}")
    printf 'jo %-28s %s\n' "${*:2}" "$seen"
    [ "$seen" = "$1" ] || { echo "expected $1"; exit 1; }
}
check '{"name":7}' name=007
check '{"name":16}' name=0x10
check '{"name":5}' name=+5
check '{"name":0.5}' name=.5
check '{"version":1.1}' version=1.10
check '{"name":1000}' name=1e3
check '{"account":1.234567890123457e+19}' account=12345678901234567890
check '{"name":null}' name=
check '{"name":"1_000"}' name=1_000
check '{"name":"007"}' -- -s name=007
check '{"account":"12345678901234567890"}' -- -s account=12345678901234567890
echo "confirmed: jo changes names and long numbers"
