#!/usr/bin/env bash
# Guess:   the pattern ^\d{4}$ of a JSON Schema allows four digits 0 to 9 and nothing else, in each validator.
# Instead: jsonschema, msgspec, marshmallow, voluptuous and Cerberus pass "2026\n": their $ is Python's, which matches
#          before a last line end too. These five, fastjsonschema and pydantic pass Arabic digits. jsonschema-rs,
#          check-jsonschema and openapi-schema-validator refuse both, as ECMA-262 does, the dialect of the standard.
# Source:  jsonschema 4.26.0, msgspec 0.23.0, marshmallow 4.4.0, voluptuous 0.16.0, Cerberus 1.3.8, fastjsonschema
#          2.22.3, pydantic 2.14.4, jsonschema-rs 0.61.2, check-jsonschema 0.39.0, openapi-schema-validator 0.8.1 (PyPI).
# Matters: an identifier that was read from a file with its line end passes the validator of the client, and the one of
#          the service refuses it. Write [0-9], and (?!\n) before $ where the expression is Python's.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check jsonschema==4.26.0 msgspec==0.23.0 \
    marshmallow==4.4.0 voluptuous==0.16.0 cerberus==1.3.8 fastjsonschema==2.22.3 pydantic==2.14.4 \
    jsonschema-rs==0.61.2 check-jsonschema==0.39.0 openapi-schema-validator==0.8.1
cd "$dir"
timeout 90 v/bin/python -W ignore - <<'PY'
import json, subprocess
from importlib.metadata import version
from typing import Annotated
import cerberus, fastjsonschema, jsonschema, jsonschema_rs, marshmallow, msgspec, pydantic, voluptuous
from openapi_schema_validator import OAS31Validator

PATTERN = r"^\d{4}$"
SCHEMA = {"type": "string", "pattern": PATTERN}
Year = Annotated[str, msgspec.Meta(pattern=PATTERN)]
Model = pydantic.create_model("Model", year=(Annotated[str, pydantic.Field(pattern=PATTERN)], ...))

def with_cerberus(text):
    if not cerberus.Validator({"year": {"regex": PATTERN}}).validate({"year": text}):
        raise ValueError(text)

def with_check_jsonschema(text):
    for name, value in (("schema.json", SCHEMA), ("year.json", text)):
        with open(name, "w") as file:
            json.dump(value, file)
    command = ["v/bin/check-jsonschema", "--schemafile", "schema.json", "year.json"]
    if subprocess.run(command, capture_output=True).returncode:
        raise ValueError(text)

tools = {"jsonschema": lambda text: jsonschema.validate(text, SCHEMA),
         "msgspec": lambda text: msgspec.json.decode(json.dumps(text).encode(), type=Year),
         "marshmallow": marshmallow.validate.Regexp(PATTERN),
         "voluptuous": voluptuous.Schema(voluptuous.Match(PATTERN)),
         "cerberus": with_cerberus,
         "fastjsonschema": fastjsonschema.compile(SCHEMA),
         "pydantic": lambda text: Model(year=text),
         "jsonschema-rs": lambda text: jsonschema_rs.validate(SCHEMA, text),
         "check-jsonschema": with_check_jsonschema,
         "openapi-schema-validator": OAS31Validator(SCHEMA).validate}
refusals = (ValueError, msgspec.ValidationError, marshmallow.ValidationError, voluptuous.Invalid,
            jsonschema.ValidationError)
cases = {"2026": "2026", "2026 and a line end": "2026\n", "Arabic digits": "\u0662\u0660\u0662\u0666", "x2026": "x2026"}
for number, (name, validate) in enumerate(tools.items()):
    seen = {}
    for title, text in cases.items():
        try:
            validate(text)
            seen[title] = "passed"
        except refusals:
            seen[title] = "refused"
    print(f"{name} {version(name)}: {seen}")
    assert list(seen.values()) == ["passed", "passed" if number < 5 else "refused",
                                   "passed" if number < 7 else "refused", "refused"], name
PY
echo "confirmed: five validators pass a line end after the last digit"
