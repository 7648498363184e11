#!/usr/bin/env bash
# Guess: from OpenAPI 3.0, "required" with "nullable: true" gives a field that must
#   be there and may be null. An optional field without nullable refuses null.
# Instead: datamodel-code-generator does the reverse by default. The required field
#   becomes a plain str that refuses null; the optional one takes null, and
#   sends null where the document forbids it. --strict-nullable mends the first.
# Source: PyPI datamodel-code-generator 0.89.0, openapi-schema-validator 0.9.0,
#   pydantic 2.14.4.
# Matters: services mark what is always sent, also when it is null. The validator
#   accepts that answer and the generated client raises on it.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q datamodel-code-generator==0.89.0 openapi-schema-validator==0.9.0 pydantic==2.14.4
cd "$dir"
cat > api.json <<'JSON'
{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {},
 "components": {"schemas": {"Report": {"type": "object", "required": ["error"], "properties": {
   "error": {"type": "string", "nullable": true}, "name": {"type": "string"}}}}}}
JSON
generate() {
  "$dir/v/bin/datamodel-codegen" --input api.json --input-file-type openapi --formatters builtin \
    --output-model-type pydantic_v2.BaseModel --disable-timestamp --output "$@"
}
generate plain.py
generate strict.py --strict-nullable
"$dir/v/bin/datamodel-codegen" --version
"$dir/v/bin/python" - <<'PY'
import json
from openapi_schema_validator import OAS30Validator
import plain, pydantic, strict
schema = json.load(open("api.json"))["components"]["schemas"]["Report"]
def takes(model, value):
    try:
        model.model_validate(value)
        return True
    except pydantic.ValidationError:
        return False
seen = []
for value in ({"error": None}, {"error": "x", "name": None}):
    seen.append((OAS30Validator(schema).is_valid(value), takes(plain.Report, value), takes(strict.Report, value)))
    print(f"{json.dumps(value)}: document {seen[-1][0]}, model {seen[-1][1]}, --strict-nullable {seen[-1][2]}")
assert [s[:2] for s in seen] == [(True, False), (False, True)]
assert seen[0][2] is True
print("sent by the model:", plain.Report(error="x").model_dump_json())
assert plain.Report(error="x").model_dump_json() == '{"error":"x","name":null}'
PY
echo "confirmed: datamodel-code-generator 0.89.0 makes required nullable fields refuse null"
