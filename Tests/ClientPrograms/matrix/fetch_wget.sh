arguments=(-q -S -O- --content-on-error "--method=$1")
[ "$3" = - ] || arguments+=("--header=Authorization: Bearer $3")
[ "$4" = - ] || arguments+=("--body-data=$4")
case $4 in
'{'*) arguments+=('--header=Content-Type: application/json') ;;
*) [ "$4" = - ] || arguments+=('--header=Content-Type: application/x-www-form-urlencoded') ;;
esac
errors=$(mktemp) body=$(mktemp)
trap 'rm -f "$errors" "$body"' EXIT
wget "${arguments[@]}" "$2" > "$body" 2> "$errors" || true
status=$(sed -n 's/^ *HTTP\/1\.1 \([0-9]*\).*/\1/p' "$errors" | tail -1)
[ -n "$status" ] || { cat "$errors" >&2; exit 1; }
echo "$status"
cat "$body"
