#!/usr/bin/env bash
# Guess:   a program that unpacks gzip files reports a file that was cut in half, as gzip does.
# Instead: rapidgzip exits with 0 and indexed-gzip reads to its end without an error: half of the rows, the last one
#          incomplete. Both report a file that lacks only the last eight bytes. igzip, pigz, busybox and mgzip report
#          both. rapidgzip also refuses a file with zeros behind it, which gzip ignores, and then prints nothing.
# Source:  rapidgzip 0.16.2, indexed-gzip 1.10.3, mgzip 0.2.5 (PyPI); Debian packages isal 2.30.0-5 with libisal2 and
#          pigz 2.6-1, unpacked; gzip as installed.
# Matters: both are chosen for large exports, for speed and for reading in the middle. A download that was cut is loaded as
#          a shorter report. Compare the length of the file with Content-Length before reading.
set -euo pipefail
dir=$(mktemp -d)
chmod 755 "$dir"
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check rapidgzip==0.16.2 indexed-gzip==1.10.3 mgzip==0.2.5
apt-get download -qq isal=2.30.0-5 libisal2=2.30.0-5 pigz=2.6-1 2> log || { cat log; exit 1; }
for package in *.deb; do dpkg -x "$package" .; done
timeout 120 v/bin/python - <<'PY'
import glob, gzip, os, random, subprocess, sys
random.seed(1)
rows = "".join(f"{number},{random.random()}\n" for number in range(40_000)).encode()
whole = gzip.compress(rows)
files = {"whole": whole, "cut in half": whole[:len(whole) // 2], "without its last 8 bytes": whole[:-8],
         "with 512 zeros behind it": whole + bytes(512)}
library = glob.glob("usr/lib/*-linux-gnu")[0]
copy = "import sys, shutil, {0}; shutil.copyfileobj({0}.{1}(sys.argv[1]), sys.stdout.buffer)"
tools = {
    "gzip": ["gzip", "-dc"], "igzip": ["usr/bin/igzip", "-dc"], "pigz": ["usr/bin/pigz", "-dc"],
    "mgzip": [sys.executable, "-W", "ignore", "-c", copy.format("mgzip", "open")],
    "rapidgzip": ["v/bin/rapidgzip", "-dc"],
    "indexed-gzip": [sys.executable, "-c", copy.format("indexed_gzip", "IndexedGzipFile")],
}
right = ["all", "error", "error", "all"]
expected = {"rapidgzip": ["all", "part", "error", "error"], "indexed-gzip": ["all", "part", "error", "all"]}
print("a file that is " + "; ".join(files))
for name, command in tools.items():
    seen = []
    for title, content in files.items():
        with open("rows.gz", "wb") as file:
            file.write(content)
        done = subprocess.run(command + ["rows.gz"], capture_output=True, env=dict(os.environ, LD_LIBRARY_PATH=library))
        seen.append("error" if done.returncode else "all" if done.stdout == rows else "part")
        if seen[-1] == "part":
            print(f"    {name}: {done.stdout.count(10)} of {rows.count(10)} rows, exit code 0")
    print(f"    {name}: {seen}")
    assert seen == expected.get(name, right), name
PY
echo "confirmed: half a gzip file is a whole one for two seekable readers"
