/**
 * Gives fengari the numbers of Lua 5.1, which Redis runs: doubles only. Its own integers have 32 bits and wrap, so that
 * 1000 * 3000000 would be negative. Bound to fengari 0.1.5; test/local/redis/lua.test.ts holds it to the sums of Redis.
 */
/* oxlint-disable import/no-unassigned-import -- each of these two has to load before the next import */
import './settings.ts'
import 'fengari'
import lobject from 'fengari/src/lobject.js'

const LUA_TNUMBER = 3

// Every operation asks whether its operands are integers before it takes the integer path.
lobject.TValue.prototype.ttisinteger = () => false
lobject.TValue.prototype.ttisfloat = function isNumber() {
  return this.ttnov() === LUA_TNUMBER
}
