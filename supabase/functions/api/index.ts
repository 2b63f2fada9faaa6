// The built app as a Supabase Edge Function. After `npm run build`:
//
//   supabase functions deploy api --no-verify-jwt
//
// The API is then at https://<project>.supabase.co/functions/v1 with its own paths (…/v1/api/projects), and
// what lies outside /api below it (…/v1/api/health). Set the variables with `supabase secrets set`; those that begin with
// SUPABASE_ are there already, and access tokens are verified with the project's public keys.
import '../../../dist/supabase.js'
