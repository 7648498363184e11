"""Runs one client of the matrix: `matrix.py msal-secret`. The environment names the credentials (AZURE_*)."""

import os
import sys

import requests
from workflow import run

TENANT = os.environ["AZURE_TENANT_ID"]
CLIENT = os.environ["AZURE_CLIENT_ID"]
SECRET = os.environ["AZURE_CLIENT_SECRET"]
USER = os.environ["AZURE_USERNAME"]
PASSWORD = os.environ["AZURE_PASSWORD"]
AUTHORITY = "https://login.microsoftonline.com/" + TENANT
RESOURCE = "https://graph.windows.net"
SCOPE = RESOURCE + "/.default"


class Client:
    program = "cmp"
    refresh = None
    refusal = "AADSTS7000215"


class MSALSecret(Client):
    def application(self, secret=SECRET):
        import msal

        return msal.ConfidentialClientApplication(CLIENT, authority=AUTHORITY, client_credential=secret)

    def __init__(self):
        self.app = self.application()

    def token(self):
        return self.app.acquire_token_for_client([SCOPE])["access_token"]

    def renew(self):
        # By the machine's clock the remembered token lives on.
        self.app.remove_tokens_for_client()
        return self.token()

    def wrong_secret(self):
        result = self.application("wrong").acquire_token_for_client([SCOPE])
        return result["error"], result["error_description"]


class MSALPassword(MSALSecret):
    program = "mpn"

    def sign_in(self, app):
        return app.acquire_token_by_username_password(USER, PASSWORD, scopes=[SCOPE])

    def token(self):
        return self.sign_in(self.app)["access_token"]

    renew = token

    def refresh(self):
        account = self.app.get_accounts(USER)[0]
        return self.app.acquire_token_silent([SCOPE], account, force_refresh=True)["access_token"]

    def wrong_secret(self):
        result = self.sign_in(self.application("wrong"))
        return result["error"], result["error_description"]


class AzureSecret(Client):
    def credential(self, secret=SECRET):
        from azure.identity import ClientSecretCredential

        return ClientSecretCredential(TENANT, CLIENT, secret)

    def token(self):
        self.last = self.credential()
        return self.last.get_token(SCOPE).token

    # The credential remembers its token, by the machine's clock; a new one does not.
    renew = token

    def wrong_secret(self):
        from azure.core.exceptions import ClientAuthenticationError

        try:
            self.credential("wrong").get_token(SCOPE)
        except ClientAuthenticationError as error:
            return type(error).__name__, str(error)


class AzureEnvironment(AzureSecret):
    def credential(self, secret=SECRET):
        from azure.identity import EnvironmentCredential

        os.environ["AZURE_CLIENT_SECRET"] = secret
        return EnvironmentCredential()


class AzurePassword(AzureSecret):
    program = "mpn"

    def credential(self, secret=SECRET):
        from azure.identity import UsernamePasswordCredential

        return UsernamePasswordCredential(
            CLIENT, USER, PASSWORD, tenant_id=TENANT, client_credential=secret)

    def refresh(self):
        # Claims that are asked for keep the remembered token aside, and the refresh token is used.
        return self.last.get_token(SCOPE, claims='{"access_token":{}}').token


class ADALSecret(Client):
    def context(self):
        import adal

        return adal.AuthenticationContext(AUTHORITY, api_version=None)

    def token(self):
        return self.context().acquire_token_with_client_credentials(RESOURCE, CLIENT, SECRET)["accessToken"]

    renew = token

    def wrong_secret(self):
        import adal

        try:
            self.context().acquire_token_with_client_credentials(RESOURCE, CLIENT, "wrong")
        except adal.AdalError as error:
            return type(error).__name__, error.error_response["error_description"]


class ADALPassword(ADALSecret):
    """ADAL sends no secret beside a password, so it takes an application that has none."""

    program = "mpn"
    refusal = "AADSTS50126"

    def __init__(self):
        global AUTHORITY
        self.client, self.user = "4676b2bf-ee7a-4d9c-935b-49b930f6ea23", "taylor.brook@saltmarsh.example"
        os.environ["AZURE_TENANT_ID"] = "35a465b6-8ac5-474f-8544-0e744eb35e97"
        AUTHORITY = "https://login.microsoftonline.com/saltmarsh.example"

    def sign_in(self, password):
        return self.context().acquire_token_with_username_password(RESOURCE, self.user, password, self.client)

    def token(self):
        self.answer = self.sign_in("practice-password-of-taylor")
        return self.answer["accessToken"]

    renew = token

    def refresh(self):
        context = self.context()
        return context.acquire_token_with_refresh_token(self.answer["refreshToken"], self.client, RESOURCE)["accessToken"]

    def wrong_secret(self):
        import adal

        try:
            self.sign_in("wrong")
        except adal.AdalError as error:
            return type(error).__name__, error.error_response["error_description"]


