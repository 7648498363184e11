-- Sends the calls of a file in turn. Arguments: FILE, and "once" to stop after the last call.
-- A line of the file has a method, a path, the token or "-", and a body or "-", with tabs between them.
local ffi = require("ffi")
ffi.cdef("typedef struct { long seconds, nanoseconds; } moment; int clock_gettime(int, moment *);")
local requests, position, once, answered = {}, 0, false, 0
local began
local threads = {}

-- wrk measures until the end of its time, also if the calls have ended before: "once" needs a clock.
local function microseconds()
    local now = ffi.new("moment")
    ffi.C.clock_gettime(1, now)
    return tonumber(now.seconds) * 1e6 + tonumber(now.nanoseconds) / 1e3
end

local function count()
    answered = answered + 1
    if answered == #requests then
        taken = microseconds() - began
        wrk.thread:stop()
    end
end

function setup(thread) threads[#threads + 1] = thread end

function init(arguments)
    once = arguments[2] == "once"
    -- Without this function wrk need not read the responses.
    if once then response = count end
    for line in io.lines(arguments[1]) do
        local method, path, token, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
        local fields = {}
        for name, value in pairs(wrk.headers) do fields[name] = value end
        if token ~= "-" then fields["Authorization"] = "Bearer " .. token end
        if body == "-" then body = nil else fields["Content-Type"] = "application/json" end
        requests[#requests + 1] = wrk.format(method, path, fields, body)
    end
    began = microseconds()
end

-- After the last call of "once" the filler is sent, which is the last line, until all are answered.
function request()
    position = position + 1
    if position > #requests then position = once and #requests or 1 end
    return requests[position]
end

function done(summary, latency)
    local errors = summary.errors
    local duration = threads[1]:get("taken") or summary.duration
    io.write(string.format(
        "result %d %d %d %d %.1f %.1f %.1f\n", summary.requests, duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99),
        latency:percentile(99.9)))
end
