local https, ltn12 = require("ssl.https"), require("ltn12")
local method, url, token, body = table.unpack(arg)
local headers, parts = {}, {}
if token ~= "-" then headers["Authorization"] = "Bearer " .. token end
if body ~= "-" then
    headers["Content-Type"] = body:sub(1, 1) == "{" and "application/json" or "application/x-www-form-urlencoded"
    headers["Content-Length"] = #body
end
local result, status = https.request {
    url = url, method = method, headers = headers, source = body ~= "-" and ltn12.source.string(body) or nil,
    sink = ltn12.sink.table(parts), verify = "peer", cafile = "/etc/ssl/certs/ca-certificates.crt",
}
if not result then io.stderr:write(tostring(status), "\n") os.exit(1) end
print(status)
print(table.concat(parts))
