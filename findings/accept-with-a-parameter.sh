#!/usr/bin/env bash
# Guess:   "Accept: application/json;odata.metadata=minimal" and "application/json;charset=utf-8" get JSON from every
#          service that has JSON and CSV.
# Instead: Werkzeug (so Flask and Quart), WebOb and Django find no match, and take CSV if "text/csv;q=0.1" stands beside
#          it. falcon, python-mimeparse, Django REST framework and litestar take JSON. The strict ones read RFC 9110 by
#          the letter: a range with a parameter matches types that have it.
# Source:  Werkzeug 3.1.9, WebOb 1.8.11, Django 5.2.19, falcon 4.4.0, python-mimeparse 2.0.0, djangorestframework
#          3.18.3, litestar 2.25.0 (PyPI).
# Matters: clients of OData send such a field with each call, and others a charset. The service answers 406, or CSV to a
#          parser of JSON. Offer the types with their parameters too, or add "application/json;q=0.9" to the field.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check werkzeug==3.1.9 webob==1.8.11 django==5.2.19 \
    falcon==4.4.0 python-mimeparse==2.0.0 djangorestframework==3.18.3 litestar==2.25.0
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
from importlib.metadata import version
import django, mimeparse
from django.conf import settings
settings.configure(REST_FRAMEWORK={}, SECRET_KEY="a test")
django.setup()
from django.test import RequestFactory
from falcon.util import mediatypes
from litestar.datastructures.headers import Accept
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from webob.acceptparse import create_accept_header
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

OFFERED = ["application/json", "text/csv"]

class CSVRenderer(BaseRenderer):
    media_type, format = "text/csv", "csv"

def with_webob(field):
    return next((kind for kind, _ in create_accept_header(field).acceptable_offers(OFFERED)), None)

def with_rest_framework(field):
    request = Request(RequestFactory().get("/", HTTP_ACCEPT=field))
    try:
        return DefaultContentNegotiation().select_renderer(request, [JSONRenderer(), CSVRenderer()])[0].media_type
    except NotAcceptable:
        return None

tools = {"werkzeug": lambda field: parse_accept_header(field, MIMEAccept).best_match(OFFERED), "webob": with_webob,
         "django": lambda field: RequestFactory().get("/", HTTP_ACCEPT=field).get_preferred_type(OFFERED),
         "falcon": lambda field: mediatypes.best_match(OFFERED, field) or None,
         "python-mimeparse": lambda field: mimeparse.best_match(OFFERED, field) or None,
         "djangorestframework": with_rest_framework, "litestar": lambda field: Accept(field).best_match(OFFERED)}
print(*(f"{name} {version(name)}" for name in tools))
json, csv = OFFERED
for field, strict, lenient in (("application/json", json, json),
                               ("text/html", None, None),
                               ("application/json;charset=utf-8", None, json),
                               ("application/json;odata.metadata=minimal", None, json),
                               ("application/json;odata.metadata=minimal, text/csv;q=0.1", csv, json),
                               ("application/json;odata.metadata=minimal, application/json;q=0.9", json, json)):
    print(f"Accept: {field}")
    for number, (name, choose) in enumerate(tools.items()):
        seen = choose(field)
        print(f"    {name}: {seen}")
        assert seen == (strict if number < 3 else lenient), (name, field)
PY
echo "confirmed: JSON with a parameter is not JSON to three libraries"
