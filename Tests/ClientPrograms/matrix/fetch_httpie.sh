arguments=(--ignore-stdin --print=hb --pretty=none "$1" "$2")
[ "$3" = - ] || arguments+=("Authorization:Bearer $3")
case $4 in
'{'*) arguments+=(Content-Type:application/json --raw "$4") ;;
*) [ "$4" = - ] || arguments+=(Content-Type:application/x-www-form-urlencoded --raw "$4") ;;
esac
text=$(http "${arguments[@]}") || exit 1
printf '%s\n' "$text" | sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p'
printf '%s\n' "$text" | sed '1,/^\r*$/d'
