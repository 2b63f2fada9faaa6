// Which tags need no end, from the HTML standard (13.1.2 "Elements").

/** Never have an end tag. */
export const VOID_ELEMENTS = new Set(
  'area base br col embed hr img input link meta source track wbr param frame keygen basefont'.split(' '),
)

/** The end tag may be left out, mostly because what follows implies it. */
export const OPTIONAL_END = new Set(
  'html head body p li dt dd option optgroup tr td th thead tbody tfoot colgroup caption rp rt rb rtc'.split(' '),
)

/** The start tag may be left out, so that an end tag alone is no mistake. */
export const OPTIONAL_START = new Set(['html', 'head', 'body', 'tbody', 'colgroup'])

const ROW = ['td', 'th', 'tr']
const SECTION = [...ROW, 'thead', 'tbody', 'tfoot', 'caption', 'colgroup']

/** Which open elements an opening tag ends, as long as they are the innermost ones. */
export const IMPLIED_ENDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['body', ['head']],
  ['li', ['li', 'p']],
  ['dt', ['dt', 'dd', 'p']],
  ['dd', ['dt', 'dd', 'p']],
  ['p', ['p']],
  ['option', ['option']],
  ['optgroup', ['option', 'optgroup']],
  ['hr', ['option', 'optgroup']],
  ['td', ['td', 'th', 'p']],
  ['th', ['td', 'th', 'p']],
  ['tr', [...ROW, 'p', 'caption', 'colgroup']],
  ['thead', [...SECTION, 'p']],
  ['tbody', [...SECTION, 'p']],
  ['tfoot', [...SECTION, 'p']],
  ['rt', ['rt', 'rp', 'rb']],
  ['rp', ['rt', 'rp', 'rb']],
  ['rb', ['rt', 'rp', 'rb', 'rtc']],
  ['rtc', ['rt', 'rp', 'rb', 'rtc']],
])

/** Inside SVG and MathML, what these hold is HTML again. */
export const HTML_INSIDE_FOREIGN = new Set('foreignobject desc title annotation-xml mi mo mn ms mtext'.split(' '))

/** Elements of HTML as such: any other name belongs to a component, whose template language may have own rules. */
export const STANDARD_ELEMENTS = new Set(
  (
    'a abbr address article aside audio b bdi bdo blockquote body button canvas caption cite code colgroup data datalist ' +
    'dd del details dfn dialog div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup ' +
    'html i iframe ins kbd label legend li main map mark menu meter nav noscript object ol optgroup option output p ' +
    'picture pre progress q rp rt ruby s samp script search section select small span strong style sub summary sup table ' +
    'tbody td template textarea tfoot th thead time title tr u ul var video'
  ).split(' '),
)
