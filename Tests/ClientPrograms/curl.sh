#!/usr/bin/env bash
# The matrix's curl: the commands of the documents' first call (seed 002), at the documented addresses.
set -euo pipefail

die() { echo "$*" >&2; exit 1; }

# token FIELD...: the documents' request, with a grant's fields
token() {
    local fields=()
    for field in "$@"; do fields+=(--data-urlencode "$field"); done
    curl -sS --location --request POST "https://login.microsoftonline.com/$AZURE_TENANT_ID/oauth2/token" \
        --header 'return-client-request-id: true' \
        --header 'Content-Type: application/x-www-form-urlencoded' \
        --data-urlencode 'resource=https://graph.windows.net' \
        --data-urlencode "client_id=$AZURE_CLIENT_ID" \
        "${fields[@]}"
}
sign_in() { token "client_secret=$1" 'grant_type=client_credentials'; }

# insights METHOD PATH [BODY]: the answer's body; fails unless it is a 200
insights() {
    local body=()
    if [ $# -gt 2 ]; then body=(--header 'Content-Type: application/json' --data-raw "$3"); fi
    curl -sS --fail-with-body --location --request "$1" "https://api.partnercenter.microsoft.com/insights/v1/$2" \
        --header "Authorization: Bearer $TOKEN" ${body[@]+"${body[@]}"}
}
status() {
    curl -sS -o /dev/null -w '%{http_code}' --header "Authorization: Bearer $TOKEN" \
        "https://api.partnercenter.microsoft.com/insights/v1/$1/ScheduledDataset"
}
pass_time() {
    local key=()
    if [ -n "${INSIGHTS_SIM_ADMIN_KEY-}" ]; then key=(--header "x-insights-simulator-key: $INSIGHTS_SIM_ADMIN_KEY"); fi
    curl -sS --fail --noproxy '*' -o /dev/null "$INSIGHTS_BASE_URL/_sim/clock?tenant=$AZURE_TENANT_ID" \
        ${key[@]+"${key[@]}"} \
        --data '{"advance":"PT61M"}'
}

TOKEN=$(sign_in "$AZURE_CLIENT_SECRET" | jq -er .access_token)
printf 'token\tyes\n'

insights GET cmp/ScheduledDataset | jq -e 'any(.value[]; .datasetName == "ISVOrder")' >/dev/null
QUERY=$(insights POST cmp/ScheduledQueries '{
    "Query": "SELECT OrderId from ISVOrder",
    "Name": "ISVOrderQuery1",
    "Description": "Get a list of all Order IDs"
}' | jq -er '.value[0].queryId')
insights GET 'cmp/ScheduledQueries/testQueryResult?exportQuery=SELECT%20OrderId%20from%20ISVOrder' |
    jq -e '.totalCount == 100' >/dev/null
REPORT=$(insights POST cmp/ScheduledReport '{
    "ReportName": "ISVReport1",
    "Description": "Report for getting list of Order Ids",
    "QueryId": "'"$QUERY"'",
    "ExecuteNow": true,
    "Format": "csv"
}' | jq -er '.value[0].reportId')
LINK=$(insights GET "cmp/ScheduledReport/execution/$REPORT" | jq -er '.value[0].reportAccessSecureLink')
packed=$(mktemp)
trap 'rm -f "$packed"' EXIT
curl -sS --fail -o "$packed" "$LINK"
rows=$(gunzip -c <"$packed")
[ "$(head -n 1 <<<"$rows" | tr -d '\r')" = OrderId ] || die "the file has no header"
[ "$(curl -sS --fail --compressed "$LINK")" = "$rows" ] || die "unpacked by curl, the file is another"
printf 'workflow\tyes\n'

pass_time
[ "$(status cmp)" = 401 ] || die "an expired token is taken"
TOKEN=$(sign_in "$AZURE_CLIENT_SECRET" | jq -er .access_token)
[ "$(status cmp)" = 200 ] || die "the new token is refused"
printf 'expired\tyes\n'

ANSWER=$(token "client_secret=$AZURE_CLIENT_SECRET" grant_type=password "username=$AZURE_USERNAME" "password=$AZURE_PASSWORD")
pass_time
TOKEN=$(token "client_secret=$AZURE_CLIENT_SECRET" grant_type=refresh_token \
    "refresh_token=$(jq -er .refresh_token <<<"$ANSWER")" | jq -er .access_token)
[ "$(status mpn)" = 200 ] || die "the refreshed token is refused"
printf 'refresh\tyes\n'

ANSWER=$(sign_in wrong)
jq -e '.error_description | startswith("AADSTS7000215: ")' <<<"$ANSWER" >/dev/null || die "$ANSWER"
printf 'secret\t`%s`\n' "$(jq -r .error <<<"$ANSWER")"
