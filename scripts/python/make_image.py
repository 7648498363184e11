#!/usr/bin/env -S python3 -B
"""Writes a container image without a container engine: an archive in the layout of the OCI image specification.

  make_image.py TREE FILE

TREE has the files below a prefix, as `scripts/package` lays them out. The image has nothing else but the shared
libraries of this machine that the program names. There is no shell. The same files and SOURCE_DATE_EPOCH give the same
bytes.
"""

import datetime
import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile

USER = 65532
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
ACCOUNTS = {
    "etc/passwd": f"root:x:0:0:root:/root:/sbin/nologin\ninsights:x:{USER}:{USER}:insights:/nonexistent:/sbin/nologin\n",
    "etc/group": f"root:x:0:\ninsights:x:{USER}:\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}


def libraries(program):
    """Returns the shared libraries that a program loads on this machine, by the path that its loader looks for."""
    text = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    found = {}
    for line in text.splitlines():
        match = re.match(r"\s+(?:\S+ => )?(/\S+) \(0x", line)
        if match:
            found[match[1]] = os.path.realpath(match[1])
        elif "not found" in line:
            raise SystemExit(f"{program}: found no library for '{line.strip()}'; install it first")
    # The C library loads it when a thread ends, so no program has to name it.
    folder = next(os.path.dirname(name) for name in found if "/libc.so." in name)
    found.setdefault(f"{folder}/libgcc_s.so.1", os.path.realpath(f"{folder}/libgcc_s.so.1"))
    return found


class Layer:
    """A tar archive with fixed owners and dates."""

    def __init__(self, epoch):
        self._epoch = epoch
        self._bytes = io.BytesIO()
        self._archive = tarfile.open(fileobj=self._bytes, mode="w", format=tarfile.GNU_FORMAT)
        self._folders = set()

    def folder(self, name, mode=0o755):
        if name in self._folders or not name:
            return
        self.folder(os.path.dirname(name))
        self._folders.add(name)
        entry = self._entry(name, mode)
        entry.type = tarfile.DIRTYPE
        self._archive.addfile(entry)

    def file(self, name, content, mode=0o644):
        self.folder(os.path.dirname(name))
        entry = self._entry(name, mode)
        entry.size = len(content)
        self._archive.addfile(entry, io.BytesIO(content))

    def _entry(self, name, mode):
        entry = tarfile.TarInfo(name)
        entry.mtime, entry.mode, entry.uid, entry.gid = self._epoch, mode, 0, 0
        return entry

    @property
    def content(self):
        self._archive.close()
        return self._bytes.getvalue()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def root_layer(tree, epoch):
    layer = Layer(epoch)
    for name, text in sorted(ACCOUNTS.items()):
        layer.file(name, text.encode())
    for name, path in sorted(libraries(f"{tree}/bin/insights-sim").items()):
        layer.file(name.lstrip("/"), read(path), 0o755)
    for folder in ("proc", "sys", "dev"):
        layer.folder(folder)
    layer.folder("tmp", 0o1777)
    for path, folders, names in os.walk(tree):
        folders.sort()
        for name in sorted(names):
            full = os.path.join(path, name)
            place = os.path.relpath(full, tree)
            layer.file(f"usr/{place}", read(full), 0o755 if place.startswith("bin/") else 0o644)
    return layer.content


def configuration(version, date, machine, digest):
    return {
        "created": date, "architecture": ARCHITECTURES.get(machine, machine), "os": "linux",
        "config": {
            "User": f"{USER}:{USER}", "ExposedPorts": {"8080/tcp": {}}, "Env": ["PATH=/usr/bin"],
            "Entrypoint": ["/usr/bin/insights-sim"], "Cmd": ["serve", "--host", "0.0.0.0"], "WorkingDir": "/",
            "StopSignal": "SIGTERM",
            # Engines that know health checks read this; the specification of images has none.
            "Healthcheck": {"Test": ["CMD", "/usr/bin/insights-sim", "ready", "--timeout", "2"],
                            "Interval": 10_000_000_000, "Timeout": 5_000_000_000, "Retries": 3},
            "Labels": {"org.opencontainers.image.title": "insights-simulator",
                       "org.opencontainers.image.version": version, "org.opencontainers.image.licenses": "MIT"},
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
        "history": [{"created": date, "created_by": "scripts/package image"}],
    }


def main(tree, target):
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    version = os.environ["INSIGHTS_PACKAGE_VERSION"]
    date = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    content = root_layer(tree, epoch)
    blobs = {}

    def blob(data):
        digest = hashlib.sha256(data).hexdigest()
        blobs[digest] = data
        return {"digest": f"sha256:{digest}", "size": len(data)}

    def text(value):
        return json.dumps(value, indent=1, sort_keys=True).encode()

    kind = "application/vnd.oci.image"
    layer = {"mediaType": f"{kind}.layer.v1.tar+gzip", **blob(gzip.compress(content, 9, mtime=0))}
    config = {"mediaType": f"{kind}.config.v1+json", **blob(text(configuration(
        version, date, os.environ["INSIGHTS_PACKAGE_MACHINE"], hashlib.sha256(content).hexdigest())))}
    manifest = {"mediaType": f"{kind}.manifest.v1+json", **blob(text({
        "schemaVersion": 2, "mediaType": f"{kind}.manifest.v1+json", "config": config, "layers": [layer]}))}
    # The specification's name is a tag alone. Engines that load an archive take the whole name from the other one.
    names = {"org.opencontainers.image.ref.name": version,
             "io.containerd.image.name": f"localhost/insights-simulator:{version}"}
    index = {"schemaVersion": 2, "mediaType": f"{kind}.index.v1+json",
             "manifests": [{**manifest, "annotations": names}]}
    # What engines read that know archives of their own only.
    listing = [{"Config": f"blobs/sha256/{config['digest'][7:]}", "RepoTags": [f"insights-simulator:{version}"],
                "Layers": [f"blobs/sha256/{layer['digest'][7:]}"]}]
    archive = Layer(epoch)
    archive.file("oci-layout", text({"imageLayoutVersion": "1.0.0"}))
    archive.file("index.json", text(index))
    archive.file("manifest.json", text(listing))
    for digest, data in sorted(blobs.items()):
        archive.file(f"blobs/sha256/{digest}", data)
    with open(target, "wb") as file:
        file.write(archive.content)


if __name__ == "__main__":
    main(*sys.argv[1:])
