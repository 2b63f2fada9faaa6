// Takes the place of @supabase/realtime-js: nothing here listens to channels.

export class RealtimeClient {
  /** supabase-js tells its token to the client that it constructs. */
  setAuth(): void {}
}
