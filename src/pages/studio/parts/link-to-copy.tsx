import { useEffect, useState } from 'preact/hooks'
import { say } from '../words/words.ts'
import { copyText } from './copy-text.ts'
import { Icon } from './icons.tsx'

type LinkToCopyProps = {
  link: string
  /** What it is for; `copied` says so, too, once it is copied. */
  label: string
  copied: string
  onClose: () => void
}

/** A link to be handed on. It stands there to be taken by hand, too: not every browser lets a page copy. */
export function LinkToCopy({ link, label, copied, onClose }: LinkToCopyProps) {
  const [isCopied, setCopied] = useState(false)
  const words = say()
  const copy = () => void copyText(link).then(setCopied)
  useEffect(() => {
    setCopied(false)
    copy()
  }, [link])
  return (
    <div class="notice shared-link">
      <div class="field">
        <span role="status">{isCopied ? copied : label}</span>
        <input
          type="url"
          readOnly
          dir="ltr"
          aria-label={label}
          value={link}
          onFocus={(event) => event.currentTarget.select()}
        />
      </div>
      <button type="button" class="quiet" onClick={copy}>
        {words.copy}
      </button>
      <button type="button" class="icon-button" aria-label={words.close} title={words.close} onClick={onClose}>
        <Icon name="cross" />
      </button>
    </div>
  )
}
