import { planning, PLAN, TWO, type Case } from './case.ts'

const plan = (...lines: string[]) => `<plan title="Two files">\nA page.\n${lines.join('\n')}\n</plan>\n`
const PAGE = '- index.html: page'
const CODE = '- app.js: behaviour'
const entry = ['answer.mended plan_entry']
const form = ['answer.mended plan_form']
const unusable = ['answer.problem malformed_plan']

/** Plans that are not quite as the format says. */
export const PLANS: Case[] = [
  planning('plans a path twice', plan(PAGE, CODE, '- app.js: again'), entry),
  planning('plans a path in two spellings', plan(PAGE, CODE, '- ./app.js: again'), entry),
  planning('plans a path in another case', plan(PAGE, CODE, '- App.js: again'), entry),
  planning('plans a folder', plan('- js/: scripts', PAGE, CODE), entry),
  planning('plans a folder in backticks', plan('- `css/`: styles', PAGE, CODE), entry),
  planning('plans a file where a folder must be', plan(PAGE, CODE, '- app.js/more.js: more'), entry),
  planning('plans outside of the project', plan('- ../../etc/passwd: x', PAGE, CODE), entry),
  planning('plans a reserved name', plan('- con.txt: x', PAGE, CODE), entry),
  planning('plans an absolute path', plan('- /index.html: page', CODE), entry),
  planning('plans a picture', plan(PAGE, CODE, '- logo.png: the logo'), entry, {
    heard: ['cannot hold logo.png', 'as an .svg'],
  }),
  planning('numbers its list', plan('1. index.html: page', '2. app.js: behaviour'), form),
  planning('numbers its list with brackets', plan('1) index.html: page', '2) `app.js`: behaviour'), form),
  planning('leaves the dashes out', plan('index.html: page', 'app.js: behaviour'), form),
  planning('lists with stars', plan('* index.html: page', '* app.js: behaviour'), []),
  planning('lists with plus signs', plan('+ index.html: page', '+ app.js: behaviour'), form),
  planning('makes paths bold', plan('- **index.html**: page', '- **app.js**: behaviour'), []),
  planning('puts paths in backticks', plan('- `index.html`: page', '- `app.js`: behaviour'), []),
  planning('puts a dash for the colon', plan('- index.html – page', '- app.js - behaviour'), []),
  planning('says no purpose', plan('- index.html', '- app.js'), []),
  planning('fences the list', `<plan title="Two">\n\`\`\`\n${PAGE}\n${CODE}\n\`\`\`\n</plan>\n`, []),
  planning('quotes within the title', `<plan title="The "best" page">\n${PAGE}\n${CODE}\n</plan>\n`, form),
  planning('gives no title', `<plan>\n${PAGE}\n${CODE}\n</plan>\n`, []),
  planning('does not close the plan', `<plan title="Two">\n${PAGE}\n${CODE}\n`, form),
  planning('closes the plan in another case', `<plan title="Two">\n${PAGE}\n${CODE}\n</Plan>\n`, []),
  planning('opens the plan in another case', `<Plan title="Two">\n${PAGE}\n${CODE}\n</Plan>\n`, form),
  planning('fences the plan', `\`\`\`xml\n${PLAN}\`\`\`\n`, []),
  planning('goes on with files', `<plan title="Two">\n${PAGE}\n${CODE}\n${TWO}`, form),
  planning('thinks before the plan', `<think>\n<plan title="No">\n- no.js: no\n</plan>\n</think>\n${PLAN}`, [
    'answer.mended thinking',
  ]),
  planning(
    'plans in JSON',
    '{"title": "Two", "files": [{"path": "index.html", "purpose": "page"}, {"path": "app.js", "description": "code"}]}',
    ['answer.mended json_answer'],
  ),
  planning('plans in fenced JSON', '```json\n{"files": ["index.html", "app.js"]}\n```\n', [
    'answer.mended json_answer',
  ]),
  planning('plans nothing at first', ['I will make it nice.', PLAN], unusable, { heard: ['it had no <plan>'] }),
  planning('says nothing at first', ['', PLAN], unusable),
  planning('plans nothing that can be used at first', [plan('- ../x: x', '- css/: y'), PLAN], unusable, {
    heard: ['has a \\"..\\" segment', 'is a folder'],
  }),
  planning(
    'plans too much at first',
    [plan(...Array.from({ length: 1001 }, (_, at) => `- ${at}.js: x`)), PLAN],
    unusable,
    {
      heard: ['more than 1000 files'],
    },
  ),
  planning('is cut within the plan', [{ text: `<plan title="Two">\n${PAGE}\n- app`, ends: 'length' }, PLAN], unusable, {
    heard: ['it broke off within the plan'],
  }),
  planning('hangs up within the plan', [{ text: `<plan title="Two">\n${PAGE}\n`, ends: 'hang up' }, PLAN], unusable),
  planning('falls silent within the plan', [{ text: '<plan title="Two">\n', ends: 'silence' }, PLAN], unusable),
  planning('asks something', 'Before I begin: shall the page be dark or light?', [], {
    calls: 'plan',
    end: 'awaiting_input',
    files: {},
  }),
  planning('plans nothing twice', ['I will make it nice.', 'As I said.'], [...unusable, ...unusable], {
    calls: 'plan plan',
    end: 'failed provider_invalid',
    files: {},
  }),
  planning(
    'is cut within the plan twice',
    [
      { text: '<plan>\n', ends: 'length' },
      { text: '<plan>\n', ends: 'length' },
    ],
    [...unusable, ...unusable],
    {
      calls: 'plan plan',
      end: 'failed output_truncated',
      files: {},
    },
  ),
  planning('is refused by its provider', { status: 401 }, [], {
    calls: 'plan',
    end: 'failed provider_denied',
    files: {},
  }),
]
