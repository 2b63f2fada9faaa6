/** Runs the Lua scripts of EVAL: atomically, in a world of their own, stopped when they take too long. */
// oxlint-disable-next-line import/no-unassigned-import -- it changes settings of fengari
import './numbers.ts'
import { createHash } from 'node:crypto'
import { lauxlib, lua, lualib, type LuaFunction, type LuaState } from 'fengari'
import { ErrorReply } from '../reply.ts'
import type { Value } from '../embedded/command.ts'
import { decodeJson, encodeJson, NULL } from './json.ts'
import { formatGeneral } from './number-format.ts'
import { PRELUDE } from './prelude.ts'
import { fromLua, pushArray, pushReply, pushString, readField, readReply, toLua } from './values.ts'

const DEFAULT_TIMEOUT_MS = 5_000
const CHUNK_NAME = '@user_script'
/** How many instructions pass between two looks at the clock. */
const INSTRUCTIONS_PER_CHECK = 10_000

export type ScriptEngine = {
  /** Throws an ErrorReply that tells the line when the source is not Lua. */
  compile(sha: string, source: string): void
  /** A failed script is an ErrorReply. What it wrote before stays, as in Redis. */
  run(sha: string, keys: readonly string[], args: readonly string[]): Value
  clear(): void
}

export type ScriptEngineOptions = {
  /** Runs one command of a script; its ErrorReply is handed to the script. */
  call: (command: string[]) => Value
  timeoutMs?: number
}

export function createScriptEngine({ call, timeoutMs = DEFAULT_TIMEOUT_MS }: ScriptEngineOptions): ScriptEngine {
  const state = lauxlib.luaL_newstate()
  const failures: unknown[] = []
  const world = openWorld(state, call, failures)
  const compiled = new Map<string, number>()

  return {
    compile(sha, source) {
      lua.lua_settop(state, 0)
      loadChunk(state, source)
      lua.lua_rawgeti(state, lua.LUA_REGISTRYINDEX, world.environment)
      lua.lua_setupvalue(state, 1, 1)
      compiled.set(sha, lauxlib.luaL_ref(state, lua.LUA_REGISTRYINDEX))
    },
    run(sha, keys, args) {
      const chunk = compiled.get(sha)
      if (chunk === undefined) throw new Error('The script was not compiled')
      lua.lua_settop(state, 0)
      setGlobals(state, world.visible, { KEYS: keys, ARGV: args })
      lua.lua_pushjsfunction(state, describeError)
      lua.lua_rawgeti(state, lua.LUA_REGISTRYINDEX, chunk)
      limitTime(state, timeoutMs)
      const status = lua.lua_pcall(state, 0, 1, 1)
      if (failures.length > 0) throw failures.splice(0)[0]
      if (status < 0) return new ErrorReply(`ERR Lua gave up on the script: ${sha}`)
      if (status === lua.LUA_OK) return readReply(state)
      return new ErrorReply(`${topText(state).replace('\0', ` script: ${sha}, on `)}.`)
    },
    clear() {
      for (const reference of compiled.values()) lauxlib.luaL_unref(state, lua.LUA_REGISTRYINDEX, reference)
      compiled.clear()
    },
  }
}

/** Leaves the compiled chunk on the stack. */
function loadChunk(state: LuaState, source: string): void {
  const bytes = toLua(source)
  if (lauxlib.luaL_loadbuffer(state, bytes, bytes.length, toLua(CHUNK_NAME)) === lua.LUA_OK) return
  throw new ErrorReply(`ERR Error compiling script (new function): ${topText(state)}`)
}

function topText(state: LuaState): string {
  return fromLua(lauxlib.luaL_tolstring(state, -1))
}

/** Registry references to what PRELUDE returns. */
type World = { environment: number; visible: number }

