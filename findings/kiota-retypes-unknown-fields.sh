#!/usr/bin/env bash
# Read and written back by a kiota client, fields that the model does not know come back with other values.
#
# Guess:   additional_data keeps what the model does not know as it came, so that read, change, write is safe.
# Instead: strings are guessed: a date becomes a date-time ("2026-01-31" is sent as "2026-01-31T00:00:00"), the seventh
#          digit of a second is cut, "Z" becomes "+00:00", a GUID becomes lower case. In Python the values are datetime
#          and UUID, so comparing them with text is false. A model's own str fields are left alone.
# Source:  microsoft-kiota-serialization-json 1.16.0, microsoft-kiota-abstractions 1.16.0, microsoft-kiota-http 1.16.0,
#          httpx 0.28.1 (PyPI), Python 3.11 or later.
# Matters: fields that a service adds after the client was made are changed by a write that was about another field. A
#          service that expects a date refuses the whole, or moves it at midnight. A simulator should send extra fields.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check microsoft-kiota-serialization-json==1.16.0 \
    microsoft-kiota-abstractions==1.16.0 microsoft-kiota-http==1.16.0 httpx==0.28.1
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import asyncio, http.server, json, threading
from dataclasses import dataclass, field
from importlib.metadata import version
from kiota_abstractions.authentication import AnonymousAuthenticationProvider
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_abstractions.serialization import (AdditionalDataHolder, Parsable, ParseNodeFactoryRegistry,
                                              SerializationWriterFactoryRegistry)
from kiota_http.httpx_request_adapter import HttpxRequestAdapter
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from kiota_serialization_json.json_serialization_writer_factory import JsonSerializationWriterFactory

SENT = {
    "name": "2026-01-31",                         # the one field that the model knows, as text
    "period": "2026-01-31",
    "until": "2026-01-31T23:59:59.9999999Z",
    "client": "3F2504E0-4F89-11D3-9A0C-0305E82C3301",
    "months": ["2026-01-01", "first"],
    "interval": "PT1H",
    "number": "007",
}
EXPECTED = SENT | {
    "period": "2026-01-31T00:00:00",
    "until": "2026-01-31T23:59:59.999999+00:00",
    "client": "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "months": ["2026-01-01T00:00:00", "first"],
}
received = []

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = json.dumps(SENT).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_PATCH(self):
        received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}/report"

@dataclass
class Report(AdditionalDataHolder, Parsable):
    """A model as the generator writes it."""
    additional_data: dict = field(default_factory=dict)
    name: str | None = None
    @staticmethod
    def create_from_discriminator_value(node):
        return Report()
    def get_field_deserializers(self):
        return {"name": lambda node: setattr(self, "name", node.get_str_value())}
    def serialize(self, writer):
        writer.write_str_value("name", self.name)
        writer.write_additional_data_value(self.additional_data)

ParseNodeFactoryRegistry().CONTENT_TYPE_ASSOCIATED_FACTORIES["application/json"] = JsonParseNodeFactory()
SerializationWriterFactoryRegistry().CONTENT_TYPE_ASSOCIATED_FACTORIES["application/json"] = \
    JsonSerializationWriterFactory()

async def read_and_write_back():
    adapter = HttpxRequestAdapter(AnonymousAuthenticationProvider())
    report = await adapter.send_async(RequestInformation(Method.GET, address, {}), Report, {})
    request = RequestInformation(Method.PATCH, address, {})
    request.set_content_from_parsable(adapter, "application/json", report)
    await adapter.send_no_response_content_async(request, {})
    return report

report = asyncio.run(read_and_write_back())
print("kiota", version("microsoft-kiota-serialization-json"))
for name, value in SENT.items():
    print(f"    {name}: came as {value!r}, sent back as {received[0][name]!r}")
assert received == [EXPECTED]
assert report.additional_data["period"] != SENT["period"]
PY
echo "confirmed: kiota changes fields that its model does not know"
