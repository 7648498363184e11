#!/usr/bin/env bash
# Guess:   flattening {"order_id": 1, "order": {"id": 2}} with "_" keeps both values, or says that two have one name.
# Instead: flatten-json and flatdict keep the one that comes last in the text, pandas the nested one. The other is lost
#          without a word. Only python-benedict raises an error. With "." the same happens to a key that has a dot.
# Source:  flatten-json 0.1.14, pandas 3.1.1, flatdict 4.1.0, python-benedict 0.40.1 (PyPI).
# Matters: records with order_id beside an order are common. The column order_id holds the one or the other by the
#          library and by the order of members, which JSON does not promise.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check flatten-json==0.1.14 pandas==3.1.1 flatdict==4.1.0 \
    python-benedict==0.40.1
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
from importlib.metadata import version
import flatdict, pandas
from benedict import benedict
from flatten_json import flatten

def outcome(flat, record, separator):
    try:
        values = list(dict(flat(record, separator)).values())
        return values[0] if len(values) == 1 else values
    except KeyError:
        return "error"

libraries = {
    "flatten-json": lambda record, separator: flatten(record, separator),
    "pandas": lambda record, separator: pandas.json_normalize([record], sep=separator).to_dict("records")[0],
    "flatdict": lambda record, separator: flatdict.FlatDict(record, delimiter=separator),
    "python-benedict": lambda record, separator: benedict(record, keypath_separator=None).flatten(separator),
}
expected = {"flatten-json": [2, 1, 2], "pandas": [2, 2, 2], "flatdict": [2, 1, 2], "python-benedict": ["error"] * 3}
for name, flat in libraries.items():
    seen = [outcome(flat, {"order_id": 1, "order": {"id": 2}}, "_"), outcome(flat, {"order": {"id": 2}, "order_id": 1}, "_"),
            outcome(flat, {"order.id": 1, "order": {"id": 2}}, ".")]
    print(f"{name} {version(name)}: {seen[0]}, members in the other order {seen[1]}, with a dot {seen[2]}")
    assert seen == expected[name], name
PY
echo "confirmed: one of two values is lost when records are flattened"
