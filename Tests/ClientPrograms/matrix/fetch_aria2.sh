# It sends GET alone.
arguments=(-q --allow-overwrite=true --log=- --log-level=error)
[ "$3" = - ] || arguments+=("--header=Authorization: Bearer $3")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if text=$(aria2c "${arguments[@]}" --dir="$folder" --out=body "$2" 2>&1); then
    echo 200
    cat "$folder/body"
else
    status=$(printf '%s' "$text" | sed -n 's/.*status=\([0-9]*\).*/\1/p' | head -1)
    case $text in *'Authorization failed'*) status=401 ;; esac
    [ -n "$status" ] || { printf '%s\n' "$text" >&2; exit 1; }
    echo "$status"
fi