class OAuthlibSecret(Client):
    URL = AUTHORITY + "/oauth2/v2.0/token"

    def session(self):
        from oauthlib.oauth2 import BackendApplicationClient
        from requests_oauthlib import OAuth2Session

        return OAuth2Session(client=BackendApplicationClient(CLIENT, scope=[SCOPE]))

    def fetch(self, secret):
        return self.last.fetch_token(self.URL, client_secret=secret)

    def token(self):
        self.last = self.session()
        return self.fetch(SECRET)["access_token"]

    renew = token

    def call(self, method, url, token, body=None):
        return self.last.request(method, url, json=body, timeout=300)

    def wrong_secret(self):
        from oauthlib.oauth2 import OAuth2Error

        try:
            self.fetch("wrong")
        except OAuth2Error as error:
            return type(error).__name__, str(error)


class OAuthlibPassword(OAuthlibSecret):
    program = "mpn"

    def session(self):
        from oauthlib.oauth2 import LegacyApplicationClient
        from requests_oauthlib import OAuth2Session

        return OAuth2Session(client=LegacyApplicationClient(CLIENT, scope=[SCOPE, "offline_access"]))

    def fetch(self, secret):
        # The scope granted is not spelled as the one asked for, which the library takes for an error unless told.
        os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"
        return self.last.fetch_token(
            self.URL, username=USER, password=PASSWORD, client_id=CLIENT, client_secret=secret)

    def refresh(self):
        return self.last.refresh_token(self.URL, client_id=CLIENT, client_secret=SECRET)["access_token"]


class AuthlibSecret(OAuthlibSecret):
    """The v1 endpoint, which takes a resource in place of a scope."""

    URL = AUTHORITY + "/oauth2/token"

    def session(self, secret=SECRET):
        from authlib.integrations.requests_client import OAuth2Session

        return OAuth2Session(CLIENT, secret)

    def fetch(self, session):
        return session.fetch_token(self.URL, grant_type="client_credentials", resource=RESOURCE)

    def token(self):
        self.last = self.session()
        return self.fetch(self.last)["access_token"]

    renew = token

    def wrong_secret(self):
        from authlib.integrations.base_client import OAuthError

        try:
            self.fetch(self.session("wrong"))
        except OAuthError as error:
            return type(error).__name__, str(error)


class AuthlibPassword(AuthlibSecret):
    program = "mpn"

    def fetch(self, session):
        return session.fetch_token(self.URL, username=USER, password=PASSWORD, resource=RESOURCE)

    def refresh(self):
        return self.last.refresh_token(self.URL, resource=RESOURCE)["access_token"]


class RequestsSecret(Client):
    """No library for tokens: the documents' form, sent as it stands there."""

    def ask(self, **fields):
        fields = {"client_id": CLIENT, "client_secret": SECRET, "resource": RESOURCE, **fields}
        return requests.post(AUTHORITY + "/oauth2/token", data=fields, timeout=300)

    def sign_in(self, **fields):
        return self.ask(grant_type="client_credentials", **fields)

    def token(self):
        self.answer = self.sign_in().json()
        return self.answer["access_token"]

    renew = token

    def wrong_secret(self):
        answer = self.sign_in(client_secret="wrong")
        return f"{answer.status_code} {answer.json()['error']}", answer.text


class RequestsPassword(RequestsSecret):
    program = "mpn"

    def sign_in(self, **fields):
        return self.ask(grant_type="password", username=USER, password=PASSWORD, **fields)

    def refresh(self):
        answer = self.ask(grant_type="refresh_token", refresh_token=self.answer["refresh_token"])
        return answer.json()["access_token"]


CLIENTS = {
    "msal-secret": MSALSecret,
    "msal-password": MSALPassword,
    "azure-secret": AzureSecret,
    "azure-environment": AzureEnvironment,
    "azure-password": AzurePassword,
    "adal-secret": ADALSecret,
    "adal-password": ADALPassword,
    "oauthlib-secret": OAuthlibSecret,
    "oauthlib-password": OAuthlibPassword,
    "authlib-secret": AuthlibSecret,
    "authlib-password": AuthlibPassword,
    "requests-secret": RequestsSecret,
    "requests-password": RequestsPassword,
}

run(CLIENTS[sys.argv[1]]())
