/** A path as a part of a URL: what is between its slashes is percent-encoded, and they stay. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
