# The Azure CLI: prints how many datasets there are.
set -e
az login --service-principal -u "$AZURE_CLIENT_ID" -p "$AZURE_CLIENT_SECRET" --tenant "$AZURE_TENANT_ID" \
    --allow-no-subscriptions -o none
echo "datasets $(az rest --method get --resource https://graph.windows.net --query 'length(value)' -o tsv \
    --url https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset)"
