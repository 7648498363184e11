#!/usr/bin/env bash
# Guess:   with SOURCE_DATE_EPOCH one source gives the same wheel and the same sdist, whatever the times and the umask
#          of its checkout: all backends of Python packages claim to honour it.
# Instead: the sdists of setuptools and pdm-backend differ with the times of the files, and with the umask. The wheel of
#          setuptools differs with the umask. hatchling, flit-core, poetry-core and uv-build give the same bytes.
# Source:  setuptools 84.2.1, pdm-backend 2.5.0, hatchling 1.33.0, flit-core 4.2.0, poetry-core 2.5.0, uv-build 0.13.6,
#          built by build 1.6.1 (PyPI).
# Matters: git does not keep times, and CI has another umask than a laptop: hashes in an SBOM or an attestation are not
#          those of a rebuild. Set the times and the modes of the files before building.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check build==1.6.1 setuptools==84.2.1 \
    pdm-backend==2.5.0 hatchling==1.33.0 flit-core==4.2.0 poetry-core==2.5.0 uv-build==0.13.6
cd "$dir"
PATH="$dir/v/bin:$PATH" SOURCE_DATE_EPOCH=1780000000 timeout 100 v/bin/python - <<'PY'
import hashlib, os, pathlib, shutil, subprocess, sys
from importlib.metadata import version

def build(backend, time, umask):
    """The hashes of a wheel and an sdist of a small package whose files have this time and umask."""
    before, root = os.umask(umask), pathlib.Path("demo")
    shutil.rmtree(root, ignore_errors=True)
    for name, text in {"pyproject.toml": f'[build-system]\nrequires = []\nbuild-backend = "{backend}"\n'
                                         '[project]\nname = "demo"\nversion = "1.0"\ndescription = "A demo"\n',
                       "src/demo/__init__.py": '"""A small package."""\n'}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    for path in [root, *root.rglob("*")]:
        os.utime(path, (time, time))
    subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--sdist", "--wheel", str(root)], check=True,
                   capture_output=True)
    os.umask(before)
    return {"wheel" if path.suffix == ".whl" else "sdist": hashlib.sha256(path.read_bytes()).hexdigest()
            for path in root.glob("dist/*")}

for package, backend, by_time, by_umask in (
        ("setuptools", "setuptools.build_meta", ["sdist"], ["sdist", "wheel"]),
        ("pdm-backend", "pdm.backend", ["sdist"], ["sdist"]),
        ("hatchling", "hatchling.build", [], []),
        ("flit-core", "flit_core.buildapi", [], []),
        ("poetry-core", "poetry.core.masonry.api", [], []),
        ("uv-build", "uv_build", [], [])):
    first = build(backend, 1_790_000_000, 0o022)
    assert set(first) == {"sdist", "wheel"}
    seen = []
    for other in (build(backend, 1_791_000_000, 0o022), build(backend, 1_790_000_000, 0o077)):
        seen.append(sorted(kind for kind in first if first[kind] != other[kind]))
    print(f"{package} {version(package)}: other times change {seen[0] or 'nothing'},"
          f" another umask {seen[1] or 'nothing'}")
    assert seen == [by_time, by_umask], package
PY
echo "confirmed: SOURCE_DATE_EPOCH fixes the bytes of four backends of six"
