-- Deletion requests of ever new subjects over HTTP, for wrk against the compose file's intake on this machine:
--   wrk -t2 -c16 -d20s --latency -s deploy/test/deletions.lua http://localhost:8081/
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local count = 0

function request()
  count = count + 1
  local body = string.format('{"subjectId": "load-%d-%d-%d"}', os.time(), number, count)
  return wrk.format("POST", "/v1/deletions", {["content-type"] = "application/json"}, body)
end
