/**
 * How fengari writes numbers: 3 and not 3.0, and 1e+15 as C's %.14g does, which is what Lua 5.1 says. Its other modules
 * take these settings over while they load, so this has to be imported before them.
 */
// oxlint-disable-next-line import/no-unassigned-import -- it has to load before luaconf.js, as the two need each other
import 'fengari/src/defs.js'
import luaconf from 'fengari/src/luaconf.js'
import { formatGeneral } from './number-format.ts'

luaconf.LUA_COMPAT_FLOATSTRING = true
luaconf.lua_number2str = (value) => formatGeneral(value, 14)
