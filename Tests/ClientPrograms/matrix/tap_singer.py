"""A Singer tap of one stream: prints how many datasets there are."""

import os

from singer_sdk import RESTStream, Tap
from singer_sdk import typing as th
from singer_sdk.authenticators import OAuthAuthenticator


class Authenticator(OAuthAuthenticator):
    @property
    def oauth_request_body(self):
        return {"grant_type": "client_credentials", "resource": "https://graph.windows.net",
                "client_id": self.config["client_id"], "client_secret": self.config["client_secret"]}


class Datasets(RESTStream):
    name, path, primary_keys = "datasets", "/ScheduledDataset", ("datasetName",)
    url_base = "https://api.partnercenter.microsoft.com/insights/v1/cmp"
    records_jsonpath = "$.value[*]"
    schema = th.PropertiesList(th.Property("datasetName", th.StringType)).to_dict()

    @property
    def authenticator(self):
        return Authenticator(
            stream=self, auth_endpoint=f"https://login.microsoftonline.com/{self.config['tenant']}/oauth2/token")

    def post_process(self, row, context=None):
        global count
        count += 1
        return row


class PracticeTap(Tap):
    name = "tap-practice"
    config_jsonschema = th.PropertiesList(
        th.Property("tenant", th.StringType), th.Property("client_id", th.StringType),
        th.Property("client_secret", th.StringType)).to_dict()

    def discover_streams(self):
        return [Datasets(tap=self)]


count = 0
PracticeTap(config={"tenant": os.environ["AZURE_TENANT_ID"], "client_id": os.environ["AZURE_CLIENT_ID"],
                    "client_secret": os.environ["AZURE_CLIENT_SECRET"]}).sync_all()
print(f"\ndatasets {count}")
