#!/usr/bin/env python3
"""Runs the contracts through Python's standard library: `insights-sim contracts run --client "python3 insights_client.py"`.

One JSON object per line on standard input, one in response to each on standard output (docs/reference/client-protocol.md). To try a
client library of your own, keep the loop at the end and let the functions above it call the library.
"""

import gzip
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

VERSIONS = ["v1", "v1.1"]
ROUTES = {  # operation: method, path below /insights/{version}/{program}/, whether the arguments are the body
    "getDatasets": ("GET", "ScheduledDataset", False),
    "createQuery": ("POST", "ScheduledQueries", True),
    "getQueries": ("GET", "ScheduledQueries", False),
    "deleteQuery": ("DELETE", "ScheduledQueries/{queryId}", False),
    "testQuery": ("GET", "ScheduledQueries/testQueryResult", False),
    "createReport": ("POST", "ScheduledReport", True),
    "getReports": ("GET", "ScheduledReport", False),
    "updateReport": ("PUT", "ScheduledReport/{reportId}", True),
    "deleteReport": ("DELETE", "ScheduledReport/{reportId}", False),
    "pauseReport": ("PUT", "ScheduledReport/pause/{reportId}", False),
    "resumeReport": ("PUT", "ScheduledReport/resume/{reportId}", False),
    "getExecutions": ("GET", "ScheduledReport/execution/{reportId}", False),
}


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def text(value):
    return value if isinstance(value, str) else json.dumps(value)


def send(method, url, headers, body=None):
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    opener = urllib.request.build_opener(NoRedirects)
    try:
        response = opener.open(request, timeout=60)
    except urllib.error.HTTPError as refusal:
        response = refusal
    with response:
        content = response.read()
        fields = {}
        for name, value in response.headers.items():
            fields.setdefault(name, value)
        if response.headers.get("Content-Encoding", "").lower() == "gzip" and content:
            content = gzip.decompress(content)
        words = content.decode("utf-8", "replace")
        is_json = response.headers.get("Content-Type", "").lower().startswith("application/json")
        parsed = json.loads(words) if is_json and words else words or None
        return {"status": response.status, "headers": fields, "body": parsed}


class Client:
    def __init__(self, arguments):
        self.settings = arguments
        self.kept_token = None

    def get_token(self):
        settings = self.settings
        form = {
            "resource": settings["resource"],
            "client_id": settings["clientId"],
            "client_secret": settings["clientSecret"],
            "grant_type": "client_credentials",
        }
        if "username" in settings:
            form.update(
                grant_type="password", username=settings["username"], password=settings["password"], scope="openid"
            )
        url = f"{settings['authority']}/{settings['tenantId']}/oauth2/token"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return send("POST", url, headers, urllib.parse.urlencode(form).encode())

    def authorization(self):
        if "clientId" not in self.settings:
            return {}
        if self.kept_token is None:
            response = self.get_token()
            if response["status"] != 200:
                raise RuntimeError(f"no token: {response['status']} {response['body']['error_codes']}")
            self.kept_token = response["body"]["access_token"]
        return {"Authorization": "Bearer " + self.kept_token}

    def request(self, arguments):
        headers = {name: text(value) for name, value in arguments.get("headers", {}).items()}
        body, media_type = None, None
        if "json" in arguments:
            body, media_type = json.dumps(arguments["json"]).encode(), "application/json"
        elif "form" in arguments:
            pairs = {name: text(value) for name, value in arguments["form"].items()}
            body = urllib.parse.urlencode(pairs, quote_via=urllib.parse.quote).encode()
            media_type = "application/x-www-form-urlencoded"
        elif "text" in arguments:
            body, media_type = arguments["text"].encode(), "application/json"
        names = {name.lower() for name in headers}
        if media_type and "content-type" not in names:
            headers["Content-Type"] = media_type
        path = arguments["path"]
        own = path.lower().lstrip("/").startswith(("insights/", "analytics/"))
        if own and "authorization" not in names:
            headers.update(self.authorization())
        if not path.startswith("http"):
            path = (self.settings["baseUrl"] if own or path.startswith("/reports/") else self.settings["authority"]) + path
        return send(arguments["method"], path, headers, body)

    def call(self, operation, arguments):
        if operation == "getToken":
            return self.get_token()
        if operation == "download":  # the link is the credential: no token goes along
            return send("GET", arguments["link"], {})
        if operation == "request":
            return self.request(arguments)
        method, path, has_body = ROUTES[operation]
        rest = dict(arguments)
        for name in ("queryId", "reportId"):
            if "{" + name + "}" in path:
                path = path.replace("{" + name + "}", urllib.parse.quote(text(rest.pop(name)), safe=""))
        version = self.settings.get("version", "v1")
        url = f"{self.settings['baseUrl']}/insights/{version}/{self.settings['program']}/{path}"
        headers = self.authorization()
        if has_body:
            headers["Content-Type"] = "application/json"
            return send(method, url, headers, json.dumps(rest).encode())
        if rest:
            pairs = {name: text(value) for name, value in rest.items()}
            url += "?" + urllib.parse.urlencode(pairs, quote_via=urllib.parse.quote)
        return send(method, url, headers)


def main():
    client = None
    for line in sys.stdin:
        try:
            message = json.loads(line)
            operation, arguments = message["operation"], message["arguments"]
            if operation == "hello":
                response = {"operations": ["getToken", "download", "request", *ROUTES], "versions": VERSIONS}
            elif operation == "open":
                client, response = Client(arguments), {}
            elif operation == "forgetTokens":
                if client:
                    client.kept_token = None
                response = {}
            else:
                response = client.call(operation, arguments)
        except Exception as error:  # the runner must learn of every error
            response = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(response), flush=True)


if __name__ == "__main__":
    main()
