#!/usr/bin/env -S python3 -B
"""Writes the list of parts of the packages, as SPDX 2.3.

  make_sbom.py FOLDER FILE

It names the packages in FOLDER with their digests, what is linked into the program, and what the program loads.
"""

import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
import uuid

LICENSE = "MIT"


def swift_version():
    try:
        text = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return "NOASSERTION"
    match = re.search(r"Swift version (\S+)", text)
    return match[1] if match else "NOASSERTION"


def compiler_version():
    try:
        return subprocess.run(["cc", "-dumpfullversion"], capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return "NOASSERTION"


def package(identifier, name, version, license_name, **more):
    return {
        "SPDXID": f"SPDXRef-{identifier}", "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False, "licenseConcluded": license_name, "licenseDeclared": license_name,
        "copyrightText": "NOASSERTION", **more,
    }


def main(folder, target):
    version = os.environ["INSIGHTS_PACKAGE_VERSION"]
    glibc = os.environ["INSIGHTS_PACKAGE_GLIBC"]
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    program = "SPDXRef-insights-simulator"
    packages = [
        package("insights-simulator", "insights-simulator", version, LICENSE),
        package("swift-runtime", "swift-runtime", swift_version(), "Apache-2.0 WITH Swift-exception"),
        package("libstdcxx", "libstdc++", compiler_version(), "GPL-3.0-or-later WITH GCC-exception-3.1"),
        package("glibc", "glibc", f">={glibc}", "LGPL-2.1-or-later"),
        package("openssl", "openssl", ">=3.0.0", "Apache-2.0"), package("zlib", "zlib", ">=1.2.3", "Zlib"),
        package("sqlite", "sqlite", ">=3.35.0", "blessing"),
    ]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", program)]
    relations += [(program, "STATIC_LINK", f"SPDXRef-{name}") for name in ("swift-runtime", "libstdcxx")]
    relations += [(program, "DYNAMIC_LINK", f"SPDXRef-{name}") for name in ("glibc", "openssl", "sqlite", "zlib")]
    sums = []
    for name in sorted(os.listdir(folder)):
        with open(f"{folder}/{name}", "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        sums.append(digest)
        identifier = "artefact-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)
        packages.append(package(
            identifier, name, version, LICENSE, packageFileName=name,
            checksums=[{"algorithm": "SHA256", "checksumValue": digest}]))
        relations.append((f"SPDXRef-{identifier}", "CONTAINS", program))
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"insights-simulator-{version}",
        "documentNamespace": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, ' '.join(sums))}",
        "creationInfo": {
            "created": datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": ["Tool: insights-simulator-package"],
        },
        "packages": packages,
        "relationships": [
            {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": related}
            for source, kind, related in relations
        ],
    }
    with open(target, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
