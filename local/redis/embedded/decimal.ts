/**
 * The sums of INCRBYFLOAT and HINCRBYFLOAT. Redis adds in long double and prints 17 decimals, so 0.1 + 0.2 is 0.3; doubles
 * would say otherwise. Adding decimals exactly and rounding to 17 places gives the same text, up to the 19 digits that a
 * long double holds; beyond them Redis adds less exactly.
 */
const PLACES = 17

/** Both must be texts that `parseDouble` accepts as finite. */
export function addDecimals(left: string, right: string): string {
  const a = parseDecimal(left)
  const b = parseDecimal(right)
  const places = Math.max(a.places, b.places, PLACES)
  const sum = a.digits * 10n ** BigInt(places - a.places) + b.digits * 10n ** BigInt(places - b.places)
  return format(round(sum, places - PLACES))
}

/** `digits` / 10^`places` */
function parseDecimal(text: string): { digits: bigint; places: number } {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().replace(/^\+/, '').split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = BigInt(`${whole.replace('-', '')}${fraction}`) * (whole.startsWith('-') ? -1n : 1n)
  if (digits === 0n) return { digits, places: 0 } // whatever the exponent, which no double bounds here
  const places = fraction.length - Number(exponent)
  return places < 0 ? { digits: digits * 10n ** BigInt(-places), places: 0 } : { digits, places }
}

function round(digits: bigint, dropped: number): bigint {
  const unit = 10n ** BigInt(dropped)
  const half = digits < 0n ? -unit / 2n : unit / 2n
  return (digits + half) / unit
}

function format(digits: bigint): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(PLACES + 1, '0')
  const fraction = text.slice(-PLACES).replace(/0+$/, '')
  const number = text.slice(0, -PLACES) + (fraction ? `.${fraction}` : '')
  return digits < 0n ? `-${number}` : number
}
