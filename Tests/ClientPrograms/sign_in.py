"""Signs in by every flow that needs a user, with real client libraries, and runs the whole workflow with each token.

scripts/sign-in runs it below `insights-sim exec`, so that all addresses are those of the real service. An argument
names one client; without one, all run. Each client that has a user's token runs the workflow of mpn with it. Then its
library gets a token of an application, since cmp takes no user, and runs the workflow of cmp on v1.1.

Each prints a line of its name and what worked: sign-in, mpn v1, cmp v1.1, separated by tabs. The exit code is the
number of those that failed.
"""

import base64
import html.parser
import http.server
import importlib.metadata
import json
import os
import secrets
import sys
import threading
import time
import traceback
import urllib.parse

import requests

import workflow

TENANT = "35a465b6-8ac5-474f-8544-0e744eb35e97"
LOGIN = "https://login.microsoftonline.com/" + TENANT
APPLICATION = "de01770b-d5d9-4d3f-8278-7c4a5fcee9c2"
SECRET = "practice-secret-of-the-trial"
PUBLIC = "4676b2bf-ee7a-4d9c-935b-49b930f6ea23"
TRUSTING = "7f3c1f0e-52d4-4b6a-9d0b-2a8e64c1b935"
REDIRECT = "http://localhost:53682/callback"
SCOPE = "https://api.partnercenter.microsoft.com/user_impersonation"
APPLICATION_SCOPE = "https://api.partnercenter.microsoft.com/.default"
SERVICE = "https://api.partnercenter.microsoft.com/insights/v1/mpn/ScheduledDataset"


def follow(address):
    """Plays the browser: returns the address to which the sign-in redirects."""
    answer = requests.get(address, allow_redirects=False)
    assert answer.status_code == 302, (answer.status_code, answer.text)
    return answer.headers["Location"].rstrip("#")


def claims(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def calls(token):
    """Calls the service, which needs a second factor from 1 April 2026."""
    assert claims(token)["amr"] == ["pwd", "mfa"], claims(token)
    answer = requests.get(SERVICE, headers={"Authorization": "Bearer " + token, "ValidateMfa": "true"})
    assert answer.status_code == 200, (answer.status_code, answer.text)
    assert answer.headers["isMfaCompliant"] == "true", answer.headers


class Sender:
    """A client of one program for the shared workflow, which sends its calls with `requests` or with a session."""

    def __init__(self, program, version, session=None):
        self.program, self.version = program, version
        if session:
            self.call = lambda method, url, _, body=None: session.request(method, url, json=body)


def confidential():
    import msal

    return msal.ConfidentialClientApplication(APPLICATION, client_credential=SECRET, authority=LOGIN)


def got(result):
    assert "access_token" in result, result
    return result["access_token"]


def msal_code():
    application = confidential()
    flow = application.initiate_auth_code_flow([SCOPE], redirect_uri=REDIRECT)
    query = urllib.parse.urlsplit(follow(flow["auth_uri"])).query
    result = application.acquire_token_by_auth_code_flow(flow, dict(urllib.parse.parse_qsl(query)))
    calls(got(result))
    # The account is in the cache now, with a refresh token.
    account = application.get_accounts()[0]
    return got(application.acquire_token_silent([SCOPE], account, force_refresh=True))


class HiddenFields(html.parser.HTMLParser):
    """The fields of a page that sends itself."""

    def __init__(self, text):
        super().__init__()
        self.values = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "input" and "name" in attributes:
            self.values[attributes["name"]] = attributes.get("value", "")


def msal_form_post():
    application = confidential()
    flow = application.initiate_auth_code_flow([SCOPE], redirect_uri=REDIRECT, response_mode="form_post")
    page = requests.get(flow["auth_uri"])
    assert page.status_code == 200 and f'action="{REDIRECT}"' in page.text, page.text
    return got(application.acquire_token_by_auth_code_flow(flow, HiddenFields(page.text).values))


def msal_device():
    import msal

    application = msal.PublicClientApplication(PUBLIC, authority=LOGIN)
    flow = application.initiate_device_flow([SCOPE])
    assert "user_code" in flow, flow
    flow["interval"] = 1
    return got(application.acquire_token_by_device_flow(flow))


def msal_refresh():
    return got(confidential().acquire_token_by_refresh_token(refresh_token(), [SCOPE]))


def msal_application():
    return got(confidential().acquire_token_for_client([APPLICATION_SCOPE])), None


def refresh_token():
    """Returns the refresh token of a sign-in without a library, as the Secure Application Model keeps it."""
    query = urllib.parse.urlencode({
        "client_id": APPLICATION, "response_type": "code", "redirect_uri": REDIRECT,
        "scope": SCOPE + " offline_access",
    })
    location = follow(f"{LOGIN}/oauth2/v2.0/authorize?{query}")
    code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))["code"]
    answer = requests.post(f"{LOGIN}/oauth2/v2.0/token", data={
        "grant_type": "authorization_code", "client_id": APPLICATION, "client_secret": SECRET, "code": code,
        "redirect_uri": REDIRECT,
    })
    return answer.json()["refresh_token"]


