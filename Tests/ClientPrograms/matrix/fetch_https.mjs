import { request } from "node:https";
const [method, url, token, body] = process.argv.slice(2);
const headers = {};
if (token !== "-") headers["Authorization"] = `Bearer ${token}`;
if (body !== "-") {
  headers["Content-Type"] = body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded";
  headers["Content-Length"] = Buffer.byteLength(body);
}
const call = request(url, { method, headers }, async (response) => {
  let text = "";
  for await (const part of response) text += part;
  console.log(response.statusCode);
  console.log(text);
});
call.end(body === "-" ? undefined : body);
