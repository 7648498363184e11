"""Prints a token as a library of Python gets it: sign_in.py LIBRARY, with the credentials of the environment."""

import asyncio
import os
import sys

tenant, client, secret = (os.environ["AZURE_" + name] for name in ("TENANT_ID", "CLIENT_ID", "CLIENT_SECRET"))
authority = "https://login.microsoftonline.com/" + tenant
resource = "https://graph.windows.net"


def with_msal():
    import msal
    application = msal.ConfidentialClientApplication(client, authority=authority, client_credential=secret)
    answer = application.acquire_token_for_client([resource + "/.default"])
    return answer.get("access_token") or sys.exit(answer["error_description"])


def with_azure_identity():
    from azure.identity import ClientSecretCredential
    return ClientSecretCredential(tenant, client, secret).get_token(resource + "/.default").token


def with_azure_identity_aio():
    from azure.identity.aio import ClientSecretCredential

    async def call():
        async with ClientSecretCredential(tenant, client, secret) as credential:
            return (await credential.get_token(resource + "/.default")).token
    return asyncio.run(call())


def with_adal():
    import adal
    context = adal.AuthenticationContext(authority)
    return context.acquire_token_with_client_credentials(resource, client, secret)["accessToken"]


def with_authlib():
    from authlib.integrations.httpx_client import OAuth2Client
    with OAuth2Client(client, secret) as session:
        return session.fetch_token(
            authority + "/oauth2/token", grant_type="client_credentials", resource=resource)["access_token"]


def with_requests_oauthlib():
    from oauthlib.oauth2 import BackendApplicationClient
    from requests_oauthlib import OAuth2Session
    session = OAuth2Session(client=BackendApplicationClient(client, scope=[resource + "/.default"]))
    return session.fetch_token(authority + "/oauth2/v2.0/token", client_secret=secret)["access_token"]


def with_msrestazure():
    from msrestazure.azure_active_directory import ServicePrincipalCredentials
    return ServicePrincipalCredentials(client, secret, tenant=tenant, resource=resource).token["access_token"]


print(globals()["with_" + sys.argv[1]]())
