"""Makes clients from an OpenAPI document with two generators, and runs the workflow of both programs with them.

Usage: openapi_clients.py READY DOCUMENT FOLDER

READY is the ready file of a simulator with a manual clock. openapi-python-client must make every operation of the
document and every model; datamodel-code-generator must make models that read all responses of the workflow.
"""
import importlib
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse
import urllib.request

ready = json.load(open(sys.argv[1]))
document = json.load(open(sys.argv[2]))
folder = pathlib.Path(sys.argv[3])
tools = pathlib.Path(sys.executable).parent
base, tenant = ready["url"], ready["tenantId"]


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    return output


# The client: every operation and every model.
(folder / "config.yml").write_text("post_hooks: []\n")
log = run(tools / "openapi-python-client", "generate", "--path", sys.argv[2], "--meta", "none", "--config",
          folder / "config.yml", "--output-path", folder / "generated_client")
# The refusals of downloads are XML, for which the generator makes nothing.
warnings = [text for text in re.findall(r"^WARNING .*(?:\n\n.*)?", log, re.M) if "application/xml" not in text]
assert not warnings, "\n".join(warnings)
sys.path.insert(0, str(folder))
operations = {}
for path in (folder / "generated_client" / "api").glob("*/*.py"):
    if path.name != "__init__.py":
        operations[path.stem] = importlib.import_module(f"generated_client.api.{path.parent.name}.{path.stem}")
wanted = [operation["operationId"] for item in document["paths"].values() for operation in item.values()]
snake = {name: re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().replace(".", "_") for name in wanted}
missing = [name for name in wanted if snake[name] not in operations]
assert not missing, f"no operation for {missing}"
models = importlib.import_module("generated_client.models")

# The models of the other generator.
run(tools / "datamodel-codegen", "--input", sys.argv[2], "--input-file-type", "openapi", "--output",
    folder / "generated_models.py", "--output-model-type", "pydantic_v2.BaseModel", "--disable-warnings")
types = importlib.import_module("generated_models")
client_module = importlib.import_module("generated_client")


def workflow(program, start):
    title = program.capitalize()
    calls = 0

    def operation(name, *arguments, status=200, **options):
        nonlocal calls
        calls += 1
        response = operations[name].sync_detailed(*arguments, **options)
        assert int(response.status_code) == status, f"{name}: {response.status_code} {response.content[:300]}"
        return response

    def record(response, kind):
        """Returns the first record as the client has it; the other generator's model must read all of them."""
        values = json.loads(response.content)["value"]
        for value in values:
            getattr(types, kind).model_validate(value)
        assert response.parsed.status_code == 200 and len(response.parsed.value) == len(values)
        return response.parsed.value[0]

    anonymous = client_module.Client(base_url=base)
    grant = {"grant_type": "client_credentials"} if program == "cmp" else {
        "grant_type": "password", "username": ready["username"], "password": ready["password"]}
    form = models.TokenRequest(**grant, client_id=ready["clientId"], client_secret=ready["clientSecret"],
                               resource="https://api.partnercenter.microsoft.com")
    types.TokenRequest.model_validate(form.to_dict())
    granted = operation("token_v1", tenant, client=anonymous, body=form)
    types.TokenResponse.model_validate(json.loads(granted.content))
    client = client_module.AuthenticatedClient(base_url=base, token=granted.parsed.access_token)

    dataset = record(operation(f"{program}_datasets", client=client), f"{title}Dataset")
    text = f"SELECT {dataset.selectable_columns[0]} FROM {dataset.dataset_name}"
    tested = operation(f"{program}_test_query", client=client, export_query=text)
    assert tested.parsed.value
    query = record(operation(f"{program}_create_query", client=client,
                             body=models.CreateQueryRequest(name="q", query=text)), f"{title}Query")
    record(operation(f"{program}_list_queries", client=client), f"{title}Query")
    # A report with a schedule, by both generators' request; and one that runs at once.
    fields = {"ReportName": "r", "QueryId": query.query_id, "StartTime": start,
              "RecurrenceInterval": 24, "RecurrenceCount": 2, "Format": "csv"}
    body = getattr(types, f"{title}CreateReportRequest")(**fields).model_dump(exclude_none=True)
    request = getattr(models, f"{title}CreateReportRequest")
    report = record(operation(f"{program}_create_report", client=client, body=request.from_dict(body)),
                    f"{title}Report")
    record(operation(f"{program}_create_report", client=client, body=request(
        report_name="now", query_id=query.query_id, execute_now=True)), f"{title}Report")
    record(operation(f"{program}_list_reports", client=client), f"{title}Report")
    update = getattr(models, f"{title}UpdateReportRequest")(report_name="s", start_time=start)
    assert record(operation(f"{program}_update_report", report.report_id, client=client, body=update),
                  f"{title}Report").report_name == "s"
    for step in ["pause", "resume"]:
        record(operation(f"{program}_{step}_report", report.report_id, client=client), f"{title}Report")
    clock = urllib.request.Request(f"{base}/_sim/clock", data=b'{"advance":"P2D"}', method="POST")
    urllib.request.urlopen(clock).read()
    client = client_module.AuthenticatedClient(
        base_url=base, token=operation("token_v1", tenant, client=anonymous, body=form).parsed.access_token)
    execution = record(operation(f"{program}_executions", report.report_id, client=client,
                                 execution_status="Completed"), f"{title}Execution")
    link = urllib.parse.urlsplit(execution.report_access_secure_link)
    file = operation("download", *link.path.split("/")[2:], client=anonymous,
                     sig=urllib.parse.parse_qs(link.query)["sig"][0])
    assert file.content.decode().splitlines()[0].strip('"') == dataset.selectable_columns[0], file.content[:100]
    record(operation(f"{program}_delete_report", report.report_id, client=client), f"{title}Report")
    record(operation(f"{program}_delete_query", query.query_id, client=client), f"{title}Query")
    # A refusal is an object too.
    refused = operation(f"{program}_delete_query", "nonsense", client=client, status=404)
    assert refused.parsed.status_code == 404 and refused.parsed.value == [] and refused.parsed.message
    realm = operation("user_realm", ready["username"], client=anonymous, api_version="1.0")
    assert json.loads(realm.content)
    operation("instance", client=anonymous, api_version="1.1",
              authorization_endpoint="https://login.microsoftonline.com/common/oauth2/authorize")
    return calls


counts = {"cmp": workflow("cmp", "2021-01-07T00:00:00Z"), "mpn": workflow("mpn", "2021-01-10T00:00:00Z")}
print(f"{len(wanted)} operations; calls: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
