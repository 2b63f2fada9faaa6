import type { ComponentChildren } from 'preact'
import { account, signOut } from '../api/session.ts'
import { Icon, Mark } from '../parts/icons.tsx'
import { Menu } from '../parts/menu.tsx'
import { addressOf } from '../addresses.ts'
import { goTo } from '../route.ts'
import { theme, type Theme } from '../theme.ts'
import { language, say, switchLanguage } from '../words/words.ts'

const THEMES: Theme[] = ['auto', 'light', 'dark']

/** What stands atop each view; what is of one view alone stands in its middle. */
export function TopBar({ children }: { children?: ComponentChildren }) {
  const words = say()
  return (
    <header class="top-bar">
      <a
        class="brand"
        href={addressOf({ page: 'home' })}
        aria-label={`Samokoder: ${words.allProjects}`}
        title={words.allProjects}
      >
        <Mark />
        <span class="brand-name">Samokoder</span>
      </a>
      <div class="top-middle">{children}</div>
      <button
        type="button"
        class="quiet language"
        lang={language.value === 'en' ? 'ru' : 'en'}
        onClick={switchLanguage}
      >
        <span class="hidden">{words.language}</span>
        <span aria-hidden="true">{language.value === 'en' ? 'RU' : 'EN'}</span>
      </button>
      <Menu label={words.account} icon={<Icon name="person" />}>
        <AccountItems />
      </Menu>
    </header>
  )
}

function AccountItems() {
  const words = say()
  const labels: Record<Theme, string> = { auto: words.themeAuto, light: words.themeLight, dark: words.themeDark }
  return (
    <>
      {account.value ? <p class="menu-head">{account.value.email}</p> : null}
      <fieldset class="choices">
        <legend>{words.theme}</legend>
        {THEMES.map((one) => (
          <button key={one} type="button" aria-pressed={theme.value === one} onClick={() => (theme.value = one)}>
            {labels[one]}
          </button>
        ))}
      </fieldset>
      {account.value ? <a href={addressOf({ page: 'settings' })}>{words.settings}</a> : null}
      {account.value ? <a href={addressOf({ page: 'operator' })}>{words.operator}</a> : null}
      <a href="docs">{words.reference}</a>
      {account.value ? (
        <>
          <button type="button" onClick={() => leave(false)}>
            {words.signOut}
          </button>
          <button type="button" onClick={() => leave(true)}>
            {words.signOutEverywhere}
          </button>
        </>
      ) : null}
    </>
  )
}

/** Without a network nobody is signed out at the server: the page stays as it is, and says so by staying. */
function leave(everywhere: boolean): void {
  void signOut(everywhere).then(
    () => goTo({ page: 'home' }),
    () => undefined,
  )
}
