"""Asks independent readers of HTTP archives: is this one valid, and do they find what was asked and answered?

Usage: har.py SCHEMA ARCHIVE EXCHANGES

EXCHANGES is a JSON array, in the order of the archive, of what a client saw: url, method, status, file (the content as
received) and transferred (bytes of the body). A member that is absent is not compared.
"""
import base64
import json
import sys

from haralyzer import HarParser
from jsonschema import Draft202012Validator, FormatChecker
from mitmproxy.io.har import request_to_flow

schema, archive, exchanges = (json.load(open(path)) for path in sys.argv[1:4])
failures = []
validator = Draft202012Validator(schema, format_checker=FormatChecker(["date-time"]))
for error in validator.iter_errors(archive):
    failures.append(f"schema: {'/'.join(map(str, error.path))}: {str(error.message)[:200]}")


def haralyzer_view(index):
    entry = HarParser(archive).har_data["entries"][index]
    text = entry["response"]["content"].get("text")
    if text is not None:
        is_base64 = entry["response"]["content"].get("encoding") == "base64"
        text = base64.b64decode(text) if is_base64 else text.encode()
    return (entry["request"]["url"], entry["request"]["method"], entry["response"]["status"], text,
            entry["response"]["bodySize"])


def mitmproxy_view(index):
    flow = request_to_flow(archive["log"]["entries"][index])
    return flow.request.url, flow.request.method, flow.response.status_code, flow.response.content, None


entries = archive["log"]["entries"]
if len(entries) != len(exchanges):
    failures.append(f"{len(entries)} entries, {len(exchanges)} exchanges")
for index, exchange in enumerate(exchanges[:len(entries)]):
    content = open(exchange["file"], "rb").read() if "file" in exchange else None
    expected = (exchange["url"], exchange["method"], exchange["status"], content, exchange.get("transferred"))
    for reader, view in [("haralyzer", haralyzer_view), ("mitmproxy", mitmproxy_view)]:
        for name, found, wanted in zip(["url", "method", "status", "content", "bytes"], view(index), expected):
            if wanted is not None and found is not None and found != wanted:
                failures.append(f"{reader}: entry {index}: {name}: {found!r:.200}; expected {wanted!r:.200}")
print("\n".join(failures) if failures else f"{len(entries)} entries agree")
sys.exit(1 if failures else 0)
