#!/usr/bin/env bash
# Guess:   three libraries that expand URI templates (RFC 6570) agree on plain values, for 0 is a value like any other.
# Instead: uritemplate writes nothing for 0 and False in a query: {?top,skip} with skip 0 is "?top=10&skip=". In a path
#          it writes 0, and True is "True" where the others write "true". In {+x} it leaves a blank as it is after a
#          "%2F", and std-uritemplate leaves the blank of "100% b". Three expansions of one template are three
#          addresses.
# Source:  uritemplate 4.2.0, uri-template 1.3.0, std-uritemplate 2.0.12, which kiota uses (PyPI).
# Matters: the first page of a walk is asked for with skip= and refused, or read as "no limit". Pass strings: "0",
#          "false", and escape what goes into {+x} before.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check uritemplate==4.2.0 uri-template==1.3.0 std-uritemplate==2.0.12
timeout 60 "$dir/v/bin/python" - <<'PY'
from importlib.metadata import version
import stduritemplate, uri_template, uritemplate

tools = {"uritemplate": uritemplate.expand, "uri-template": lambda text, values: uri_template.expand(text, **values),
         "std-uritemplate": stduritemplate.StdUriTemplate.expand}
print(*(f"{name} {version(name)}" for name in tools))
for template, values, expected in (
        ("/rows{?top,skip}", {"top": 10, "skip": 1}, ["/rows?top=10&skip=1"] * 3),
        ("/rows{?top,skip}", {"top": 10, "skip": 0},
         ["/rows?top=10&skip=", "/rows?top=10&skip=0", "/rows?top=10&skip=0"]),
        ("/rows/{skip}", {"skip": 0}, ["/rows/0"] * 3),
        ("/rows{?skip*}", {"skip": [0, 1]}, ["/rows?skip=0&skip=1"] * 3),
        ("/rows{?all}", {"all": False}, ["/rows?all=", "/rows?all=false", "/rows?all=false"]),
        ("/rows{?all}", {"all": True}, ["/rows?all=True", "/rows?all=true", "/rows?all=true"]),
        ("/{+name}", {"name": "a b"}, ["/a%20b"] * 3),
        ("/{+name}", {"name": "a%2Fb c"}, ["/a%2Fb c", "/a%2Fb%20c", "/a%2Fb%20c"]),
        ("/{+name}", {"name": "100% b"}, ["/100%25%20b", "/100%25%20b", "/100%25 b"])):
    seen = [expand(template, values) for expand in tools.values()]
    print(template, values, *(f"\n    {name}: {text}" for name, text in zip(tools, seen)))
    assert seen == expected, (template, values)
PY
echo "confirmed: a zero in a template of a query is written as nothing"
