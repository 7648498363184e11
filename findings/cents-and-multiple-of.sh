#!/usr/bin/env bash
# Guess: `multipleOf: 0.01` is how a schema says "an amount in whole cents". A validator of JSON allows for the last bit
#   of a double and knows that 19.99 is one, and 19.995 is not.
# Instead: jsonschema, and openapi-schema-validator on top of it, refuse 19.99 and 0.07, and 11,426 of the 100,001
#   amounts from 0 to 1000. fastjsonschema, jsonschema_rs and pydantic take all of them, and refuse 19.995.
#   Amounts read as Decimal raise a TypeError in jsonschema, until the schema's 0.01 is a Decimal, too.
# Source: PyPI jsonschema 4.26.0, openapi-schema-validator 0.8.1, fastjsonschema 2.22.3, jsonschema_rs 0.60.3,
#   pydantic 2.14.4.
# Matters: a contract test with 19.50 passes, and later one price in nine "is not a multiple of 0.01", in one service
#   and not in the next. Write amounts as text with a pattern, or count cents.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check jsonschema==4.26.0 openapi-schema-validator==0.8.1 \
    fastjsonschema==2.22.3 jsonschema_rs==0.60.3 pydantic==2.14.4
timeout 240 "$dir/v/bin/python" -W ignore - <<'PY'
from decimal import Decimal
from importlib.metadata import version
from typing import Annotated
import fastjsonschema, jsonschema, jsonschema_rs, pydantic
from openapi_schema_validator import OAS31Validator

def accepts(check):
    def is_valid(amount):
        try:
            check(amount)
        except (fastjsonschema.JsonSchemaValueException, pydantic.ValidationError):
            return False
        return True
    return is_valid

schema = {"type": "number", "multipleOf": 0.01}
field = pydantic.TypeAdapter(Annotated[float, pydantic.Field(multiple_of=0.01)])
validators = {"jsonschema": jsonschema.Draft202012Validator(schema).is_valid,
              "openapi-schema-validator": OAS31Validator(schema).is_valid,
              "fastjsonschema": accepts(fastjsonschema.compile(schema)),
              "jsonschema_rs": jsonschema_rs.validator_for(schema).is_valid,
              "pydantic": accepts(field.validate_python)}
for name, is_valid in validators.items():
    refused = [cents for cents in range(100_001) if not is_valid(cents / 100)]
    print(f"{name} {version(name)}: {len(refused)} of 100001 amounts refused", [cents / 100 for cents in refused[:5]],
          f"19.50 {is_valid(19.5)}, 19.99 {is_valid(19.99)}, 19.995 {is_valid(19.995)}")
    wrong = name in ("jsonschema", "openapi-schema-validator")
    assert len(refused) == (11_426 if wrong else 0), name
    assert is_valid(19.5) and is_valid(19.99) != wrong and not is_valid(19.995), name

try:
    validators["jsonschema"](Decimal("19.99"))
    raise SystemExit("no error")
except TypeError as error:
    print("jsonschema, Decimal amount:", error)
both = jsonschema.Draft202012Validator({"type": "number", "multipleOf": Decimal("0.01")}).is_valid
assert both(Decimal("19.99")) and not both(Decimal("19.995"))
PY
echo "confirmed: 19.99 is not a multiple of 0.01 for jsonschema"
