#!/usr/bin/env bash
# Guess: Miller takes +5, 007 and a whole number of more than 64 bits for numbers, as
#   its pages on arithmetic say. If not, it reports an error in a sum.
# Instead: the Debian package takes them for text, and so NaN and Inf. The verb stats1
#   leaves text out of sum and mean, yet counts it, and calls the text "007" the
#   maximum. Sum, count and mean of one line contradict each other: 7, 4 and 3.5.
# Source: Debian package miller 6.6.0 (printed); must be installed.
# Matters: refunds and corrections are often written with a sign. The sum is
#   short by these rows, and nothing is said.
set -euo pipefail
command -v mlr > /dev/null || { echo "needs Debian's package miller"; exit 2; }
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir"
mlr --version
printf 'amount\n10\n+5\n-3\n007\n' > in.csv
mlr --icsv --ojsonl put '$type = typeof($amount); $double = $amount * 2' in.csv | tee types.txt
diff - types.txt <<'OUT'
{"amount": 10, "type": "int", "double": 20}
{"amount": "+5", "type": "string", "double": (error)}
{"amount": -3, "type": "int", "double": -6}
{"amount": "007", "type": "string", "double": (error)}
OUT
mlr --icsv --ojsonl stats1 -a sum,count,mean,max -f amount in.csv | tee stats.txt
echo "true: sum 19, count 4, mean 4.75, max 10"
grep -q '"amount_sum": 7, "amount_count": 4, "amount_mean": 3.5, "amount_max": "007"' stats.txt
echo "confirmed: Miller 6.6.0 of Debian sums 10, +5, -3 and 007 to 7, and counts four"
