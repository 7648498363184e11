#!/usr/bin/env bash
# A download that ends before its Content-Length is a success for some clients: they report the half they have.
#
# Guess:   a body of N announced bytes, after which the server closes the connection at N/2, is an error for any client:
#          the length is there so that this can be noticed.
# Instead: only curl says so: it ends with 18. wget2 ends with 0, plain or gzip-coded. LWP's response `is_success`, has half
#          of the text, and no field Client-Aborted. Ruby's Net::HTTP and open-uri return 200 with half of it. Of a
#          gzip-coded body, Ruby has whole blocks of 16384 bytes alone. With `ignore_eof = false` Net::HTTP raises.
# Source:  curl 7.88.1, wget2 1.99.1, LWP 6.68 and Ruby 3.1.2 as installed.
# Matters: half of a CSV that ends at a line is a valid one with fewer rows. Compare the number of bytes with
#          Content-Length, or set `ignore_eof`. A simulator should cut connections on demand, so that clients are tried.
set -euo pipefail
for tool in curl perl ruby wget2; do
  command -v "$tool" >/dev/null || { echo "$tool is not installed"; exit 1; }
done
curl --version | sed -n 1p
perl -MLWP -e 'print "LWP $LWP::VERSION\n"'
ruby --version
wget2 --version | sed -n 1p
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
timeout 120 python3 - "$dir" <<'PY'
import gzip, http.server, os, subprocess, sys, threading

TEXT = b"".join(b"%d,%d\r\n" % (n, n * n * 7919) for n in range(3000))
PACKED = gzip.compress(TEXT, mtime=0)

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        packed = self.path.startswith("/packed")
        body = PACKED if packed else TEXT
        self.send_response(200)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:len(body) // 2])
        self.wfile.flush()
        self.close_connection = True
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
out = os.path.join(sys.argv[1], "out")

def run(name, path, command):
    if os.path.exists(out): os.remove(out)
    environment = dict(os.environ, URL=base + path, OUT=out)
    done = subprocess.run(command, env=environment, capture_output=True, timeout=30)
    size = os.path.getsize(out) if os.path.exists(out) else None
    print(f"{name} {path}: exit code {done.returncode}, {size} bytes; {done.stdout.decode().strip()}")
    return done.returncode, size, done.stdout.decode()

LWP = ["perl", "-MLWP::UserAgent", "-e", '''
my $r = LWP::UserAgent->new->get($ENV{URL}); open(my $f, ">", $ENV{OUT}); binmode $f;
print $f $r->decoded_content(charset => "none"); print $r->is_success ? "success" : "no success", " aborted=", $r->header("Client-Aborted") // "none";
exit($r->is_success ? 0 : 1)''']
NET = ["ruby", "-rnet/http", "-e", 'r = Net::HTTP.get_response(URI(ENV["URL"])); r.value; File.binwrite(ENV["OUT"], r.body); print r.code']
OPEN = ["ruby", "-ropen-uri", "-e", 'File.binwrite(ENV["OUT"], URI.open(ENV["URL"], &:read))']
STRICT = ["ruby", "-rnet/http", "-e", 'u = URI(ENV["URL"]); h = Net::HTTP.new(u.host, u.port); h.ignore_eof = false; h.max_retries = 0; r = h.get(u.path); File.binwrite(ENV["OUT"], r.body)']
for path in ("/plain", "/packed"):
    globals()["seen" + path[1:]] = {
        "curl": run("curl", path, ["sh", "-c", 'curl -sS --compressed -m 20 -o "$OUT" "$URL"']),
        "wget2": run("wget2", path, ["sh", "-c", 'wget2 -q --tries=1 --timeout=10 -O "$OUT" "$URL"']),
        "lwp": run("LWP", path, LWP), "net": run("Net::HTTP", path, NET), "open": run("open-uri", path, OPEN),
        "strict": run("Net::HTTP, ignore_eof = false", path, STRICT),
    }
for seen in (seenplain, seenpacked):
    assert seen["curl"][0] == 18, "changed: curl"
    assert seen["strict"][0] != 0, "changed: Net::HTTP with ignore_eof = false"
    for name in ("wget2", "lwp", "net", "open"):
        code, size, _ = seen[name]
        assert code == 0 and 0 < size < len(TEXT), f"changed: {name}"
for name in ("wget2", "lwp", "net", "open"):
    assert seenplain[name][1] == len(TEXT) // 2, f"changed: {name}"
assert seenplain["lwp"][2] == "success aborted=none"
print("the whole text has", len(TEXT), "bytes")
PY
echo "confirmed: half of an announced body is a success for wget2, LWP, Net::HTTP and open-uri"
