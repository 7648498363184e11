#!/usr/bin/env bash
# Guess: enum and const hold plain data. A member named "$ref" in there is a value
#   to compare with, as the specification says, and is never followed.
# Instead: fastjsonschema follows it. A schema that allows the value
#   {"$ref": "#/components/schemas/Report"} does not compile. jsonschema and
#   jsonschema-rs compare the value.
# Source: PyPI fastjsonschema 2.22.3, jsonschema 4.26.0, jsonschema-rs 0.61.2.
# Matters: schemas of schemas (OpenAPI fragments, HAR of a document server, rules
#   about links) hold such values. One validator of three refuses the schema.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q fastjsonschema==2.22.3 jsonschema==4.26.0 jsonschema-rs==0.61.2
"$dir/v/bin/python" - <<'PY'
from importlib.metadata import version
import fastjsonschema, jsonschema, jsonschema_rs
print(*(f"{p} {version(p)}" for p in ("fastjsonschema", "jsonschema", "jsonschema-rs")))
value = {"$ref": "#/components/schemas/Report"}
for schema in ({"enum": [value]}, {"const": value}):
    schema["$schema"] = "http://json-schema.org/draft-07/schema#"
    print(schema)
    assert jsonschema.Draft7Validator(schema).is_valid(value)
    assert not jsonschema.Draft7Validator(schema).is_valid({})
    assert jsonschema_rs.validator_for(schema).is_valid(value)
    print("  jsonschema and jsonschema-rs: the value is valid")
    try:
        fastjsonschema.compile(schema)
        raise SystemExit("fastjsonschema compiles it now")
    except fastjsonschema.JsonSchemaDefinitionException as error:
        print("  fastjsonschema:", error)
plain = {"enum": [{"href": "#/components/schemas/Report"}]}
fastjsonschema.compile(plain)({"href": "#/components/schemas/Report"})
print("the same value under another name: all three take it")
PY
echo "confirmed: fastjsonschema 2.22.3 follows a \$ref inside enum and const"
