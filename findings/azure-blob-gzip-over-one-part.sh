#!/usr/bin/env bash
# A blob with Content-Encoding gzip is unpacked by azure-storage-blob while it is small, and fails once it is large.
#
# Guess:   download_blob() unpacks such a blob whatever its size, or never does.
# Instead: up to max_single_get_size (32 MiB by default) it comes unpacked. Above, each part is unpacked on its own:
#          the second part is no gzip file, so readall() tries it three times and raises. decompress=False works,
#          and then small blobs come packed, too. The limits are lowered here to stay small.
# Source:  azure-storage-blob 12.31.1, azure-core 1.41.0, requests 2.34.2 (PyPI).
# Matters: report downloads are such blobs behind signed links. The code works for a year and fails on the day that
#          the packed report outgrows one part. Range on a packed file has to be tested by parts, not only as a whole.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check azure-storage-blob==12.31.1 azure-core==1.41.0 \
  requests==2.34.2 urllib3==2.8.0
timeout 90 "$dir/v/bin/python" - <<'PY'
import gzip, http.server, re, threading
from importlib.metadata import version
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import BlobClient

PLAIN = b"".join(b"%d,%d\r\n" % (n, n * n * 7919) for n in range(3000))
PACKED = gzip.compress(PLAIN, mtime=0)
ranges = []

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        wanted = self.headers.get("x-ms-range") or self.headers.get("Range")
        ranges.append(wanted)
        first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", wanted).groups())
        body = PACKED[first:last + 1]
        self.send_response(206)
        for name, value in (("Content-Encoding", "gzip"), ("Content-Type", "text/csv"), ("ETag", '"1"'),
                            ("Last-Modified", "Sun, 01 Nov 2026 00:00:00 GMT"), ("x-ms-blob-type", "BlockBlob"),
                            ("Content-Range", f"bytes {first}-{first + len(body) - 1}/{len(PACKED)}"),
                            ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
link = f"http://127.0.0.1:{server.server_port}/account/reports/report.csv?sig=abc"
print("azure-storage-blob", version("azure-storage-blob"), "| packed size", len(PACKED))

def download(part=None, **options):
    ranges.clear()
    limits = {"max_single_get_size": part, "max_chunk_get_size": part} if part else {}
    with BlobClient.from_blob_url(link, retry_total=0, connection_timeout=5, read_timeout=5, **limits) as client:
        try:
            body = client.download_blob(**options).readall()
            kind = "unpacked" if body == PLAIN else "packed" if body == PACKED else "neither"
        except HttpResponseError as error:
            kind = "HttpResponseError"
            assert "failed to decode" in str(error)
    print(f"part {part or 'default'} {options or ''}: {kind}; parts asked: {len(set(ranges))}")
    return kind

assert len(PACKED) > 3 * 4096
assert download() == "unpacked"
assert download(4096) == "HttpResponseError"
assert download(4096, decompress=False) == "packed"
assert download(decompress=False) == "packed"
PY
echo "confirmed: a gzip blob above one part cannot be read with the defaults that read a smaller one"
