#!/usr/bin/env bash
# Guess: an archive of an image in the layout of OCI whose tag is 1.4, as umoci and skopeo write it, is loaded without a
#   name, or by that of the project with the tag 1.4.
# Instead: the tag becomes the name: podman says "Loaded image: localhost/1.4:latest". A second project's archive of
#   version 1.4 takes the name away from the first. skopeo takes the same text for the tag. Only the annotation
#   io.containerd.image.name gives podman a whole name.
# Source: podman 4.3.1, skopeo 1.9.3 (Debian 12).
# Matters: `podman load` succeeds, and `podman run project:1.4` then asks a registry for it.
set -euo pipefail
for tool in podman skopeo; do
    command -v $tool >/dev/null || { echo "NOT CHECKED: $tool is missing (apt-get install $tool)"; exit 0; }
done
echo "$(podman --version), $(skopeo --version); seen with 4.3.1 and 1.9.3"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -B - "$dir" <<'PY'
import hashlib, io, json, sys, tarfile

def add(archive, name, data):
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))

def write(path, project, annotations):
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as archive:
        add(archive, "project", project.encode())
    kind = "application/vnd.oci.image."
    blobs = []
    def blob(media, data):
        blobs.append(data)
        return {"mediaType": kind + media, "digest": "sha256:" + hashlib.sha256(data).hexdigest(), "size": len(data)}
    layers = [blob("layer.v1.tar", layer.getvalue())]
    config = blob("config.v1+json", json.dumps({
        "architecture": "amd64", "os": "linux", "config": {},
        "rootfs": {"type": "layers", "diff_ids": [layers[0]["digest"]]}}).encode())
    manifest = blob("manifest.v1+json", json.dumps({
        "schemaVersion": 2, "mediaType": kind + "manifest.v1+json", "config": config, "layers": layers}).encode())
    with tarfile.open(path, "w") as archive:
        add(archive, "oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
        add(archive, "index.json", json.dumps(
            {"schemaVersion": 2, "manifests": [{**manifest, "annotations": annotations}]}).encode())
        for data in blobs:
            add(archive, "blobs/sha256/" + hashlib.sha256(data).hexdigest(), data)

tag = {"org.opencontainers.image.ref.name": "1.4"}
write(f"{sys.argv[1]}/one.tar", "one", tag)
write(f"{sys.argv[1]}/two.tar", "two", tag)
write(f"{sys.argv[1]}/named.tar", "named", {**tag, "io.containerd.image.name": "localhost/named:1.4"})
PY
podman() {
    command podman --root "$dir/root" --runroot "$dir/run" --tmpdir "$dir/tmp" --storage-driver vfs \
        --events-backend file --cgroup-manager cgroupfs "$@"
}
expect() { # what, found, expected
    printf '%s: %s\n' "$1" "$2"
    [ "$2" = "$3" ] || { echo "changed: expected $3"; exit 1; }
}
expect "one, tag 1.4" "$(podman load -q -i "$dir/one.tar")" "Loaded image: localhost/1.4:latest"
expect "two, tag 1.4" "$(podman load -q -i "$dir/two.tar")" "Loaded image: localhost/1.4:latest"
expect "images with a name" "$(podman images --format '{{.Repository}}:{{.Tag}}' | grep -vc none)" 1
expect "with the annotation" "$(podman load -q -i "$dir/named.tar")" "Loaded image: localhost/named:1.4"
skopeo inspect "oci-archive:$dir/one.tar:1.4" >/dev/null && echo "skopeo finds it by the tag 1.4"
echo "confirmed: podman takes the tag of an archive for the name of the image"
