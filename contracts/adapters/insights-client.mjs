#!/usr/bin/env node
// Runs the contracts through Node's own modules: insights-sim contracts run --client "node insights-client.mjs"
//
// One JSON object per line on standard input, one in response to each on standard output (docs/reference/client-protocol.md). To try a
// client library of your own, keep the loop at the end and let the functions above it call the library.

import http from "node:http";
import https from "node:https";
import readline from "node:readline";
import zlib from "node:zlib";

const versions = ["v1", "v1.1"];
// operation: method, path below /insights/{version}/{program}/, whether the arguments are the body
const routes = {
  getDatasets: ["GET", "ScheduledDataset", false],
  createQuery: ["POST", "ScheduledQueries", true],
  getQueries: ["GET", "ScheduledQueries", false],
  deleteQuery: ["DELETE", "ScheduledQueries/{queryId}", false],
  testQuery: ["GET", "ScheduledQueries/testQueryResult", false],
  createReport: ["POST", "ScheduledReport", true],
  getReports: ["GET", "ScheduledReport", false],
  updateReport: ["PUT", "ScheduledReport/{reportId}", true],
  deleteReport: ["DELETE", "ScheduledReport/{reportId}", false],
  pauseReport: ["PUT", "ScheduledReport/pause/{reportId}", false],
  resumeReport: ["PUT", "ScheduledReport/resume/{reportId}", false],
  getExecutions: ["GET", "ScheduledReport/execution/{reportId}", false],
};

const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));
const pairs = (object) =>
  Object.entries(object).map(([name, value]) => `${name}=${encodeURIComponent(text(value))}`).join("&");

function send(method, url, headers, body) {
  const sender = url.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    if (body !== undefined) headers = { ...headers, "Content-Length": Buffer.byteLength(body) };
    const request = sender.request(url, { method, headers, timeout: 60_000 }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () => {
        try {
          let content = Buffer.concat(pieces);
          if ((response.headers["content-encoding"] ?? "").toLowerCase() === "gzip" && content.length > 0) {
            content = zlib.gunzipSync(content);
          }
          const words = content.toString("utf8");
          const isJSON = (response.headers["content-type"] ?? "").toLowerCase().startsWith("application/json");
          const fields = Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
          );
          resolve({ status: response.statusCode, headers: fields, body: isJSON && words ? JSON.parse(words) : words || null });
        } catch (error) {
          reject(error);
        }
      });
    });
    request.on("timeout", () => request.destroy(new Error("no response within 60 seconds")));
    request.on("error", reject);
    request.end(body);
  });
}

class Client {
  keptToken = null;

  constructor(settings) {
    this.settings = settings;
  }

  getToken() {
    const { authority, tenantId, resource, clientId, clientSecret, username, password } = this.settings;
    const form = { resource, client_id: clientId, client_secret: clientSecret, grant_type: "client_credentials" };
    if (username !== undefined) Object.assign(form, { grant_type: "password", username, password, scope: "openid" });
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    return send("POST", `${authority}/${tenantId}/oauth2/token`, headers, pairs(form));
  }

  async authorization() {
    if (this.settings.clientId === undefined) return {};
    if (this.keptToken === null) {
      const response = await this.getToken();
      if (response.status !== 200) throw new Error(`no token: ${response.status} ${response.body.error_codes}`);
      this.keptToken = response.body.access_token;
    }
    return { Authorization: `Bearer ${this.keptToken}` };
  }

  async request({ method, path, headers = {}, json, form, text: words }) {
    headers = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, text(value)]));
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    let body = words;
    if (json !== undefined) body = JSON.stringify(json);
    if (form !== undefined) body = pairs(form);
    if (body !== undefined && !names.includes("content-type")) {
      headers["Content-Type"] = form === undefined ? "application/json" : "application/x-www-form-urlencoded";
    }
    const own = /^\/*(insights|analytics)\//i.test(path);
    if (own && !names.includes("authorization")) Object.assign(headers, await this.authorization());
    if (!path.startsWith("http")) {
      path = (own || path.startsWith("/reports/") ? this.settings.baseUrl : this.settings.authority) + path;
    }
    return send(method, path, headers, body);
  }

  async call(operation, args) {
    if (operation === "getToken") return this.getToken();
    if (operation === "download") return send("GET", args.link, {}); // the link is the credential: no token goes along
    if (operation === "request") return this.request(args);
    const [method, template, hasBody] = routes[operation];
    const rest = { ...args };
    const path = template.replace(/\{(\w+)\}/, (_, name) => {
      const id = encodeURIComponent(text(rest[name]));
      delete rest[name];
      return id;
    });
    const { baseUrl, version = "v1", program } = this.settings;
    let url = `${baseUrl}/insights/${version}/${program}/${path}`;
    const headers = await this.authorization();
    if (hasBody) return send(method, url, { ...headers, "Content-Type": "application/json" }, JSON.stringify(rest));
    if (Object.keys(rest).length > 0) url += `?${pairs(rest)}`;
    return send(method, url, headers);
  }
}

let client = null;
for await (const line of readline.createInterface({ input: process.stdin })) {
  let response;
  try {
    const { operation, arguments: args } = JSON.parse(line);
    if (operation === "hello") {
      response = { operations: ["getToken", "download", "request", ...Object.keys(routes)], versions };
    } else if (operation === "open") [client, response] = [new Client(args), {}];
    else if (operation === "forgetTokens") {
      if (client) client.keptToken = null;
      response = {};
    } else response = await client.call(operation, args);
  } catch (error) {
    response = { error: String(error) }; // the runner must learn of every error
  }
  console.log(JSON.stringify(response));
}
