// The matrix's Node: `node.mjs fetch` or `node.mjs https`. Nothing but what Node brings.
import assert from "node:assert/strict"
import http from "node:http"
import https from "node:https"
import tls from "node:tls"
import { gunzipSync } from "node:zlib"

const env = process.env
// Node's fetch takes no proxy without a package, so it is given the simulator's address in place of the real ones.
const usesFetch = process.argv[2] === "fetch"
const login = usesFetch ? env.INSIGHTS_BASE_URL : "https://login.microsoftonline.com"
const api = (usesFetch ? env.INSIGHTS_BASE_URL : "https://api.partnercenter.microsoft.com") + "/insights/v1/"

// A connection through the proxy, and TLS within it.
class ProxyAgent extends https.Agent {
  createConnection(options, done) {
    const proxy = new URL(env.HTTPS_PROXY)
    const authority = `${options.host}:${options.port}`
    http.request({ host: proxy.hostname, port: proxy.port, method: "CONNECT", path: authority })
      .on("connect", (_, socket) => done(null, tls.connect({ ...options, socket, servername: options.host })))
      .on("error", done)
      .end()
  }
}
const agent = new ProxyAgent({ keepAlive: true })

function sendWithHTTPS(url, { method = "GET", headers = {}, body } = {}) {
  const plain = url.startsWith("http:")
  return new Promise((resolve, reject) => {
    const request = (plain ? http : https).request(url, { method, headers, agent: plain ? undefined : agent }, (answer) => {
      const pieces = []
      answer.on("data", (piece) => pieces.push(piece)).on("end", () => {
        const bytes = Buffer.concat(pieces)
        const text = () => (answer.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString()
        resolve({ status: answer.statusCode, text, json: () => JSON.parse(text()) })
      })
    })
    request.on("error", reject).end(body?.toString())
  })
}
const send = usesFetch ? fetch : sendWithHTTPS

async function token(fields) {
  const body = new URLSearchParams({
    resource: "https://graph.windows.net", client_id: env.AZURE_CLIENT_ID, client_secret: env.AZURE_CLIENT_SECRET, ...fields,
  })
  const headers = { "Content-Type": "application/x-www-form-urlencoded" }
  return (await send(`${login}/${env.AZURE_TENANT_ID}/oauth2/token`, { method: "POST", headers, body })).json()
}
const signIn = (fields) => token({ grant_type: "client_credentials", ...fields })

let bearer = (await signIn()).access_token
const call = (path, body) => send(api + path, {
  method: body ? "POST" : "GET", body: body && JSON.stringify(body),
  headers: { Authorization: `Bearer ${bearer}`, "Content-Type": "application/json" },
})
async function value(path, body) {
  const answer = await call(path, body)
  assert.equal(answer.status, 200, path)
  return (await answer.json()).value
}
const clock = `${env.INSIGHTS_BASE_URL}/_sim/clock?tenant=${env.AZURE_TENANT_ID}`
const key = env.INSIGHTS_SIM_ADMIN_KEY
const headers = key ? { "x-insights-simulator-key": key } : {}
const passTime = async () =>
  assert.equal((await fetch(clock, { method: "POST", body: '{"advance":"PT61M"}', headers })).status, 200)
const step = (name, cell) => console.log(`${name}\t${cell}`)

assert.equal(bearer.split(".").length, 3)
step("token", "yes")

assert((await value("cmp/ScheduledDataset")).some((each) => each.datasetName === "ISVOrder"))
const text = "SELECT OrderId FROM ISVOrder"
const [query] = await value("cmp/ScheduledQueries", { Name: "Matrix", Query: text })
assert.equal((await value("cmp/ScheduledQueries/testQueryResult?exportQuery=" + encodeURIComponent(text))).length, 100)
const [report] = await value("cmp/ScheduledReport", { ReportName: "Matrix", QueryId: query.queryId, ExecuteNow: true })
const [execution] = await value("cmp/ScheduledReport/execution/" + report.reportId)
const lines = (await (await send(execution.reportAccessSecureLink)).text()).split("\r\n")
assert(lines[0] === "OrderId" && lines.length > 100)
step("workflow", "yes")

await passTime()
assert.equal((await call("cmp/ScheduledDataset")).status, 401)
bearer = (await signIn()).access_token
assert.equal((await call("cmp/ScheduledDataset")).status, 200)
step("expired", "yes")

const user = await token({ grant_type: "password", username: env.AZURE_USERNAME, password: env.AZURE_PASSWORD })
await passTime()
bearer = (await token({ grant_type: "refresh_token", refresh_token: user.refresh_token })).access_token
assert.equal((await call("mpn/ScheduledDataset")).status, 200)
step("refresh", "yes")

const refusal = await signIn({ client_secret: "wrong" })
assert.match(refusal.error_description, /^AADSTS7000215: /)
step("secret", `\`${refusal.error}\``)
agent.destroy()
