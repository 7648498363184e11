"""A tenant of a simulator: credentials, clock, faults and journal of its own."""

from __future__ import annotations

import datetime
import json
import os
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from ._server import Simulator

LOGIN = "https://login.microsoftonline.com"
RESOURCE = "https://graph.windows.net"
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Clock:
    """The clock of a tenant."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    @property
    def now(self) -> datetime.datetime:
        """The instant that the clock shows."""
        return _instant(self._sandbox.administer("GET", "clock")["now"])

    def advance(self, duration: str | datetime.timedelta) -> datetime.datetime:
        """Moves the clock forward, by an ISO 8601 duration or a time delta; returns the new instant."""
        if isinstance(duration, datetime.timedelta):
            duration = f"PT{int(duration.total_seconds())}S"
        return _instant(self._sandbox.administer("POST", "clock", {"advance": duration})["now"])

    def set(self, instant: str | datetime.datetime) -> datetime.datetime:
        """Moves the clock to an instant that is not before the present one; returns it."""
        return _instant(self._sandbox.administer("POST", "clock", {"set": instant_text(instant)})["now"])


class Faults:
    """The fault plan of a tenant."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def set(self, *rules: Mapping[str, Any], seed: int | None = None) -> None:
        """Replaces the plan by these rules."""
        plan: dict[str, Any] = {"rules": [dict(rule) for rule in rules]}
        if seed is not None:
            plan["seed"] = seed
        self._sandbox.administer("POST", "faults", plan)

    def clear(self) -> None:
        """Removes the plan."""
        self._sandbox.administer("DELETE", "faults")

    @property
    def rules(self) -> list[dict[str, Any]]:
        """The rules of the plan."""
        return cast("list[dict[str, Any]]", self._sandbox.administer("GET", "faults")["rules"])

    @property
    def fired(self) -> list[int]:
        """How often each rule has fired."""
        return cast("list[int]", self._sandbox.administer("GET", "faults")["fired"])


class Sandbox:
    """A tenant of its own."""

    def __init__(self, simulator: Simulator, information: Mapping[str, Any]) -> None:
        self.simulator = simulator
        self.information: dict[str, Any] = dict(information)
        self.url: str = simulator.url
        self.tenant_id: str = information["tenantId"]
        self.client_id: str = information["clientId"]
        self.client_secret: str = information["clientSecret"]
        self.username: str = information.get("username", "")
        self.password: str = information.get("password", "")
        self.clock = Clock(self)
        self.faults = Faults(self)

    def administer(self, method: str, path: str, body: object = None, **parameters: str) -> Any:
        """Calls a route of the administration for this tenant."""
        return self.simulator.administer(method, path, tenant=self.tenant_id, body=body, **parameters)

    @property
    def token_url(self) -> str:
        """The address of the token endpoint."""
        return f"{self.url}/{self.tenant_id}/oauth2/token"

    def token(self, resource: str = RESOURCE) -> str:
        """Returns an access token of the tenant's first application."""
        form = {
            "grant_type": "client_credentials", "resource": resource,
            "client_id": self.client_id, "client_secret": self.client_secret,
        }
        with _DIRECT.open(self.token_url, urllib.parse.urlencode(form).encode(), timeout=60) as response:
            return cast("str", json.load(response)["access_token"])

    def get(self, path: str, program: str = "cmp") -> Any:
        """Calls a route of the service with a new token, and returns the JSON of its response."""
        address = f"{self.url}/insights/v1/{program}/{path}"
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {self.token()}"})
        with _DIRECT.open(request, timeout=60) as response:
            return json.load(response)

    def journal(self, **filters: str) -> dict[str, Any]:
        """Returns the requests and responses; the keywords are those of `GET /_sim/journal`."""
        return cast("dict[str, Any]", self.administer("GET", "journal", **filters))

    def case(self) -> dict[str, Any]:
        """Returns a recording that `insights-sim case replay` repeats."""
        return cast("dict[str, Any]", self.administer("GET", "case"))

    def reset(self) -> None:
        """Restores the initial state."""
        self.administer("POST", "reset")

    def delete(self) -> None:
        """Deletes the tenant."""
        self.simulator.administer("DELETE", f"sandboxes/{self.tenant_id}")

    def environment(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """Returns an environment in which an unmodified client calls this tenant by the real host names.

        It has the variables of `insights-sim exec --isolate variables` that Python, curl, Node and Go read. `base` is
        the environment to start from, by default this process's.
        """
        variables = dict(os.environ if base is None else base)
        proxy, authority = self.url, self.simulator.ca_file
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
            variables[name] = variables[name.lower()] = proxy
        for name in ("NO_PROXY", "no_proxy"):
            variables[name] = "localhost,127.0.0.1,::1"
        for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"):
            variables[name] = authority
        variables["NODE_USE_ENV_PROXY"] = "1"
        variables.update(
            AZURE_TENANT_ID=self.tenant_id, AZURE_CLIENT_ID=self.client_id, AZURE_CLIENT_SECRET=self.client_secret,
            AZURE_USERNAME=self.username, AZURE_PASSWORD=self.password, AZURE_AUTHORITY_HOST=LOGIN,
            INSIGHTS_BASE_URL=self.url, INSIGHTS_TLS_URL=self.simulator.tls_url)
        return variables


def instant_text(instant: str | datetime.datetime) -> str:
    """Returns an instant as the simulator reads it, in UTC and whole seconds."""
    if isinstance(instant, str):
        return instant
    if instant.tzinfo is not None:
        instant = instant.astimezone(datetime.timezone.utc)
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _instant(text: str) -> datetime.datetime:
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
