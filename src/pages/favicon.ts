/** The mark: a stroke that comes back to where it began. Hono's type of a body wants it as one string. */
export const FAVICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f5c4c"/>' +
  '<path d="M21.5 11.5A7 7 0 1 0 23 16" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/>' +
  '<circle cx="22.4" cy="10.6" r="2.4" fill="#ffb454"/></svg>'
