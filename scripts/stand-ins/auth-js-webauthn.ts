// Takes the place of passkeys in @supabase/auth-js, which are for browsers.

export class WebAuthnApi {}
/** All else is asked for only where this is true. */
export const browserSupportsWebAuthn = (): boolean => false

function leftOut(): never {
  throw new Error('passkeys are left out of the build')
}
export {
  leftOut as createCredential,
  leftOut as deserializeCredentialCreationOptions,
  leftOut as deserializeCredentialRequestOptions,
  leftOut as getCredential,
  leftOut as serializeCredentialCreationResponse,
  leftOut as serializeCredentialRequestResponse,
  leftOut as webAuthnAbortService,
}
