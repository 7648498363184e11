#!/usr/bin/env bash
# Guess: "format" is either checked or not by a library, and the setting is the same
#   for all drafts. Most validators do not check it unless asked.
# Instead: jsonschema never checks, fastjsonschema always does, and jsonschema-rs
#   goes by the draft. It checks under draft-07 and stops under 2020-12 or when
#   $schema is absent. Moving a schema to the newer draft drops the check.
# Source: PyPI jsonschema 4.26.0, fastjsonschema 2.22.3, jsonschema-rs 0.61.2.
# Matters: OpenAPI 3.1 stands on 2020-12, older documents on draft-07 or before.
#   The same body with a wrong date-time passes after the move, with no warning.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q jsonschema==4.26.0 fastjsonschema==2.22.3 jsonschema-rs==0.61.2
"$dir/v/bin/python" - <<'PY'
from importlib.metadata import version
import fastjsonschema, jsonschema, jsonschema_rs
print(*(f"{p} {version(p)}" for p in ("jsonschema", "fastjsonschema", "jsonschema-rs")))
def fast(schema, value):
    try:
        fastjsonschema.compile(schema)(value)
        return True
    except fastjsonschema.JsonSchemaValueException:
        return False
drafts = {"draft-07": "http://json-schema.org/draft-07/schema#",
          "2020-12": "https://json-schema.org/draft/2020-12/schema", "none": None}
seen = {}
for name, uri in drafts.items():
    schema = {"type": "string", "format": "date-time"}
    if uri:
        schema["$schema"] = uri
    seen[name] = (jsonschema.validators.validator_for(schema)(schema).is_valid("next week"),
                  fast(schema, "next week"), jsonschema_rs.validator_for(schema).is_valid("next week"))
    print(f"'next week' as date-time, $schema {name}: jsonschema {seen[name][0]}, "
          f"fastjsonschema {seen[name][1]}, jsonschema-rs {seen[name][2]}")
assert seen == {"draft-07": (True, False, False), "2020-12": (True, False, True),
                "none": (True, False, True)}, seen
PY
echo "confirmed: jsonschema-rs 0.61.2 checks formats under draft-07 and not under 2020-12"
