"""Asks one library for a token twice, and prints what came of each as a line of JSON.

  client.py LIBRARY

Run it by `insights-sim exec`, which sets the variables that it reads.
"""

import asyncio
import json
import os
import sys
import urllib.request

TENANT = os.environ["AZURE_TENANT_ID"]
CLIENT = os.environ["AZURE_CLIENT_ID"]
SECRET = os.environ["AZURE_CLIENT_SECRET"]
# A name that libraries do not know makes them ask for documents about it.
OWN = os.environ.get("CLIENT_AUTHORITY") == "own"
AUTHORITY = os.environ["INSIGHTS_TLS_URL"] if OWN else "https://login.microsoftonline.com"
RESOURCE = "https://api.partnercenter.microsoft.com"
SCOPE = RESOURCE + "/.default"
ENDPOINT = f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"


def requests_so_far():
    """Returns the number of token requests and of documents that the simulator has seen."""
    request = urllib.request.Request(
        os.environ["INSIGHTS_BASE_URL"] + "/_sim/journal",
        headers={"x-insights-simulator-key": os.environ["INSIGHTS_SIM_ADMIN_KEY"]})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    entries = json.load(opener.open(request))["entries"]
    return len([entry for entry in entries if entry["route"] == "token"])


def asked(ask):
    before = requests_so_far()
    try:
        outcome = ask()
    except Exception as error:  # What the library raises is the result.
        text = str(error).split("\n")[0].split("\r")[0].strip()
        outcome = {"error": type(error).__name__, "text": text[:120]}
    outcome["requests"] = requests_so_far() - before
    return outcome


def summary(token):
    """Returns what a dictionary of a library says: the token, or an error."""
    if "access_token" not in token:
        return {"error": "dict", "text": str(token.get("error", "no token"))}
    return {"token": True, "expires_in": token.get("expires_in"), "expires_at": token.get("expires_at")}


def msal():
    import msal

    app = msal.ConfidentialClientApplication(
        CLIENT, client_credential=SECRET, authority=f"{AUTHORITY}/{TENANT}")
    return lambda: summary(app.acquire_token_for_client([SCOPE]))


def azure_identity():
    from azure.identity import ClientSecretCredential

    credential = ClientSecretCredential(TENANT, CLIENT, SECRET, authority=AUTHORITY)

    def ask():
        import time

        token = credential.get_token(SCOPE)
        return {"token": True, "expires_in": token.expires_on - int(time.time())}

    return ask


def azure_identity_aio():
    from azure.identity.aio import ClientSecretCredential

    loop = asyncio.new_event_loop()
    credential = ClientSecretCredential(TENANT, CLIENT, SECRET, authority=AUTHORITY)

    def ask():
        import time

        token = loop.run_until_complete(credential.get_token(SCOPE))
        return {"token": True, "expires_in": token.expires_on - int(time.time())}

    return ask


def authlib():
    from authlib.integrations.requests_client import OAuth2Session

    session = OAuth2Session(CLIENT, SECRET, token_endpoint_auth_method="client_secret_post", scope=SCOPE)
    return held_token(session, lambda: session.fetch_token(ENDPOINT, grant_type="client_credentials"))


def requests_oauthlib():
    from oauthlib.oauth2 import BackendApplicationClient
    from requests_oauthlib import OAuth2Session

    session = OAuth2Session(client=BackendApplicationClient(CLIENT, scope=[SCOPE]))
    return held_token(
        session, lambda: session.fetch_token(ENDPOINT, client_id=CLIENT, client_secret=SECRET, include_client_id=True))


def held_token(session, fetch):
    """Returns a function that fetches a token, and then asks the session to send a call with the one that it holds."""

    def ask():
        if not session.token:
            return summary(fetch())
        response = session.get(RESOURCE + "/insights/v1/cmp/ScheduledDataset")
        return {"token": True, "status": response.status_code, "expires_at": session.token.get("expires_at")}

    return ask


LIBRARIES = {
    "msal": msal, "azure-identity": azure_identity, "azure-identity aio": azure_identity_aio, "Authlib": authlib,
    "requests-oauthlib": requests_oauthlib,
}

if __name__ == "__main__":
    try:
        ask = LIBRARIES[sys.argv[1]]()
    except Exception as error:
        # Some libraries read documents when they are made.
        result = {"error": type(error).__name__, "text": str(error).split("\n")[0][:120], "requests": 0}
        print(json.dumps([result, result]))
        sys.exit(0)
    print(json.dumps([asked(ask), asked(ask)]))
