-- wrk -s webhooks.lua URL -- FILE [MILLISECONDS]: sends the requests of a file, each once, with a random pause around so many milliseconds before each.
local requests, sent, pause = {}, 0, 0
statuses, exhausted = {}, false

function init(arguments)
    local file = assert(io.open(arguments[1], "rb"))
    for request in file:read("*a"):gmatch("([^%z]+)") do requests[#requests + 1] = request end
    file:close()
    pause = tonumber(arguments[2] or "0")
end

function delay()
    return math.random(0, 2 * pause)
end

function request()
    sent = sent + 1
    if sent > #requests then exhausted = true end
    return requests[math.min(sent, #requests)]
end

function response(status)
    statuses[status] = (statuses[status] or 0) + 1
end

local threads = {}
function setup(thread) threads[#threads + 1] = thread end

function done(summary, latency)
    local accepted, others, exhausted = 0, {}, false
    for _, thread in ipairs(threads) do
        exhausted = exhausted or thread:get("exhausted")
        for status, count in pairs(thread:get("statuses")) do
            if status == 200 then accepted = accepted + count else others[#others + 1] = status .. ":" .. count end
        end
    end
    print(string.format(
        '{"accepted": %d, "others": "%s", "exhausted": %s, "seconds": %f, "p50": %f, "p99": %f}', accepted, table.concat(others, " "), tostring(exhausted),
        summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
