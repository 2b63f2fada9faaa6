import { say } from '../../words/words.ts'
import { TopBar } from '../top-bar.tsx'
import { FactorsSection } from './factors.tsx'
import { KeysSection } from './keys.tsx'
import { LimitsSection } from './limits.tsx'
import { ProviderKeysSection } from './provider-keys.tsx'
import { UsageSection } from './usage.tsx'

export function SettingsView() {
  const words = say()
  return (
    <>
      <TopBar />
      <main id="content" class="settings" tabIndex={-1}>
        <h1>{words.settingsTitle}</h1>
        <LimitsSection />
        <UsageSection />
        <FactorsSection />
        <KeysSection />
        <ProviderKeysSection />
      </main>
    </>
  )
}
