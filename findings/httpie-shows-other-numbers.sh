#!/usr/bin/env bash
# Guess:   HTTPie at a terminal colours and indents a JSON body, and changes nothing else.
# Instead: it shows 1.10 as 1.1, 12345678901234567890.12 as 1.2345678901234567e+19, 1E5 as 100000.0, -0 as 0, and 1e400 as
#          Infinity, which is no JSON. It also sorts keys. Into a pipe it writes the bytes as they came.
# Source:  httpie 3.2.4 (PyPI).
# Matters: an amount that is copied from the terminal is another one than the service sent, and a test that reads a pipe
#          sees what no user saw. --pretty=colors, or --unsorted with "a|cat", shows the digits.
set -euo pipefail
command -v script >/dev/null || { echo "script is not installed (util-linux)"; exit 1; }
dir=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1 HTTPIE_CONFIG_DIR="$dir/config"
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check httpie==3.2.4
cd "$dir"
cat > serve.py <<'PY'
import http.server, pathlib
BODY = b'{"price":1.10,"amount":12345678901234567890.12,"e":1E5,"zero":-0,"large":1e400}'
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)
    def log_message(self, *_): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
pathlib.Path("port").write_text(str(server.server_port))
server.serve_forever()
PY
timeout 60 python3 serve.py &
for _ in $(seq 50); do [ -s port ] && break; sleep 0.1; done
http="v/bin/http --ignore-stdin --body"
address="http://127.0.0.1:$(cat port)/"
piped=$($http "$address" | cat)
shown=$(TERM=dumb timeout 20 script -qec "$http --pretty=format $address" /dev/null | tr -d '\r\n ')
terminal=$(TERM=xterm timeout 20 script -qec "$http $address" /dev/null | sed 's/\x1b\[[0-9;?]*[a-zA-Z]//g' | tr -d '\r\n ')
echo "into a pipe:    $piped"
echo "at a terminal:  $terminal"
test "$piped" = '{"price":1.10,"amount":12345678901234567890.12,"e":1E5,"zero":-0,"large":1e400}'
test "$terminal" = '{"amount":1.2345678901234567e+19,"e":100000.0,"large":Infinity,"price":1.1,"zero":0}'
test "$shown" = "$terminal"
colours=$($http --pretty=colors "$address" | sed 's/\x1b\[[0-9;?]*[a-zA-Z]//g')
echo "--pretty=colors: $colours"
test "$colours" = "$piped"
echo "confirmed: HTTPie shows other numbers than it received"
