/**
 * Makes the world that scripts see, in Lua. Called once with
 *   call             function(...) → the reply of a Redis command; raises {err=…} when it failed
 *   protected_call   the same, but returns {err=…}
 *   sha1hex          function(text) → hexadecimal digest
 *   cjson            table of encode, decode and null
 * Returns the environment of the scripts, which they cannot change, and the table behind it, where KEYS and ARGV go.
 * What Lua 5.1 has and 5.3 has not is put back.
 */
export const PRELUDE = `
local call, protected_call, sha1hex, cjson = ...
local real_error, real_pcall, real_load, real_format = error, pcall, load, string.format
local visible = {}

local function readonly(source, missing)
  return setmetatable({}, {
    __index = function(_, name)
      local value = source[name]
      if value == nil and missing then
        real_error("Script attempted to access nonexistent global variable '" .. tostring(name) .. "'", 2)
      end
      return value
    end,
    __newindex = function() real_error("Attempt to modify a readonly table", 2) end,
  })
end

for name in ("assert error getmetatable ipairs next pairs rawequal rawget rawset select setmetatable tonumber tostring type xpcall"):gmatch("%a+") do
  visible[name] = _G[name]
end

local environment = readonly(visible, true)
visible._G = environment
visible._VERSION = "Lua 5.1"
visible.unpack = table.unpack
visible.collectgarbage = function() return 0 end
visible.load = function(chunk, name) return real_load(chunk, name, "t", environment) end
visible.loadstring = visible.load

-- An error of Redis is a table; scripts have always got its text from pcall.
local function unwrap(ok, problem, ...)
  if not ok and type(problem) == "table" and type(problem.err) == "string" then return false, problem.err end
  return ok, problem, ...
end
visible.pcall = function(...) return unwrap(real_pcall(...)) end

table.getn = function(list) return #list end
table.maxn = function(list)
  local top = 0
  for key in pairs(list) do
    if type(key) == "number" and key > top then top = key end
  end
  return top
end
math.pow = function(base, exponent) return base ^ exponent end
math.log10 = function(value) return math.log(value, 10) end

-- Integers here have 32 bits; a time in milliseconds has more.
string.format = function(pattern, ...)
  local values = table.pack(...)
  local position = 0
  local rewritten = pattern:gsub("%%(%%?)([-+ #0]*%d*%.?%d*)(%a?)", function(escaped, flags, kind)
    if escaped == "%" then return nil end
    position = position + 1
    if kind ~= "d" and kind ~= "i" then return nil end
    local number = tonumber(values[position])
    if not number then return nil end
    values[position] = number < 0 and math.ceil(number) or math.floor(number)
    return "%" .. flags:gsub("%..*", "") .. ".0f"
  end)
  return real_format(rewritten, table.unpack(values, 1, values.n))
end

local redis = {
  LOG_DEBUG = 0, LOG_VERBOSE = 1, LOG_NOTICE = 2, LOG_WARNING = 3,
  sha1hex = sha1hex,
  call = call,
  pcall = protected_call,
  log = function() end,
  replicate_commands = function() return true end,
}

function redis.error_reply(text)
  if type(text) ~= "string" then return { err = "ERR wrong number or type of arguments" } end
  if text:sub(1, 1) == "-" then text = text:sub(2) end
  return { err = text:find(" ", 1, true) and text or "ERR " .. text }
end

function redis.status_reply(text)
  if type(text) ~= "string" then return { err = "ERR wrong number or type of arguments" } end
  return { ok = text }
end

for name, library in pairs({ redis = redis, cjson = cjson, string = string, table = table, math = math, coroutine = coroutine }) do
  visible[name] = readonly(library)
end

return environment, visible
`
