# curl METHOD URL TOKEN BODY
arguments=(-sS -X "$1" -w '%{stderr}%{http_code}')
[ "$3" = - ] || arguments+=(-H "Authorization: Bearer $3")
[ "$4" = - ] || arguments+=(--data-binary "$4")
case $4 in '{'*) arguments+=(-H 'Content-Type: application/json') ;; esac
body=$(mktemp)
trap 'rm -f "$body"' EXIT
status=$(curl "${arguments[@]}" -o "$body" "$2" 2>&1) || { echo "$status" >&2; exit 1; }
echo "$status"
cat "$body"
