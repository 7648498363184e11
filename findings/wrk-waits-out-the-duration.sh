#!/usr/bin/env bash
# wrk whose threads have all stopped waits until the end of -d, and divides by that time.
#
# Guess:   `wrk.thread:stop()` in each thread ends the run. Rates are the requests over the time that they took.
# Instead: the process stays until -d is over. summary.duration, Requests/sec and Transfer/sec count the idle time, so
#          twice the -d halves the rate of the same 1,000 requests. A clock in the script shows the true time.
# Source:  Debian package wrk 4.1.0 (printed); must be installed. LuaJIT's ffi reads the clock.
# Matters: a script that sends a fixed list of calls ("read the whole report once") reports the -d that was chosen,
#          not the server. Latencies are right. Two runs with different -d cannot be compared.
set -euo pipefail
command -v wrk >/dev/null || { echo "wrk is not installed"; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/plan.lua" <<'LUA'
local ffi = require("ffi")
ffi.cdef("typedef struct { long s, ns; } moment; int clock_gettime(int, moment *);")
local function now()
  local m = ffi.new("moment")
  ffi.C.clock_gettime(1, m)                          -- 1 is CLOCK_MONOTONIC
  return tonumber(m.s) + tonumber(m.ns) / 1e9
end
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() answered, took, began = 0, 0, now() end
function response()
  answered = answered + 1
  if answered == 500 then
    took = now() - began
    wrk.thread:stop()
  end
end
function done(summary)
  local longest = 0
  for _, thread in ipairs(threads) do longest = math.max(longest, thread:get("took")) end
  print(string.format("Seen: %d %.3f %.3f", summary.requests, summary.duration / 1e6, longest))
end
LUA
timeout 120 python3 - "$dir/plan.lua" <<'PY'
import http.server, re, subprocess, sys, threading, time

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
version = subprocess.run(["wrk", "-v"], capture_output=True, text=True, timeout=10)
print((version.stdout + version.stderr).split(" [")[0])

rates = []
for seconds in (6, 12):
    start = time.monotonic()
    done = subprocess.run(["wrk", "-t2", "-c2", f"-d{seconds}s", "-s", sys.argv[1],
                           f"http://127.0.0.1:{server.server_port}/"], capture_output=True, text=True, timeout=60)
    waited = time.monotonic() - start
    requests, duration, took = map(float, re.search(r"Seen: (\S+) (\S+) (\S+)", done.stdout).groups())
    rate = float(re.search(r"Requests/sec:\s*(\S+)", done.stdout).group(1))
    print(f"-d{seconds}s: {requests:.0f} requests took {took:.3f} s; wrk ran {waited:.1f} s, "
          f"says {duration:.1f} s and {rate:.1f} requests/s; true rate {requests / took:.0f}")
    assert done.returncode == 0 and requests == 1000 and 0 < took < seconds / 2
    assert waited > seconds - 0.2 and seconds - 0.2 < duration < seconds + 1.5
    assert abs(rate - requests / duration) < 1
    rates.append(rate)
assert 0.4 < rates[1] / rates[0] < 0.6
PY
echo "confirmed: wrk counts the idle time after every thread has stopped"
