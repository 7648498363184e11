#!/usr/bin/env bash
# Guess:   one pandera schema passes and refuses the same rows as a pandas and as a polars frame.
# Instead: str_matches("EUR|USD") is one expression in pandas, and (^EUR)|(USD) in polars, where "a USD price" passes. A
#          NaN in a nullable column passes less_than(10) in pandas and fails it in polars. With coerce=True pandas reads
#          the text "false" as True and "1_0" as 10; polars refuses both. None in a column of whole numbers passes in
#          polars and fails in pandas.
# Source:  pandera 0.35.0, pandas 3.1.1, polars 2.1.0 (PyPI).
# Matters: a pipeline that moves to polars keeps its schemas, and lets through what they refused. Group alternatives:
#          "(?:EUR|USD)$". Do not coerce text to boolean.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --no-compile --disable-pip-version-check "pandera[pandas,polars]==0.35.0" pandas==3.1.1 \
    polars==2.1.0
timeout 60 "$dir/v/bin/python" -W ignore - <<'PY'
from importlib.metadata import version
import pandas as pd, pandera.pandas, pandera.polars, polars as pl

def read(module, frame, checks=lambda check: [], **options):
    schema = module.DataFrameSchema({"x": module.Column(checks=checks(module.Check), **options)})
    try:
        return list(schema.validate(frame)["x"])
    except (module.errors.SchemaError, module.errors.SchemaErrors):
        return "refused"

print(*(f"{name} {version(name)}" for name in ("pandera", "pandas", "polars")))
nan = float("nan")
for title, rows, options, expected in (
        ('"USD" and str_matches("EUR|USD")', ["USD"],
         {"dtype": str, "checks": lambda check: [check.str_matches("EUR|USD")]}, (["USD"], ["USD"])),
        ('"a USD price" and str_matches("EUR|USD")', ["a USD price"],
         {"dtype": str, "checks": lambda check: [check.str_matches("EUR|USD")]}, ("refused", ["a USD price"])),
        ('"a USD price" and str_matches("(?:EUR|USD)")', ["a USD price"],
         {"dtype": str, "checks": lambda check: [check.str_matches("(?:EUR|USD)")]}, ("refused", "refused")),
        ("NaN and less_than(10), nullable", [1.0, nan],
         {"dtype": float, "nullable": True, "checks": lambda check: [check.less_than(10)]}, ("[1.0, nan]", "refused")),
        ('"false" coerced to bool', ["false"], {"dtype": bool, "coerce": True}, ([True], "refused")),
        ('"1_0" coerced to int', ["1_0"], {"dtype": int, "coerce": True}, ([10], "refused")),
        ("None in a nullable column of int", [1, None],
         {"dtype": int, "nullable": True, "coerce": True}, ("refused", [1, None]))):
    seen = (read(pandera.pandas, pd.DataFrame({"x": rows}), **options),
            read(pandera.polars, pl.DataFrame({"x": rows}), **options))
    print(f"{title}: pandas {seen[0]}, polars {seen[1]}")
    assert [str(one) for one in seen] == [str(one) for one in expected], title
PY
echo "confirmed: one schema passes other rows by the frame"
