#!/usr/bin/env bash
# Guess: HTTP Basic is base64 of "id:secret" for a client of OAuth, too. Both ends agree on any secret in ASCII.
# Instead: RFC 6749 wants id and secret encoded as in a form before the base64. None of four client libraries does it.
#   django-oauth-toolkit decodes as in a form, so "a+b" arrives as "a b" and is refused; Authlib's server decodes
#   the percents only. "50%25x" is refused by both. A secret encoded by hand is right for both, and so is one in
#   the body.
# Source: PyPI django-oauth-toolkit 3.4.1 with Django 5.2.19, Authlib 1.9.10 with Flask 3.1.3 (servers); Authlib,
#   requests-oauthlib 2.0.0 with oauthlib 4.0.1, httpx-auth 0.23.1, requests_auth 8.0.0 (clients).
# Matters: a new secret is random, and has a + or a % in it some day. Then one client of one server gets invalid_client
#   for a secret that is right in every log.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1 OAUTHLIB_INSECURE_TRANSPORT=1 AUTHLIB_INSECURE_TRANSPORT=1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check django-oauth-toolkit==3.4.1 Django==5.2.19 Authlib==1.9.10 \
    Flask==3.1.3 requests-oauthlib==2.0.0 oauthlib==4.0.1 httpx-auth==0.23.1 requests_auth==8.0.0 requests==2.34.2 \
    httpx==0.28.1
timeout 240 "$dir/v/bin/python" -W ignore - <<'PY'
import threading, urllib.parse
from importlib.metadata import version
from wsgiref.simple_server import WSGIRequestHandler, make_server
import django
from django.conf import settings

settings.configure(
    SECRET_KEY="0" * 50, ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, LOGGING_CONFIG=None,
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],    # a quick one
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:apps?mode=memory&cache=shared",
                           "OPTIONS": {"uri": True}}})
django.setup()
import logging
logging.disable(logging.CRITICAL)
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path
from oauth2_provider.models import Application
import httpx, httpx_auth, requests, requests_auth
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from authlib.oauth2.rfc6749 import ClientMixin, grants
from flask import Flask
from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session

SECRETS = {"plain": "ab", "plus": "a+b", "percent": "50%25x"}
urlpatterns = [path("", include("oauth2_provider.urls", namespace="oauth2_provider"))]
call_command("migrate", verbosity=0)
for name, secret in SECRETS.items():
    Application.objects.create(name=name, client_id=name, client_secret=secret, client_type="confidential",
                               authorization_grant_type="client-credentials")

class Client(ClientMixin):
    """A client of the server made with Authlib."""
    def __init__(self, name):
        self.client_id, self.secret = name, SECRETS[name]
    def get_client_id(self): return self.client_id
    def get_allowed_scope(self, scope): return scope or ""
    def check_client_secret(self, secret): return secret == self.secret
    def check_endpoint_auth_method(self, method, endpoint): return True
    def check_grant_type(self, grant_type): return True

class Grant(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

flask = Flask("server")
server = AuthorizationServer(flask, query_client=lambda name: Client(name) if name in SECRETS else None,
                             save_token=lambda token, request: None)
server.register_grant(Grant)
flask.add_url_rule("/token/", view_func=lambda: server.create_token_response(), methods=["POST"], endpoint="token")

class Quiet(WSGIRequestHandler):
    def log_message(self, *_): pass

def start(app):
    listening = make_server("127.0.0.1", 0, app, handler_class=Quiet)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{listening.server_port}/token/"

GRANT = {"grant_type": "client_credentials"}

def with_httpx_auth(url, name, secret):
    httpx_auth.OAuth2.token_cache.clear()
    httpx.get(url, auth=httpx_auth.OAuth2ClientCredentials(url, name, secret))
    return {"access_token": "sent"}

def with_requests_auth(url, name, secret):
    requests_auth.OAuth2.token_cache.clear()
    requests.get(url, auth=requests_auth.OAuth2ClientCredentials(url, name, secret))
    return {"access_token": "sent"}

quote = urllib.parse.quote_plus
clients = {
    "Authlib": lambda url, name, secret: AuthlibSession(
        name, secret, token_endpoint=url, grant_type="client_credentials").fetch_token(),
    "requests-oauthlib": lambda url, name, secret: OAuth2Session(client=BackendApplicationClient(name)).fetch_token(
        url, client_id=name, client_secret=secret),
    "httpx-auth": with_httpx_auth,
    "requests-auth": with_requests_auth,
    "encoded by hand": lambda url, name, secret: requests.post(url, GRANT, auth=(quote(name), quote(secret))).json(),
    "in the body": lambda url, name, secret: requests.post(
        url, {**GRANT, "client_id": name, "client_secret": secret}).json(),
}
for title, url, accepted in (
        ("django-oauth-toolkit", start(get_wsgi_application()), ["plain"]),
        ("Authlib", start(flask), ["plain", "plus"])):
    print(f"server {title} {version(title)}, secrets that it takes:")
    for client, fetch in clients.items():
        taken = []
        for name, secret in SECRETS.items():
            try:
                if "access_token" in fetch(url, name, secret):
                    taken.append(name)
            except Exception:
                pass
        print(f"  {client}{'' if ' ' in client else ' ' + version(client)}: {taken}")
        assert taken == (list(SECRETS) if " " in client else accepted), (title, client)
PY
echo "confirmed: client secrets with + or % fail between clients and servers of OAuth"
