const [method, url, token, body] = process.argv.slice(2);
const headers = {};
if (token !== "-") headers["Authorization"] = `Bearer ${token}`;
if (body !== "-") headers["Content-Type"] = body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded";
const response = await fetch(url, { method, headers, body: body === "-" ? undefined : body });
console.log(response.status);
console.log(await response.text());
