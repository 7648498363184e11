#!/usr/bin/env bash
# The page iterator of msgraph-core ends at the first empty page, though that page has a link to the next one.
#
# Guess:   iterate() follows links until there is none; a page may be empty (a server filters after it has paged). A
#          callback that returns nothing, such as list.append, sees all items.
# Instead: an empty page ends the walk without an error: what is behind it is never asked for. A callback that returns
#          None stops after the first item, as for False. azure-core's ItemPaged goes past the empty page.
# Source:  msgraph-core 1.5.2, microsoft-kiota-serialization-json 1.16.0, microsoft-kiota-http 1.16.0, httpx 0.28.1,
#          azure-core 1.41.0 (PyPI).
# Matters: rows are missing only when a filter happens to empty one page in the middle. A simulator should be able to
#          send an empty page with a link, as real services do.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check msgraph-core==1.5.2 microsoft-kiota-serialization-json==1.16.0 \
    microsoft-kiota-http==1.16.0 azure-core==1.41.0 httpx==0.28.1
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import asyncio, http.server, json, threading, urllib.request
from dataclasses import dataclass
from importlib.metadata import version
from azure.core.paging import ItemPaged
from kiota_abstractions.authentication import AnonymousAuthenticationProvider
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_abstractions.serialization import Parsable, ParseNodeFactoryRegistry
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from msgraph_core import BaseGraphRequestAdapter
from msgraph_core.tasks import PageIterator

pages, asked = [], []

class Handler(http.server.BaseHTTPRequestHandler):
    """Serves the pages under test; each but the last has a link to the next."""
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        number = int(self.path.strip("/"))
        asked.append(number)
        page = {"value": [{"name": name} for name in pages[number]]}
        if number + 1 < len(pages):
            page["@odata.nextLink"] = f"{base}/{number + 1}"
        body = json.dumps(page).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"

@dataclass
class Row(Parsable):
    """A model as the generator writes it."""
    name: str | None = None
    @staticmethod
    def create_from_discriminator_value(node):
        return Row()
    def get_field_deserializers(self):
        return {"name": lambda node: setattr(self, "name", node.get_str_value())}
    def serialize(self, writer):
        writer.write_str_value("name", self.name)

@dataclass
class Rows(Parsable):
    odata_next_link: str | None = None
    value: list[Row] | None = None
    @staticmethod
    def create_from_discriminator_value(node):
        return Rows()
    def get_field_deserializers(self):
        return {"@odata.nextLink": lambda node: setattr(self, "odata_next_link", node.get_str_value()),
                "value": lambda node: setattr(self, "value", node.get_collection_of_object_values(Row))}
    def serialize(self, writer):
        writer.write_str_value("@odata.nextLink", self.odata_next_link)

ParseNodeFactoryRegistry().CONTENT_TYPE_ASSOCIATED_FACTORIES["application/json"] = JsonParseNodeFactory()

async def with_msgraph(callback):
    adapter = BaseGraphRequestAdapter(AnonymousAuthenticationProvider())
    first = RequestInformation(Method.GET, base + "/0", {})
    await PageIterator(await adapter.send_async(first, Rows, {}), adapter).iterate(callback)

def with_azure_core():
    def fetch(link):
        with urllib.request.urlopen(link or base + "/0") as response:
            return json.load(response)
    return [row["name"] for row in ItemPaged(fetch, lambda page: (page.get("@odata.nextLink"), page["value"]))]

def walk(names, returned):
    pages[:] = names
    asked.clear()
    seen = []
    def callback(row):
        seen.append(row.name)
        return returned
    asyncio.run(with_msgraph(callback))
    print(f"msgraph-core {version('msgraph-core')}, callback returns {returned}: pages {names}, asked {asked}, "
          f"saw {seen}")
    return seen, list(asked)

full, gap = [["a", "b"], ["c"], ["d"]], [["a", "b"], [], ["d"]]
assert walk(full, True) == (["a", "b", "c", "d"], [0, 1, 2])
assert walk(gap, True) == (["a", "b"], [0, 1])
assert walk(full, None) == (["a"], [0])
pages[:] = gap
names = with_azure_core()
print(f"azure-core {version('azure-core')}: pages {gap}, saw {names}")
assert names == ["a", "b", "d"]
PY
echo "confirmed: an empty page ends the walk of msgraph-core's iterator"
