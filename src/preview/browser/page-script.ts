/** Most things that are pressed on one page. */
const MOST_PRESSED = 15

/** Presses once what is there to be pressed and leads nowhere else; evaluated in the page. */
export const PRESS_ALL = `(async () => {
  const pressable = 'button, [role="button"], input[type="button"], input[type="checkbox"], input[type="submit"], summary'
  const isShown = (element) => element.getClientRects().length > 0 && !element.disabled
  let pressed = 0
  for (const element of [...document.querySelectorAll(pressable)].filter(isShown).slice(0, ${MOST_PRESSED})) {
    if (!element.isConnected) continue
    element.click()
    pressed += 1
    await new Promise((done) => setTimeout(done, 20))
  }
  return pressed
})()`
