import std/[httpclient, net, os, strutils]

let (verb, url, token, body) = (paramStr(1), paramStr(2), paramStr(3), paramStr(4))
let client = newHttpClient(sslContext = newContext(verifyMode = CVerifyPeer))
var headers = newHttpHeaders()
if token != "-": headers["Authorization"] = "Bearer " & token
if body != "-":
  headers["Content-Type"] = if body.startsWith("{"): "application/json" else: "application/x-www-form-urlencoded"
let response = client.request(
  url, httpMethod = parseEnum[HttpMethod](verb), body = (if body == "-": "" else: body), headers = headers)
echo response.status.split(' ')[0]
echo response.body
