#!/usr/bin/env bash
# Guess:   "Availability" and "Successful transactions" of siege count responses below 400. A load that the server
#          refuses is not available, and 20 requests are 20 transactions.
# Instead: availability is 100 % when each response is a 429 or a 404: only 5xx lower it. A 401 is a successful
#          transaction, and is asked five times: 20 calls are 100 requests, 100 hits and 100 successes.
# Source:  Debian package siege 4.0.7 (unpacked in the temporary folder); compared with h2load 1.52.0 of
#          nghttp2-client, which counts 20 failed of 20.
# Matters: a rehearsal with a token that has expired, or against a limit of calls, reports a perfect server. Fail the
#          run by the lines "Successful transactions" and by the server's own count.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1 HOME="$dir"
mkdir "$dir/debs"
(cd "$dir/debs" && apt-get download -q siege nghttp2-client libnghttp2-14 libev4 libc-ares2 libjemalloc2 \
    >/dev/null 2>&1)
for package in "$dir"/debs/*.deb; do dpkg -x "$package" "$dir/root"; done
: > "$dir/siegerc"
LD_LIBRARY_PATH=$(dirname "$(find "$dir/root" -name 'libev.so.4')") timeout 90 python3 - "$dir" <<'PY'
import http.server, os, re, subprocess, sys, threading

class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with the status under test."""
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        asked.append(self.path)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}/"
tools = os.path.join(sys.argv[1], "root/usr/bin/")

def run(*command):
    done = subprocess.run([tools + command[0], *command[1:]], capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr

def number(label, text):
    return float(re.search(rf"{label}:\s*([0-9.]+)", text)[1])

for status, expected in ((200, (20, 100, 20, 20)), (503, (20, 0, 0, 0)), (404, (20, 100, 0, 20)),
                         (429, (20, 100, 0, 20)), (401, (100, 100, 100, 100))):
    asked = []
    text = run("siege", "-R", os.path.join(sys.argv[1], "siegerc"), "-b", "-c", "2", "-r", "10", address)
    seen = (len(asked), number("Availability", text), number("Successful transactions", text),
            number("Transactions", text))
    version = re.search(r"SIEGE (\S+)", text)[1]
    print(f"siege {version}, every response {status}: {seen[0]} requests, availability {seen[1]:g} %,"
          f" {seen[2]:g} successful transactions, {seen[3]:g} transactions")
    assert seen == expected, status
    if status >= 400:
        seen = re.search(r"(\d+) succeeded, (\d+) failed", run("h2load", "--h1", "-n", "20", "-c", "2", address))
        print(f"    h2load: {seen[0]}")
        assert seen.groups() == ("0", "20")
PY
echo "confirmed: a load that is refused is 100 % available"
