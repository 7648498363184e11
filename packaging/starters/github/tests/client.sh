# A client by the real host names, in place of yours. Needs curl and jq.
set -e
token=$(curl -sS "https://login.microsoftonline.com/$AZURE_TENANT_ID/oauth2/token" \
    -d resource=https://graph.windows.net -d grant_type=client_credentials -d client_id="$AZURE_CLIENT_ID" \
    --data-urlencode client_secret="$AZURE_CLIENT_SECRET" | jq -r .access_token)
curl -sS --fail https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset \
    -H "Authorization: Bearer $token" | jq -r '.value[].datasetName'
