import { html, raw } from 'hono/html'
import { FACTORS, type CheckResult, type Scorecard } from '../telemetry/scorecard.ts'

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --pass: #2e8b57; --fail: #c0392b; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .5rem .8rem; }
summary { cursor: pointer; }
li { margin: .3rem 0; } small { opacity: .75; }
.pass { color: var(--pass); } .fail { color: var(--fail); } .unknown { opacity: .75; }
code { font: 14px/1.45 ui-monospace, monospace; }
`
const WORDS = { pass: 'passed', fail: 'failed', unknown: 'could not be checked' }
const MARKS = { pass: '✓', fail: '✗', unknown: '?' }

/** A scorecard as one page that needs no script and no network. */
export async function renderFactorsPage(scorecard: Scorecard | undefined): Promise<string> {
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Samokoder: twelve factors</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <h1>Twelve factors</h1>
        ${scorecard === undefined ? describeNothing() : describeScorecard(scorecard)}
      </body>
    </html>`
  return page.toString()
}

function describeNothing() {
  return html`<p>
    No scorecard has been published yet. This makes one and shows it here:
    <code>samokoder factors --url https://this.deployment --publish</code>
  </p>`
}

function describeScorecard({ checked_at, release, factors }: Scorecard) {
  const count = (wanted: CheckResult['result']) => factors.filter(({ result }) => result === wanted).length
  return html`<p>
      ${count('pass')} of ${FACTORS.length} complied with, ${count('fail')} not, ${count('unknown')} could not be
      checked; checked ${checked_at}, release ${release ?? 'unknown'}.
    </p>
    ${factors.map(
      (factor) =>
        html`<details ${factor.result === 'fail' ? 'open' : ''}>
          <summary>
            <b class="${factor.result}" title="${WORDS[factor.result]}">${MARKS[factor.result]}</b>
            ${FACTORS.find(({ number }) => number === factor.number)?.numeral} ${factor.name}
          </summary>
          <ul>
            ${factor.checks.map((one) => describeCheck(one))}
          </ul>
        </details>`,
    )}`
}

function describeCheck({ name, result, evidence, fix }: CheckResult) {
  return html`<li>
    ${name}: <b class="${result}">${WORDS[result]}</b><br /><small
      >${evidence}${fix === undefined ? '' : ` → ${fix}`}</small
    >
  </li>`
}
