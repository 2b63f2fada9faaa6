/** The part of fengari 0.1.5, Lua 5.3 in JavaScript, that the script engine uses. It is the C API of Lua under its own names. */
declare module 'fengari' {
  export type LuaState = { readonly __brand: 'lua_State' }
  export type LuaFunction = (state: LuaState) => number
  export type LuaString = Uint8Array
  export type LuaDebug = { currentline: number; what: LuaString; source: LuaString }

  export const lua: {
    LUA_MASKCOUNT: number
    LUA_MULTRET: number
    LUA_OK: number
    LUA_REGISTRYINDEX: number
    LUA_TBOOLEAN: number
    LUA_TLIGHTUSERDATA: number
    LUA_TNIL: number
    LUA_TNUMBER: number
    LUA_TSTRING: number
    LUA_TTABLE: number
    lua_Debug: new () => LuaDebug
    lua_call(state: LuaState, argumentCount: number, resultCount: number): void
    lua_checkstack(state: LuaState, count: number): boolean
    lua_createtable(state: LuaState, arraySize: number, recordSize: number): void
    lua_error(state: LuaState): never
    lua_getfield(state: LuaState, index: number, name: LuaString): number
    lua_getglobal(state: LuaState, name: LuaString): number
    lua_getinfo(state: LuaState, what: LuaString, debug: LuaDebug): number
    lua_getstack(state: LuaState, level: number, debug: LuaDebug): number
    lua_gettop(state: LuaState): number
    lua_next(state: LuaState, index: number): number
    lua_pcall(state: LuaState, argumentCount: number, resultCount: number, handlerIndex: number): number
    lua_pop(state: LuaState, count: number): void
    lua_pushboolean(state: LuaState, value: boolean): void
    lua_pushjsfunction(state: LuaState, value: LuaFunction): void
    lua_pushlightuserdata(state: LuaState, value: unknown): void
    lua_pushnil(state: LuaState): void
    lua_pushnumber(state: LuaState, value: number): void
    lua_pushstring(state: LuaState, value: LuaString): void
    lua_pushvalue(state: LuaState, index: number): void
    lua_rawget(state: LuaState, index: number): number
    lua_rawgeti(state: LuaState, index: number, position: number): number
    lua_rawset(state: LuaState, index: number): void
    lua_rawseti(state: LuaState, index: number, position: number): void
    lua_remove(state: LuaState, index: number): void
    lua_setfield(state: LuaState, index: number, name: LuaString): void
    lua_setglobal(state: LuaState, name: LuaString): void
    lua_sethook(state: LuaState, hook: ((state: LuaState) => void) | null, mask: number, count: number): void
    lua_settop(state: LuaState, index: number): void
    lua_setupvalue(state: LuaState, functionIndex: number, upvalue: number): LuaString | null
    lua_toboolean(state: LuaState, index: number): boolean
    lua_tonumber(state: LuaState, index: number): number
    lua_tostring(state: LuaState, index: number): LuaString | null
    lua_touserdata(state: LuaState, index: number): unknown
    lua_type(state: LuaState, index: number): number
  }

  export const lauxlib: {
    luaL_loadbuffer(state: LuaState, source: LuaString, size: number, name: LuaString): number
    luaL_newstate(): LuaState
    luaL_ref(state: LuaState, table: number): number
    luaL_requiref(state: LuaState, name: LuaString, open: LuaFunction, global: number): void
    luaL_tolstring(state: LuaState, index: number): LuaString
    luaL_unref(state: LuaState, table: number, reference: number): void
    luaL_where(state: LuaState, level: number): void
  }

  export const lualib: {
    luaopen_base: LuaFunction
    luaopen_coroutine: LuaFunction
    luaopen_math: LuaFunction
    luaopen_string: LuaFunction
    luaopen_table: LuaFunction
  }
}

declare module 'fengari/src/defs.js' {}

declare module 'fengari/src/luaconf.js' {
  const luaconf: { LUA_COMPAT_FLOATSTRING: boolean; lua_number2str: (value: number) => string }
  export = luaconf
}

declare module 'fengari/src/lobject.js' {
  type TaggedValue = { ttnov(): number; ttisinteger(): boolean; ttisfloat(): boolean }
  const lobject: { TValue: { prototype: TaggedValue } }
  export = lobject
}
