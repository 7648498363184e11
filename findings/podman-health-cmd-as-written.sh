#!/usr/bin/env bash
# Guess: `podman run --health-cmd '["CMD", "/app", "ready"]'` takes the form of a Containerfile and of compose, as `inspect`
#   prints it. Or podman refuses it.
# Instead: the whole text becomes the name of one program, so the check fails for ever and the container is unhealthy.
#   Right are the same list without "CMD", and the words `CMD /app ready` without a list. A plain `/app ready`
#   goes to a shell, which an image of one program does not have.
# Source: podman 4.3.1 (Debian 12).
# Matters: a service that waits for `service_healthy` never starts, and nothing says that the check itself is at fault.
set -euo pipefail
command -v podman >/dev/null || { echo "NOT CHECKED: podman is missing (apt-get install podman)"; exit 0; }
[ "$(podman --version)" = "podman version 4.3.1" ] || echo "seen with podman 4.3.1; this is $(podman --version)"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
podman() {
    command podman --root "$dir/root" --runroot "$dir/run" --tmpdir "$dir/tmp" --storage-driver vfs \
        --events-backend file --cgroup-manager cgroupfs "$@"
}
mkdir "$dir/image"
echo nothing >"$dir/image/app"
tar -c -C "$dir/image" app | podman import -q - example >/dev/null
stored() { # what --health-cmd is told: prints what is stored
    local id
    id=$(podman create --network none --health-interval disable --health-cmd "$1" example /app 2>/dev/null)
    podman inspect "$id" --format '{{json .Config.Healthcheck.Test}}'
    podman rm "$id" >/dev/null 2>&1
}
expect() { # what --health-cmd is told, what is stored
    local found
    found=$(stored "$1")
    printf '%-32s is stored as %s\n' "$1" "$found"
    [ "$found" = "$2" ] || { echo "changed: expected $2"; exit 1; }
}
expect '["CMD", "/app", "ready"]' '["[\"CMD\",","\"/app\",","\"ready\"]"]'
expect '["CMD","/app","ready"]' '["[\"CMD\",\"/app\",\"ready\"]"]'
expect '["/app", "ready"]' '["CMD","/app","ready"]'
expect 'CMD /app ready' '["CMD","/app","ready"]'
expect '/app ready' '["CMD-SHELL","/app ready"]'
echo "confirmed: podman takes a list that begins with CMD for the name of a program"
