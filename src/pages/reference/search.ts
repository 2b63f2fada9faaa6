// A search over all routes, as a plugin of Swagger UI, whose own looks at the names of tags alone.

/** The parts of Immutable.js that this touches. */
type Read = { get: (key: string) => unknown; getIn: (path: string[]) => unknown }
type Operations = { filter: (keep: (operation: Read) => boolean) => Operations; size: number }
type Tagged = { get: (key: 'operations') => Operations; set: (key: 'operations', value: Operations) => Tagged }
type TaggedOperations = {
  map: (make: (tagged: Tagged, tag: string) => Tagged) => TaggedOperations
  filter: (keep: (tagged: Tagged) => boolean) => TaggedOperations
}

type System = {
  React: { createElement: (type: string, props: Record<string, unknown>, ...children: unknown[]) => unknown }
  layoutActions: { updateFilter: (text: string) => void }
  layoutSelectors: { currentFilter: () => unknown }
}

const SEARCHED = ['operationId', 'summary', 'description']

/** Whether every word stands somewhere in what the route says of itself. */
function matches(operation: Read, tag: string, words: readonly string[]): boolean {
  const told = SEARCHED.map((field) => operation.getIn(['operation', field]))
  const text = [tag, operation.get('method'), operation.get('path'), ...told].join('\n').toLowerCase()
  return words.every((word) => text.includes(word))
}

export const search = ({ React }: System) => ({
  fn: {
    opsFilter: (tagged: TaggedOperations, phrase: string) => {
      const words = phrase.toLowerCase().split(/\s+/).filter(Boolean)
      return tagged
        .map((one, tag) =>
          one.set(
            'operations',
            one.get('operations').filter((operation) => matches(operation, tag, words)),
          ),
        )
        .filter((one) => one.get('operations').size > 0)
    },
  },
  components: {
    FilterContainer: ({ layoutActions, layoutSelectors }: System) => {
      const current = layoutSelectors.currentFilter()
      return React.createElement('input', {
        className: 'route-search',
        type: 'search',
        placeholder: 'Search routes',
        'aria-label': 'Search routes',
        value: typeof current === 'string' ? current : '',
        onChange: ({ target }: { target: HTMLInputElement }) => layoutActions.updateFilter(target.value),
      })
    },
  },
})