def assertion(
        issuer="https://issuer.saltmarsh.example", subject="repo:saltmarsh/reports:ref:refs/heads/main",
        key=os.path.join(os.path.dirname(os.path.abspath(__file__)), "practice-key.pem"), name="practice"):
    """Returns a token of an issuer that the application trusts, by default the one of the fixtures."""
    import jwt

    with open(key, encoding="ascii") as file:
        text = file.read()
    now = int(time.time())
    return jwt.encode(
        {"iss": issuer, "sub": subject, "aud": "api://AzureADTokenExchange", "iat": now, "exp": now + 600},
        text, algorithm="RS256", headers={"kid": name})


def outside(issuer):
    """Returns a token of an issuer that scripts/sign-in has made, with its key."""
    return assertion(issuer, "job", os.environ["ISSUER_KEY"], "outside")


def msal_with(text):
    import msal

    application = msal.ConfidentialClientApplication(
        TRUSTING, client_credential={"client_assertion": text}, authority=LOGIN)
    return application.acquire_token_for_client([APPLICATION_SCOPE])


def issuer_folder():
    """The issuer's keys are in a folder beside the tenants file."""
    return got(msal_with(outside("https://folder.example"))), None


class Issuer(http.server.BaseHTTPRequestHandler):
    """Publishes the discovery document and the keys of an issuer of this machine."""

    def do_GET(self):
        import jwt

        with open(os.environ["ISSUER_KEY"], "rb") as file:
            key = jwt.get_algorithm_by_name("RS256").prepare_key(file.read()).public_key()
        jwk = json.loads(jwt.get_algorithm_by_name("RS256").to_jwk(key))
        documents = {
            "/.well-known/openid-configuration": {
                "issuer": os.environ["ISSUER_URL"], "jwks_uri": os.environ["ISSUER_URL"] + "/keys"},
            "/keys": {"keys": [{**jwk, "kid": "outside", "use": "sig"}]},
        }
        body = json.dumps(documents.get(self.path)).encode()
        self.send_response(200 if self.path in documents else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def issuer_server():
    """The issuer is a server of this machine; while it is down, its assertions are refused as such."""
    from azure.identity import ClientAssertionCredential

    issuer = os.environ["ISSUER_URL"]
    assert 90061 in msal_with(outside(issuer))["error_codes"]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(issuer.rsplit(":", 1)[1])), Issuer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    token = got(msal_with(outside(issuer)))
    credential = ClientAssertionCredential(TENANT, TRUSTING, lambda: outside(issuer))
    assert credential.get_token(APPLICATION_SCOPE).token
    server.shutdown()
    return token, None


def msal_federated():
    return got(msal_with(assertion())), None


def azure_code():
    from azure.identity import AuthorizationCodeCredential

    query = urllib.parse.urlencode({
        "client_id": APPLICATION, "response_type": "code", "redirect_uri": REDIRECT,
        "scope": SCOPE + " offline_access",
    })
    location = follow(f"{LOGIN}/oauth2/v2.0/authorize?{query}")
    code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))["code"]
    credential = AuthorizationCodeCredential(TENANT, APPLICATION, code, REDIRECT, client_secret=SECRET)
    return credential.get_token(SCOPE).token


def azure_device():
    from azure.identity import DeviceCodeCredential

    credential = DeviceCodeCredential(PUBLIC, tenant_id=TENANT, prompt_callback=lambda *_: None)
    return credential.get_token(SCOPE).token


def azure_application():
    from azure.identity import ClientSecretCredential

    return ClientSecretCredential(TENANT, APPLICATION, SECRET).get_token(APPLICATION_SCOPE).token, None


