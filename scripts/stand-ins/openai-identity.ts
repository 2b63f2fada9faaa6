// Takes the place of openai's workload identities: a provider is called with a key.

export class WorkloadIdentityAuth {}
export class X509WorkloadIdentityAuth {}
/** All else is asked for only where this is true. */
export const isX509WorkloadIdentity = (): boolean => false

function leftOut(): never {
  throw new Error('workload identities are left out of the build')
}
export { leftOut as assertX509RequestOptions, leftOut as snapshotX509RequestOptions }
