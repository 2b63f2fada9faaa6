'use strict'

/**
 * Computes an expression such as 2+3*(4-1)/50% and returns the number.
 * Throws an Error whose message is 'malformed' or 'divisionByZero'.
 *
 * One function per level of precedence: sum → product → sign → percent → number or brackets.
 */
function evaluate(expression) {
  const tokens = expression.replaceAll(',', '.').match(/\d+\.?\d*(?:e[-+]?\d+)?|\.\d+|[-+*/()%]|\S/g) ?? []
  let position = 0

  function take(...wanted) {
    if (!wanted.includes(tokens[position])) return undefined
    position += 1
    return tokens[position - 1]
  }

  function sum() {
    let value = product()
    for (let sign = take('+', '-'); sign; sign = take('+', '-')) {
      const right = product()
      value = sign === '+' ? value + right : value - right
    }
    return value
  }

  function product() {
    let value = signed()
    for (let sign = take('*', '/'); sign; sign = take('*', '/')) {
      const right = signed()
      if (sign === '/' && right === 0) throw new Error('divisionByZero')
      value = sign === '*' ? value * right : value / right
    }
    return value
  }

  function signed() {
    if (take('-')) return -signed()
    if (take('+')) return signed()
    return percent()
  }

  function percent() {
    let value = atom()
    while (take('%')) value /= 100
    return value
  }

  function atom() {
    if (take('(')) {
      const value = sum()
      if (!take(')')) throw new Error('malformed')
      return value
    }
    const number = Number(tokens[position])
    if (position >= tokens.length || Number.isNaN(number)) throw new Error('malformed')
    position += 1
    return number
  }

  const value = sum()
  if (position < tokens.length) throw new Error('malformed')
  return value
}

/** Hides the noise of binary fractions: 0.1+0.2 shows as 0.3. */
function formatNumber(value) {
  return String(Number(value.toPrecision(12)))
}
