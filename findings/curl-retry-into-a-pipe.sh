#!/usr/bin/env bash
# `curl --retry` into a pipe or by `>` hands on the bodies of the failed tries, too, and ends with 0.
#
# Guess:   the answers that were retried are thrown away; the output is the last answer, as it is with -o.
# Instead: on standard output each 503 body stands before the good one: `curl -s --retry 3 URL | jq` reads three
#          documents. With -o the file is emptied between tries; with -f the failed bodies are not written.
# Source:  curl 7.88.1 as installed.
# Matters: a token script takes the first line, an error, for the token answer. It works until the service is busy.
#          A simulator that answers 503 with a JSON body, as the service does, brings it to light.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
curl --version | sed -n 1p

cat >"$dir/server.py" <<'PY'
import http.server, sys

calls = {}

class Handler(http.server.BaseHTTPRequestHandler):
    """Each path is busy twice, then answers."""
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        calls[self.path] = calls.get(self.path, 0) + 1
        busy = calls[self.path] < 3
        body = b'{"error":"busy"}\n' if busy else b'{"token":"t"}\n'
        self.send_response(503 if busy else 200)
        if busy:
            self.send_header("Retry-After", "1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1], "w") as port:
    port.write(f"{server.server_port}\n")
server.serve_forever()
PY
timeout 90 python3 "$dir/server.py" "$dir/port" &
server=$!
for _ in $(seq 100); do [ -s "$dir/port" ] && break; sleep 0.1; done
url=http://127.0.0.1:$(cat "$dir/port")

curl -s -m 20 --retry 3 "$url/pipe" | cat >"$dir/pipe"
curl -s -m 20 --retry 3 "$url/redirected" >"$dir/redirected"
curl -s -m 20 --retry 3 -o "$dir/named" "$url/named"
curl -s -m 20 --retry 3 -f "$url/fail" >"$dir/fail"
for way in pipe redirected named fail; do
  printf '%s: %s\n' "$way" "$(tr '\n' ' ' <"$dir/$way")"
done

printf '{"error":"busy"}\n{"error":"busy"}\n{"token":"t"}\n' >"$dir/three"
printf '{"token":"t"}\n' >"$dir/one"
cmp "$dir/pipe" "$dir/three"
cmp "$dir/redirected" "$dir/three"
cmp "$dir/named" "$dir/one"
cmp "$dir/fail" "$dir/one"
echo "confirmed: standard output of curl --retry holds the bodies of all tries"
