-- wrk sends this as it is, and gets it back from an echo server: 64 bytes that happen to be an answer in HTTP. wrk first
-- asks for the request to see that it is one, and then once more to have it; so the first time it is one.
local message = "HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\nthe same bytes, both ways"
local asked = false

function wrk.init()
    wrk.request = function()
        local first = not asked
        asked = true
        return first and "GET / HTTP/1.1\r\n\r\n" or message
    end
end
