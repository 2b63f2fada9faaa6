/** What no file system takes in a name, and what would end the header. */
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f<>:"/\\|?*]+/g

/** Content-Disposition of a download, after RFC 6266: the name as it is, and in ASCII for clients that know no other. */
export function attachment(name: string): string {
  const safe = name.replace(UNSAFE, '-').trim()
  const ascii = safe
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]+/g, '')
    .replace(/^[-. ]+/, '')
  const fallback = ascii.startsWith('v') && !safe.startsWith('v') ? `project-${ascii}` : ascii
  return `attachment; filename="${fallback}"; filename*=UTF-8''${encodeRfc5987(safe)}`
}

function encodeRfc5987(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}
