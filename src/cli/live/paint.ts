import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]
export type Paint = (style: Style, text: string) => string

/** Colours text where there is a terminal and nobody has set NO_COLOR (https://no-color.org). */
export function createPaint(onTerminal: boolean): Paint {
  const inColour = onTerminal && !process.env['NO_COLOR']
  return (style, text) => (inColour ? styleText(style, text, { validateStream: false }) : text)
}