def azure_federated():
    from azure.identity import ClientAssertionCredential

    return ClientAssertionCredential(TENANT, TRUSTING, assertion).get_token(APPLICATION_SCOPE).token, None


def oauthlib_code():
    from requests_oauthlib import OAuth2Session

    session = OAuth2Session(APPLICATION, redirect_uri=REDIRECT, scope=[SCOPE, "offline_access"], pkce="S256")
    address, _ = session.authorization_url(LOGIN + "/oauth2/v2.0/authorize")
    os.environ.update({"OAUTHLIB_INSECURE_TRANSPORT": "1", "OAUTHLIB_RELAX_TOKEN_SCOPE": "1"})
    token = session.fetch_token(
        LOGIN + "/oauth2/v2.0/token", authorization_response=follow(address), client_secret=SECRET,
        include_client_id=True)
    calls(token["access_token"])
    renewed = session.refresh_token(
        LOGIN + "/oauth2/v2.0/token", client_id=APPLICATION, client_secret=SECRET)
    return renewed["access_token"]


def oauthlib_application():
    from oauthlib.oauth2 import BackendApplicationClient
    from requests_oauthlib import OAuth2Session

    session = OAuth2Session(client=BackendApplicationClient(APPLICATION, scope=[APPLICATION_SCOPE]))
    token = session.fetch_token(LOGIN + "/oauth2/v2.0/token", client_secret=SECRET, include_client_id=True)
    return token["access_token"], session


def authlib_code():
    from authlib.integrations.requests_client import OAuth2Session

    session = OAuth2Session(
        APPLICATION, SECRET, redirect_uri=REDIRECT, scope=SCOPE + " offline_access openid",
        code_challenge_method="S256")
    verifier = secrets.token_urlsafe(48)
    address, _ = session.create_authorization_url(
        LOGIN + "/oauth2/v2.0/authorize", code_verifier=verifier, nonce="n-1")
    token = session.fetch_token(
        LOGIN + "/oauth2/v2.0/token", authorization_response=follow(address), code_verifier=verifier)
    assert claims(token["id_token"])["nonce"] == "n-1"
    return token["access_token"]


def authlib_application():
    from authlib.integrations.requests_client import OAuth2Session

    session = OAuth2Session(APPLICATION, SECRET, scope=APPLICATION_SCOPE)
    return session.fetch_token(LOGIN + "/oauth2/v2.0/token", grant_type="client_credentials")["access_token"], session


# The client, its package, how it signs a user in, and how the same library gets the token of an application.
CLIENTS = [
    ("msal, code", "msal", msal_code, msal_application),
    ("msal, form_post", "msal", msal_form_post, msal_application),
    ("msal, device code", "msal", msal_device, msal_application),
    ("msal, refresh token", "msal", msal_refresh, msal_application),
    ("msal, federated assertion", "msal", None, msal_federated),
    ("azure-identity, code", "azure-identity", azure_code, azure_application),
    ("azure-identity, device code", "azure-identity", azure_device, azure_application),
    ("azure-identity, federated assertion", "azure-identity", None, azure_federated),
    ("requests-oauthlib, code with PKCE", "requests-oauthlib", oauthlib_code, oauthlib_application),
    ("Authlib, code with PKCE", "authlib", authlib_code, authlib_application),
] + ([
    ("msal, issuer with keys in a folder", "msal", None, issuer_folder),
    ("msal and azure-identity, issuer with keys on a server", "azure-identity", None, issuer_server),
] if "ISSUER_KEY" in os.environ else [])


def run(sign_in, application):
    """Yields what worked: the sign-in, the workflow of mpn, that of cmp on v1.1; `-` for no user."""
    if sign_in:
        token = sign_in()
        calls(token)
        yield "yes"
        workflow.workflow(workflow.Call(Sender("mpn", "v1"), token))
        yield "yes"
    else:
        yield "-"
        yield "-"
    token, session = application()
    workflow.workflow(workflow.Call(Sender("cmp", "v1.1", session), token))
    yield "yes"


def main():
    os.environ["AZURE_TENANT_ID"] = TENANT
    failed = 0
    for name, package, sign_in, application in CLIENTS:
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        cells = []
        # An account runs five reports at once within an hour.
        workflow.pass_time("PT61M")
        try:
            for cell in run(sign_in, application):
                cells.append(cell)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            traceback.print_exc()
            cells.append("no")
        print("\t".join([name, importlib.metadata.version(package), *cells]), flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
