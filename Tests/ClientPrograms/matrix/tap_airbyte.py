"""A stream of the Airbyte CDK: prints how many datasets there are."""

import os

from airbyte_cdk.models import SyncMode
from airbyte_cdk.sources.streams.http import HttpStream
from airbyte_cdk.sources.streams.http.requests_native_auth import Oauth2Authenticator


class Authenticator(Oauth2Authenticator):
    def build_refresh_request_body(self):
        return {"grant_type": "client_credentials", "resource": "https://graph.windows.net",
                "client_id": self.get_client_id(), "client_secret": self.get_client_secret()}


class Datasets(HttpStream):
    url_base, primary_key = "https://api.partnercenter.microsoft.com/insights/v1/cmp/", "datasetName"

    def next_page_token(self, response):
        return None

    def path(self, **_):
        return "ScheduledDataset"

    def parse_response(self, response, **_):
        return response.json()["value"]


stream = Datasets(authenticator=Authenticator(
    f"https://login.microsoftonline.com/{os.environ['AZURE_TENANT_ID']}/oauth2/token", os.environ["AZURE_CLIENT_ID"],
    os.environ["AZURE_CLIENT_SECRET"], refresh_token=""))
print("datasets", len(list(stream.read_records(SyncMode.full_refresh))))
