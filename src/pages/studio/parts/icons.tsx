// Drawn for this page, on a grid of 20. They are decoration: what they stand for is said beside them or by a label.
const PATHS = {
  send: 'M10 16V4.5M5 9l5-5 5 5',
  stop: 'M6 6h8v8H6z',
  plus: 'M10 4v12M4 10h12',
  back: 'M12 4l-6 6 6 6',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  down: 'M5 8l5 5 5-5',
  check: 'M4.5 10.5l3.5 3.5 7.5-8',
  cross: 'M5 5l10 10M15 5L5 15',
  file: 'M5 3h6l4 4v10H5zM11 3v4h4',
  upload: 'M10 13V4M6 7.5L10 3.5l4 4M4 13v3h12v-3',
  download: 'M10 4v9M6 9.5l4 4 4-4M4 16h12',
  person: 'M10 10a3 3 0 100-6 3 3 0 000 6zM4.5 16.5c.8-3 3-4.5 5.5-4.5s4.7 1.5 5.5 4.5',
  people:
    'M7.5 10a2.7 2.7 0 100-5.4 2.7 2.7 0 000 5.4zM2.5 16c.6-2.6 2.6-3.8 5-3.8s4.4 1.2 5 3.8M13 9.8a2.4 2.4 0 100-4.8M14.6 12.4c1.5.5 2.5 1.7 2.9 3.6',
  chat: 'M4 4.5h12v8.5H9l-3.5 3v-3H4z',
  eye: 'M2.5 10s2.7-5 7.5-5 7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5zM10 12a2 2 0 100-4 2 2 0 000 4z',
  code: 'M7 6l-4 4 4 4M13 6l4 4-4 4',
  layers: 'M10 3l7 3.5-7 3.5-7-3.5zM3 10l7 3.5 7-3.5M3 13.5L10 17l7-3.5',
  warn: 'M10 3.5l7 12.5H3zM10 8.5v3.5M10 14h.01',
  pen: 'M4 16l.8-3.5L13 4.3a1.3 1.3 0 011.9 0l.8.8a1.3 1.3 0 010 1.9l-8.2 8.2z',
  phone: 'M6.5 2.5h7v15h-7zM9.5 15h1',
  tablet: 'M4.5 2.5h11v15h-11zM9.5 15h1',
  desktop: 'M2.5 4h15v9.5h-15zM7 16.5h6M10 13.5v3',
  refresh: 'M15.5 10a5.5 5.5 0 11-1.8-4.1M15.5 3v3.5H12',
  branch: 'M6 4v12M6 12c6 0 8-1.5 8-6M14 6a1.5 1.5 0 100-3 1.5 1.5 0 000 3z',
  link: 'M8.5 11.5l3-3M7 9.5L4.8 11.7a2.5 2.5 0 003.5 3.5L10.5 13M13 10.5l2.2-2.2a2.5 2.5 0 00-3.5-3.5L9.5 7',
  out: 'M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path class="mark-stroke" d="M22.5 10.5A8.5 8.5 0 1 0 24.5 16" />
      <circle class="mark-dot" cx="23.6" cy="9" r="2.8" />
    </svg>
  )
}
