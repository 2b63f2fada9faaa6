/** Redis replies as Lua values and back, by the conversion table of the EVAL documentation. */
import { lua, type LuaState, type LuaString } from 'fengari'
import { INT64_MIN } from '../embedded/arguments.ts'
import type { Value } from '../embedded/command.ts'
import { ErrorReply, StatusReply, toInteger } from '../reply.ts'

/** A byte string, one character per byte, as a Lua string. */
export function toLua(bytes: string): LuaString {
  return Uint8Array.from(Buffer.from(bytes, 'latin1'))
}

export function fromLua(text: LuaString): string {
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('latin1')
}

export function pushString(state: LuaState, bytes: string): void {
  lua.lua_pushstring(state, toLua(bytes))
}

/** nil becomes false, a status {ok=…}, an error {err=…}. */
export function pushReply(state: LuaState, value: Value): void {
  if (value === null) lua.lua_pushboolean(state, false)
  else if (typeof value === 'string') pushString(state, value)
  else if (value instanceof StatusReply) pushRecord(state, 'ok', value.text)
  else if (value instanceof ErrorReply) pushRecord(state, 'err', value.message)
  else if (Array.isArray(value)) pushArray(state, value)
  else lua.lua_pushnumber(state, Number(value))
}

function pushRecord(state: LuaState, field: string, text: string): void {
  lua.lua_createtable(state, 0, 1)
  pushString(state, text)
  lua.lua_setfield(state, -2, toLua(field))
}

export function pushArray(state: LuaState, values: readonly Value[]): void {
  lua.lua_checkstack(state, 4)
  lua.lua_createtable(state, values.length, 0)
  values.forEach((value, index) => {
    pushReply(state, value)
    lua.lua_rawseti(state, -2, index + 1)
  })
}

/** The value on top of the stack; leaves the stack as it was. Numbers lose their fraction, arrays end at the first nil. */
export function readReply(state: LuaState): Value {
  switch (lua.lua_type(state, -1)) {
    case lua.LUA_TSTRING:
      return fromLua(lua.lua_tostring(state, -1) ?? new Uint8Array())
    case lua.LUA_TNUMBER:
      return readInteger(lua.lua_tonumber(state, -1))
    case lua.LUA_TBOOLEAN:
      return lua.lua_toboolean(state, -1) ? 1 : null
    case lua.LUA_TTABLE:
      return readTable(state)
    default:
      return null
  }
}

function readInteger(value: number): number | bigint {
  const whole = Math.trunc(value) + 0
  // What the cast to a 64-bit integer gives on the machines Redis runs on.
  return Number.isFinite(whole) && Math.abs(whole) < 2 ** 63 ? toInteger(BigInt(whole)) : INT64_MIN
}

function readTable(state: LuaState): Value {
  lua.lua_checkstack(state, 4)
  const error = readField(state, 'err')
  if (error !== undefined) return new ErrorReply(error.replaceAll(/[\r\n]/g, ' ').trim())
  const status = readField(state, 'ok')
  if (status !== undefined) return new StatusReply(status.replaceAll(/[\r\n]/g, ' '))
  const items: Value[] = []
  for (let position = 1; ; position += 1) {
    lua.lua_rawgeti(state, -1, position)
    const isEnd = lua.lua_type(state, -1) === lua.LUA_TNIL
    if (!isEnd) items.push(readReply(state))
    lua.lua_pop(state, 1)
    if (isEnd) return items
  }
}

/** A string field of the table on top of the stack, read without metamethods. */
export function readField(state: LuaState, name: string): string | undefined {
  pushString(state, name)
  lua.lua_rawget(state, -2)
  const text = lua.lua_type(state, -1) === lua.LUA_TSTRING ? lua.lua_tostring(state, -1) : null
  lua.lua_pop(state, 1)
  return text === null ? undefined : fromLua(text)
}
