/** cjson.encode and cjson.decode, with the habits of lua-cjson: `/` escaped, an empty table is an object, null is a value of its own. */
import { lauxlib, lua, type LuaState } from 'fengari'
import { formatGeneral } from './number-format.ts'
import { fromLua, pushString } from './values.ts'

const MAX_DEPTH = 1000
/** An array may have more holes than this many items only while it is short. */
const SPARSE_RATIO = 2
const SPARSE_SAFE_LENGTH = 10

/** What cjson.null is: a light userdata that equals itself. */
export const NULL = Symbol('cjson.null')

/** Raises a Lua error that tells the line of the script. */
function raise(state: LuaState, message: string): never {
  lauxlib.luaL_where(state, 1)
  const where = fromLua(lua.lua_tostring(state, -1) ?? new Uint8Array())
  pushString(state, where + message)
  return lua.lua_error(state)
}

export function encodeJson(state: LuaState): number {
  lua.lua_settop(state, 1)
  pushString(state, encodeTop(state, 1))
  return 1
}

function encodeTop(state: LuaState, depth: number): string {
  switch (lua.lua_type(state, -1)) {
    case lua.LUA_TNIL:
      return 'null'
    case lua.LUA_TBOOLEAN:
      return String(lua.lua_toboolean(state, -1))
    case lua.LUA_TNUMBER:
      return encodeNumber(state)
    case lua.LUA_TSTRING:
      return encodeString(fromLua(lua.lua_tostring(state, -1) ?? new Uint8Array()))
    case lua.LUA_TTABLE:
      return encodeTable(state, depth)
    default:
      if (lua.lua_touserdata(state, -1) === NULL) return 'null'
      return raise(state, 'Cannot serialise value: type not supported')
  }
}

function encodeNumber(state: LuaState): string {
  const value = lua.lua_tonumber(state, -1)
  return Number.isFinite(value)
    ? formatGeneral(value, 14)
    : raise(state, 'Cannot serialise number: must not be NaN or Inf')
}

/** Bytes above 127 pass as they are. */
function encodeString(bytes: string): string {
  return JSON.stringify(bytes).replaceAll('/', '\\/').replaceAll('\u007f', '\\u007f')
}

function encodeTable(state: LuaState, depth: number): string {
  if (depth > MAX_DEPTH) raise(state, `Cannot serialise, excessive depth (${depth})`)
  lua.lua_checkstack(state, 6)
  const entries: [key: string | number, text: string][] = []
  lua.lua_pushnil(state)
  while (lua.lua_next(state, -2) !== 0) {
    const text = encodeTop(state, depth + 1)
    lua.lua_pop(state, 1)
    entries.push([readKey(state), text])
  }
  const items = toArray(state, entries)
  if (items) return `[${items.join(',')}]`
  return `{${entries.map(([key, text]) => `${encodeString(String(key))}:${text}`).join(',')}}`
}

function readKey(state: LuaState): string | number {
  const type = lua.lua_type(state, -1)
  if (type === lua.LUA_TNUMBER) return lua.lua_tonumber(state, -1)
  if (type === lua.LUA_TSTRING) return fromLua(lua.lua_tostring(state, -1) ?? new Uint8Array())
  return raise(state, 'Cannot serialise table: table key must be a number or string')
}

/** The items when every key is a position, with null in the holes. */
function toArray(state: LuaState, entries: readonly [string | number, string][]): string[] | undefined {
  let length = 0
  for (const [key] of entries) {
    if (typeof key !== 'number' || key < 1 || !Number.isInteger(key)) return undefined
    length = Math.max(length, key)
  }
  if (length === 0) return undefined
  if (length > SPARSE_SAFE_LENGTH && length > entries.length * SPARSE_RATIO) {
    raise(state, 'Cannot serialise table: excessively sparse array')
  }
  const items = Array.from({ length }, () => 'null')
  for (const [key, text] of entries) items[Number(key) - 1] = text
  return items
}

export function decodeJson(state: LuaState): number {
  const text = lua.lua_tostring(state, 1)
  if (text === null) return raise(state, 'bad argument #1 to decode (string expected)')
  let parsed: unknown
  try {
    parsed = JSON.parse(unicodeToBytes(fromLua(text)))
  } catch {
    return raise(state, 'Expected value but found invalid token')
  }
  pushJson(state, parsed)
  return 1
}

/** Replaces \uXXXX above ASCII by its UTF-8 bytes, since every character of the text stands for one byte. */
function unicodeToBytes(json: string): string {
  const pattern = /\\(?:u([0-9a-f]{4})(?:\\u(d[c-f][0-9a-f]{2}))?|.)/gi
  return json.replaceAll(pattern, (escape: string, first?: string, second?: string) => {
    const unit = Number.parseInt(first ?? '0', 16)
    if (unit < 0x80) return escape
    const units = second === undefined ? [unit] : [unit, Number.parseInt(second, 16)]
    return Buffer.from(String.fromCharCode(...units)).toString('latin1')
  })
}

function pushJson(state: LuaState, value: unknown): void {
  lua.lua_checkstack(state, 4)
  if (typeof value === 'string') pushString(state, value)
  else if (typeof value === 'number') lua.lua_pushnumber(state, value)
  else if (typeof value === 'boolean') lua.lua_pushboolean(state, value)
  else if (Array.isArray(value)) {
    lua.lua_createtable(state, value.length, 0)
    value.forEach((item, index) => {
      pushJson(state, item)
      lua.lua_rawseti(state, -2, index + 1)
    })
  } else if (typeof value === 'object' && value !== null) {
    lua.lua_createtable(state, 0, 0)
    for (const [key, item] of Object.entries(value)) {
      pushString(state, key)
      pushJson(state, item)
      lua.lua_rawset(state, -3)
    }
  } else lua.lua_pushlightuserdata(state, NULL)
}
