"""Asks independent validators: are these OpenAPI documents valid, and does jsonschema judge the table as it says?

Usage: openapi.py TABLE DOCUMENT...
"""
import json
import sys

from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

failures = []
rows = json.load(open(sys.argv[1]))
judged = 0
for row in rows:
    if "refused" in row:
        continue
    validator = Draft202012Validator(row["schema"], format_checker=FormatChecker(["uuid", "date-time"]))
    for case in row["cases"]:
        judged += 1
        if validator.is_valid(case["value"]) != ("violation" not in case):
            failures.append(f"{json.dumps(row['schema'])}: {json.dumps(case)}")
for path in sys.argv[2:]:
    for error in OpenAPIV31SpecValidator(json.load(open(path))).iter_errors():
        failures.append(f"{path}: {'/'.join(map(str, error.path))}: {str(error.message)[:300]}")
print("\n".join(failures) if failures else f"{judged} values and {len(sys.argv) - 2} documents agree")
sys.exit(1 if failures else 0)
