import { InvalidArgumentError } from 'commander'

/** Reads an option that is a whole number from 1 to `most`, `what` if it says of what. @throws {InvalidArgumentError} */
export function wholeNumber(most: number, what?: string): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (Number.isInteger(number) && number >= 1 && number <= most) return number
    const kind = what === undefined ? 'a whole number' : `a whole number of ${what},`
    throw new InvalidArgumentError(`It must be ${kind} from 1 to ${most}.`)
  }
}
