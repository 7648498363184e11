// A test of a client of the insights API, by the real host names. Run it offline:
//
//     insights-sim exec -- node --test
import assert from "node:assert/strict";
import { test } from "node:test";

const service = "https://api.partnercenter.microsoft.com/insights/v1/cmp";

async function token() {
  const { AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET } = process.env;
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    resource: "https://graph.windows.net",
    client_id: AZURE_CLIENT_ID,
    client_secret: AZURE_CLIENT_SECRET,
  });
  const response = await fetch(`https://login.microsoftonline.com/${AZURE_TENANT_ID}/oauth2/token`, { method: "POST", body });
  return (await response.json()).access_token;
}

test("the datasets are listed", async () => {
  const response = await fetch(`${service}/ScheduledDataset`, { headers: { Authorization: `Bearer ${await token()}` } });
  assert.equal(response.status, 200);
  const names = (await response.json()).value.map((dataset) => dataset.datasetName);
  assert.ok(names.includes("ISVOrder"));
});

test("without a token the call is refused", async () => {
  assert.equal((await fetch(`${service}/ScheduledDataset`)).status, 401);
});
