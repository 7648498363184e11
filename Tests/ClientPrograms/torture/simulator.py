"""A small client of the simulator that insights-sim has started: the programs beside this file use it."""

import json
import os
import urllib.parse
import urllib.request

BASE = os.environ["INSIGHTS_BASE_URL"]
QUERY = {"Query": "SELECT OrderId FROM ISVOrder", "Name": "Q"}


def send(address, data=None, fields={}, method=None):
    request = urllib.request.Request(address, data, fields, method=method)
    with urllib.request.urlopen(request, timeout=300) as response:
        return json.load(response)


def token():
    form = {
        "grant_type": "client_credentials",
        "resource": "https://graph.windows.net",
        "client_id": os.environ["AZURE_CLIENT_ID"],
        "client_secret": os.environ["AZURE_CLIENT_SECRET"],
    }
    address = BASE + "/" + os.environ["AZURE_TENANT_ID"] + "/oauth2/token"
    return send(address, urllib.parse.urlencode(form).encode())["access_token"]


class Service:
    """The routes of the service, with a token that is used until it is renewed."""

    def __init__(self):
        self.renew()

    def renew(self):
        self.fields = {"Authorization": "Bearer " + token()}

    def call(self, route, body=None, method=None):
        data = None if body is None else json.dumps(body).encode()
        return send(BASE + "/insights/v1/cmp/" + route, data, self.fields, method)
