"""A source of dlt: prints how many datasets there are."""

import os

from dlt.sources.helpers.rest_client.paginators import SinglePagePaginator
from dlt.sources.helpers.rest_client import RESTClient
from dlt.sources.helpers.rest_client.auth import OAuth2ClientCredentials

client = RESTClient(
    "https://api.partnercenter.microsoft.com/insights/v1/cmp/", data_selector="value",
    auth=OAuth2ClientCredentials(
        access_token_url=f"https://login.microsoftonline.com/{os.environ['AZURE_TENANT_ID']}/oauth2/token",
        client_id=os.environ["AZURE_CLIENT_ID"], client_secret=os.environ["AZURE_CLIENT_SECRET"],
        access_token_request_data={"resource": "https://graph.windows.net"}))
print("datasets", sum(len(page) for page in client.paginate("ScheduledDataset", paginator=SinglePagePaginator())))
