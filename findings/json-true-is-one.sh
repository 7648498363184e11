#!/usr/bin/env bash
# Guess:   a tool that compares JSON documents tells true from 1. They are different types in JSON and in every schema.
# Instead: jsondiff, dictdiffer, json-delta and jycm see no difference where every true became 1 and every 0 false, and
#          the matcher of `responses` takes one body for the other. jsonpatch, deepdiff and respx tell them apart;
#          deepdiff only outside of lists, or with ignore_order.
# Source:  jsondiff 2.2.1, dictdiffer 0.10.0, json-delta 2.0.2, jycm 1.5.0, responses 0.26.3, jsonpatch 1.48,
#          deepdiff 9.1.0, respx 0.23.1 (PyPI).
# Matters: a change of type breaks every typed client, and the comparison that guards the contract stays green. Compare
#          the serialized texts with sorted keys too.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check jsondiff==2.2.1 dictdiffer==0.10.0 \
    json-delta==2.0.2 jycm==1.5.0 responses==0.26.3 jsonpatch==1.48 deepdiff==9.1.0 respx==0.23.1 \
    requests==2.34.2 httpx==0.28.1
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
import json
from importlib.metadata import version
import deepdiff, dictdiffer, httpx, json_delta, jsondiff, jsonpatch, requests, responses, respx
from jycm.jycm import YouchamaJsonDiffer
from responses.matchers import json_params_matcher

before = json.loads('{"active": true, "failures": 0, "flags": [true, 0]}')
after = json.loads('{"active": 1, "failures": false, "flags": [1, false]}')
other = json.loads('{"active": true, "failures": 1, "flags": [true, 0]}')

def of_jycm(left, right):
    return {kind: found for kind, found in YouchamaJsonDiffer(left, right).get_diff().items()
            if not kind.startswith("just4vis")}

def of_responses(left, right):
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post("http://api.example/", match=[json_params_matcher(left)])
        try:
            requests.post("http://api.example/", json=right)
            return []
        except requests.ConnectionError:
            return ["another body"]

def of_respx(left, right):
    with respx.mock(assert_all_called=False) as mock:
        mock.post("http://api.example/", json=left).respond(200)
        try:
            httpx.post("http://api.example/", json=right)
            return []
        except AssertionError:
            return ["another body"]

tools = {"jsondiff": jsondiff.diff, "dictdiffer": lambda left, right: list(dictdiffer.diff(left, right)),
         "json-delta": lambda left, right: json_delta.diff(left, right, verbose=False), "jycm": of_jycm,
         "responses": of_responses, "respx": of_respx, "deepdiff": deepdiff.DeepDiff,
         "jsonpatch": lambda left, right: jsonpatch.make_patch(left, right).patch}
blind = {"jsondiff", "dictdiffer", "json-delta", "jycm", "responses"}
for name, compare in tools.items():
    found = compare(before, after)
    print(f"{name} {version(name)}: {found or 'no difference'}")
    assert compare(before, other), f"{name} sees no change at all"
    assert bool(found) == (name not in blind), name
in_list = deepdiff.DeepDiff([True, 0], [1, False]), deepdiff.DeepDiff([True, 0], [1, False], ignore_order=True)
print("deepdiff of [true, 0] and [1, false]:", *(found or "no difference" for found in in_list), sep="\n    ")
assert not in_list[0] and in_list[1]
PY
echo "confirmed: true and 1 are equal to five tools that compare JSON"
