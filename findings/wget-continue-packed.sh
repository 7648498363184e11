#!/usr/bin/env bash
# Going on with a packed download mixes up two lengths: wget leaves a broken file and ends with 0.
#
# Guess:   `wget -c --compression=auto` goes on where the text ended, or starts anew, or says that it cannot.
# Instead: the length of the unpacked text on disk is used as offset into the packed file, and the packed rest is
#          appended as it is: exit code 0. curl `-C - --compressed` asks the same wrong range, but ends with 61.
# Source:  wget 1.21.3 and curl 7.88.1 as installed.
# Matters: stored blobs with Content-Encoding gzip are sent packed to everyone. A client may resume only what it
#          stored packed. A simulator with Range should offer such files, since both halves look right alone.
set -euo pipefail
for tool in wget curl; do
  command -v "$tool" >/dev/null || { echo "$tool is not installed"; exit 1; }
  "$tool" --version | sed -n 1p
done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
timeout 60 python3 - "$dir/report.csv" <<'PY'
import gzip, http.server, subprocess, sys, threading

TEXT = b"".join(b"%d,%d\r\n" % (n, n * n * 7919) for n in range(3000))
PACKED = gzip.compress(TEXT, mtime=0)
HAD = TEXT[:5000]
assert len(HAD) < len(PACKED)
asked = []

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        wanted = self.headers.get("Range")
        asked.append(wanted)
        first = int(wanted.removeprefix("bytes=").split("-")[0]) if wanted else 0
        body = PACKED[first:]
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("Content-Range", f"bytes {first}-{len(PACKED) - 1}/{len(PACKED)}")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/report.csv"
path = sys.argv[1]

def go_on(*command):
    asked.clear()
    with open(path, "wb") as file:
        file.write(HAD)
    code = subprocess.run([*command, url], capture_output=True, timeout=30).returncode
    with open(path, "rb") as file:
        body = file.read()
    print(f"{command[0]}: exit code {code}, asked {asked}, file of {len(body)} bytes, text has {len(TEXT)}")
    return code, body

code, body = go_on("wget", "-q", "-c", "--compression=auto", "--tries=1", "--timeout=10", "-O", path)
assert asked == ["bytes=5000-"] and code == 0
assert body == HAD + PACKED[5000:], "changed: wget no longer appends packed bytes to text"
code, body = go_on("curl", "-sS", "--compressed", "-C", "-", "-m", "10", "-o", path)
assert asked == ["bytes=5000-"] and code == 61 and body == HAD
print("the packed file is", len(PACKED), "bytes long; 5000 is a place in the text")
PY
echo "confirmed: the offset into the text is used for the packed file, by wget without an error"
