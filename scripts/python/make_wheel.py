#!/usr/bin/env -S python3 -B
"""Writes the wheel: the program as the command of the distribution, its data, and the plugin for pytest.

  make_wheel.py TREE FOLDER

TREE has the files below a prefix, as `scripts/package` lays them out. The same files and SOURCE_DATE_EPOCH give the same
bytes. The tag of the platform names the oldest C library that has the program's symbols.
"""

import base64
import hashlib
import os
import sys
import time
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SOURCES = ROOT + "/packaging/python"
# The folders of a prefix that an installer knows by name.
SCHEMES = {"bin": "scripts"}


def files_below(folder):
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            full = os.path.join(path, name)
            yield os.path.relpath(full, folder), full


def read(path):
    with open(path, "rb") as file:
        return file.read()


def main(tree, target):
    version = os.environ["INSIGHTS_PACKAGE_VERSION"]
    glibc = os.environ["INSIGHTS_PACKAGE_GLIBC"].replace(".", "_")
    tag = f"py3-none-manylinux_{glibc}_{os.environ['INSIGHTS_PACKAGE_MACHINE']}"
    stem = f"insights_simulator-{version}"
    entries = []  # name, content, mode
    for name, path in files_below(SOURCES + "/insights_simulator"):
        if "__pycache__" not in name:
            entries.append((f"insights_simulator/{name}", read(path), 0o644))
    for name, path in files_below(tree):
        head, _, rest = name.partition("/")
        place = f"{SCHEMES[head]}/{rest}" if head in SCHEMES else f"data/{name}"
        entries.append((f"{stem}.data/{place}", read(path), 0o755 if head == "bin" else 0o644))
    metadata = read(SOURCES + "/METADATA.in").replace(b"@VERSION@", version.encode()) + read(SOURCES + "/README.md")
    wheel = f"Wheel-Version: 1.0\nGenerator: insights-simulator\nRoot-Is-Purelib: false\nTag: {tag}\n"
    points = "[pytest11]\ninsights_simulator = insights_simulator.pytest_plugin\n"
    entries += [
        (f"{stem}.dist-info/METADATA", metadata, 0o644), (f"{stem}.dist-info/WHEEL", wheel.encode(), 0o644),
        (f"{stem}.dist-info/entry_points.txt", points.encode(), 0o644),
        (f"{stem}.dist-info/licenses/LICENSE", read(ROOT + "/LICENSE"), 0o644),
    ]
    rows = []
    for name, content, _ in entries:
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.append(f"{name},sha256={digest},{len(content)}\n")
    record = f"{stem}.dist-info/RECORD"
    entries.append((record, ("".join(rows) + f"{record},,\n").encode(), 0o644))
    date = max(time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(f"{target}/{stem}-{tag}.whl", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content, mode in entries:
            information = zipfile.ZipInfo(name, date)
            information.external_attr = (0o100000 | mode) << 16
            information.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(information, content, compresslevel=9)


if __name__ == "__main__":
    main(*sys.argv[1:])
