#!/usr/bin/env bash
# Installing niquests changes the HTTP stack below requests, and removing it again breaks requests.
#
# Guess:   niquests brings its own package (urllib3-future), so requests goes on with the urllib3 it had.
# Instead: the package writes over the folder of urllib3: requests then runs on urllib3-future, while pip still lists
#          the old urllib3. After `pip uninstall niquests urllib3-future`, `import requests` fails.
# Source:  niquests 3.21.2, urllib3-future 2.25.904, requests 2.34.2, urllib3 2.8.0 (PyPI).
# Matters: a matrix of clients in one environment tests another stack than it names, and pins of urllib3 mean nothing.
#          Here it shows by `x-gzip`: requests unpacks it before and returns it packed after.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
python3 -m venv "$dir/v"
pip() { "$dir/v/bin/pip" "$@"; }
cat >"$dir/ask.py" <<'PY'
import gzip, http.server, threading
from importlib.metadata import version
import requests, urllib3

PLAIN = b"id\n1\n"

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = gzip.compress(PLAIN, mtime=0)
        self.send_response(200)
        self.send_header("Content-Encoding", "x-gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
body = requests.get(f"http://127.0.0.1:{server.server_port}/", timeout=10).content
print(f"listed={version('urllib3')} running={urllib3.__version__} body={'unpacked' if body == PLAIN else 'packed'}")
PY
ask() { timeout 60 "$dir/v/bin/python" "$dir/ask.py" 2>&1 | tail -n 1; }

pip install -q --disable-pip-version-check requests==2.34.2 urllib3==2.8.0
before=$(ask)
pip install -q --disable-pip-version-check niquests==3.21.2 urllib3-future==2.25.904
with=$(ask)
pip uninstall -q -y niquests urllib3-future
listed=$(pip list --disable-pip-version-check 2>/dev/null | grep -E '^urllib3 ' | tr -s ' ')
after=$(ask || true)

echo "requests alone:              $before"
echo "with niquests beside it:     $with"
echo "niquests removed again:      $after (pip lists $listed)"
[ "$before" = "listed=2.8.0 running=2.8.0 body=unpacked" ]
[ "$with" = "listed=2.8.0 running=2.25.904 body=packed" ]
[ "$listed" = "urllib3 2.8.0" ]
case $after in
  *ModuleNotFoundError*urllib3*) ;;
  *) echo "changed: requests works after the removal"; exit 1 ;;
esac
echo "confirmed: niquests replaces what requests runs on"