function openWorld(state: LuaState, call: ScriptEngineOptions['call'], failures: unknown[]): World {
  const libraries: [string, LuaFunction][] = [
    ['_G', lualib.luaopen_base],
    ['string', lualib.luaopen_string],
    ['table', lualib.luaopen_table],
    ['math', lualib.luaopen_math],
    ['coroutine', lualib.luaopen_coroutine],
  ]
  for (const [name, open] of libraries) lauxlib.luaL_requiref(state, toLua(name), open, 1)
  lua.lua_settop(state, 0)
  const prelude = toLua(PRELUDE)
  lauxlib.luaL_loadbuffer(state, prelude, prelude.length, toLua('=prelude'))
  lua.lua_pushjsfunction(state, (caller) =>
    invoke(caller, call, failures) instanceof ErrorReply ? lua.lua_error(caller) : 1,
  )
  lua.lua_pushjsfunction(state, (caller) => {
    invoke(caller, call, failures)
    return 1
  })
  lua.lua_pushjsfunction(state, sha1hex)
  pushJsonLibrary(state)
  lua.lua_call(state, 4, 2)
  const visible = lauxlib.luaL_ref(state, lua.LUA_REGISTRYINDEX)
  return { environment: lauxlib.luaL_ref(state, lua.LUA_REGISTRYINDEX), visible }
}

function pushJsonLibrary(state: LuaState): void {
  lua.lua_createtable(state, 0, 3)
  lua.lua_pushjsfunction(state, encodeJson)
  lua.lua_setfield(state, -2, toLua('encode'))
  lua.lua_pushjsfunction(state, decodeJson)
  lua.lua_setfield(state, -2, toLua('decode'))
  lua.lua_pushlightuserdata(state, NULL)
  lua.lua_setfield(state, -2, toLua('null'))
}

/** Runs the command in the arguments and pushes its reply. */
function invoke(state: LuaState, call: ScriptEngineOptions['call'], failures: unknown[]): Value {
  const command = readCommand(state)
  try {
    const reply = command instanceof ErrorReply ? command : call(command)
    pushReply(state, reply)
    return reply
  } catch (error) {
    failures.push(error) // a fault of ours, not of the script: told to the caller of the engine
    throw error
  }
}

function readCommand(state: LuaState): string[] | ErrorReply {
  const command: string[] = []
  for (let index = 1; index <= lua.lua_gettop(state); index += 1) {
    const type = lua.lua_type(state, index)
    if (type === lua.LUA_TNUMBER) command.push(formatGeneral(lua.lua_tonumber(state, index), 17))
    else if (type === lua.LUA_TSTRING) command.push(fromLua(lua.lua_tostring(state, index) ?? new Uint8Array()))
    else return new ErrorReply('ERR Lua redis lib command arguments must be strings or integers')
  }
  return command.length > 0
    ? command
    : new ErrorReply('ERR Please specify at least one argument for this redis lib call')
}

function sha1hex(state: LuaState): number {
  const text = lauxlib.luaL_tolstring(state, 1)
  pushString(state, createHash('sha1').update(text).digest('hex'))
  return 1
}

function setGlobals(state: LuaState, table: number, values: Record<string, readonly string[]>): void {
  lua.lua_rawgeti(state, lua.LUA_REGISTRYINDEX, table)
  for (const [name, list] of Object.entries(values)) {
    pushArray(state, list)
    lua.lua_setfield(state, -2, toLua(name))
  }
  lua.lua_pop(state, 1)
}

/** Looks at the clock now and then; once the time is over it raises at every instruction, so that no pcall can hold it up. */
function limitTime(state: LuaState, timeoutMs: number): void {
  const deadline = performance.now() + timeoutMs
  const check = (running: LuaState): void => {
    if (performance.now() < deadline) return
    lua.lua_sethook(running, check, lua.LUA_MASKCOUNT, 1)
    pushString(running, `the script ran for more than ${timeoutMs} ms`)
    lua.lua_error(running)
  }
  lua.lua_sethook(state, check, lua.LUA_MASKCOUNT, INSTRUCTIONS_PER_CHECK)
}

/** The handler of an uncaught error: its message and, behind a zero byte, the place in the script. */
function describeError(state: LuaState): number {
  const text = lua.lua_type(state, 1) === lua.LUA_TTABLE ? readField(state, 'err') : undefined
  const message = text ?? `ERR ${fromLua(lauxlib.luaL_tolstring(state, 1))}`
  pushString(state, `${message}\0${CHUNK_NAME}:${currentLine(state)}`)
  return 1
}

function currentLine(state: LuaState): number {
  const frame = new lua.lua_Debug()
  for (let level = 0; lua.lua_getstack(state, level, frame) === 1; level += 1) {
    lua.lua_getinfo(state, toLua('Sl'), frame)
    if (fromLua(frame.source) === CHUNK_NAME) return frame.currentline
  }
  return 0
}
