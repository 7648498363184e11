#!/usr/bin/env bash
# Guess: csvsort and in2csv change the order or the container, not the cells. Their
#   type inference may respell numbers (007), as users know.
# Instead: plain text becomes dates and durations of its own making. The month
#   "May" is written as 0001-05-01, the part "1/2" as 2001-01-02, the size "5m" as
#   0:05:00, "Today" as 0001-01-01. csvcut and csvgrep leave the same cells alone.
# Source: PyPI csvkit 2.2.0 with agate 1.14.2.
# Matters: one column of such words is enough and the exit code is 0. One other
#   word in the column ("N/A 1") keeps it, so the output depends on the rows.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q csvkit==2.2.0 agate==1.14.2
cd "$dir"; export PATH="$dir/v/bin:$PATH"
csvsort --version
printf 'n,month,part,size,due\n2,May,1/2,5m,Today\n1,Jun,3/4,3h,Tomorrow\n' > in.csv
echo "in:";         cat in.csv
echo "csvsort -c n:"; csvsort -c n in.csv | tee sorted.csv
printf 'n,month,part,size,due\n1,0001-06-01,2001-03-04,3:00:00,0001-01-02\n2,0001-05-01,2001-01-02,0:05:00,0001-01-01\n' |
  diff - sorted.csv
echo "in2csv:";     in2csv in.csv | tee converted.csv
grep -qx '2,0001-05-01,2001-01-02,0:05:00,0001-01-01' converted.csv
echo "csvcut and csvgrep -c n -m 2:"
csvcut -c n,month,part,size,due in.csv | diff in.csv -
csvgrep -c n -m 2 in.csv | tee found.csv
grep -qx '2,May,1/2,5m,Today' found.csv
echo "csvsort -I -c n:"; csvsort -I -c n in.csv | tee kept.csv
grep -qx '2,May,1/2,5m,Today' kept.csv
echo 'confirmed: csvkit 2.2.0 writes May as 0001-05-01, 1/2 as 2001-01-02 and 5m as 0:05:00'
