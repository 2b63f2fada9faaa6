import * as z from 'zod'
import { emailSchema, newPasswordSchema, passwordSchema, sessionSchema } from '../src/accounts/accounts.ts'
import { changePassword, confirmEmail, resetPassword, sendConfirmation, sendReset } from '../src/accounts/passwords.ts'
import { AppError } from '../src/errors.ts'
import { callerOf, type AppContext } from '../src/http/context.ts'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'
import { authOf } from '../src/http/service-clients.ts'
import { storedText } from '../src/services/stored-text.ts'

export const passwords = createFunction(
  'passwords',
  'Passwords that are changed or forgotten, and addresses that are confirmed.',
)

const session = named('Session', sessionSchema)
const tokenHash = storedText
  .min(1)
  .max(500)
  .meta({ description: 'Of the mail: what its template calls `{{ .TokenHash }}`.' })
const mailSent = z.strictObject({ status: z.literal('accepted'), message: z.string() })
const mailSentSchema = named('MailSent', mailSent)
const byMail = { access: 'public', limitedBy: 'address', whenLimiterAway: 'refuse' } as const

passwords.add(
  {
    method: 'put',
    path: '/api/auth/password',
    operationId: 'changePassword',
    summary: 'Change the password',
    description:
      'All other sessions end. In the hour after a mail has opened the session, as one for a forgotten password does, it takes no `current_password`.',
    access: 'user',
    whenLimiterAway: 'refuse',
    body: z.strictObject({ current_password: passwordSchema.optional(), password: newPasswordSchema }),
    responses: { 204: { description: 'It is changed.' } },
    errors: ['invalid_credentials', 'account_suspended'],
  },
  async (c, { body }) => {
    const { email, readToken } = callerOf(c)
    const change = { email, accessToken: await readToken(), current: body.current_password, password: body.password }
    await changePassword(() => authOf(c), change)
    return { status: 204 }
  },
)

passwords.add(
  {
    method: 'post',
    path: '/api/auth/password-reset',
    operationId: 'requestPasswordReset',
    summary: 'Ask for a mail to set a new password by',
    description: 'The answer is the same whether or not there is an account of this address.',
    ...byMail,
    body: z.strictObject({
      email: emailSchema,
      redirect_to: z
        .url({ protocol: /^https?$/ })
        .max(2000)
        .optional()
        .meta({ description: 'Where the link of the mail leads in the end, of what Auth is configured to allow.' }),
    }),
    responses: { 202: { description: 'If there is an account, its mail is on the way.', schema: mailSentSchema } },
    errors: [],
  },
  (c, { body }) => sendLater(c, () => sendReset(authOf(c), body.email, body.redirect_to)),
)

passwords.add(
  {
    method: 'post',
    path: '/api/auth/password-reset/confirm',
    operationId: 'resetPassword',
    summary: 'Set a new password by the token of a mail',
    description: 'All other sessions end. A token serves once.',
    ...byMail,
    body: z.strictObject({ token_hash: tokenHash, password: newPasswordSchema }),
    responses: {
      200: { description: 'A new session.', schema: session },
      202: {
        description:
          'The password is not set yet, as the account has a second factor: verify it by this session, and then change the password without `current_password`.',
        schema: session,
      },
    },
    errors: ['invalid_token', 'account_suspended', 'mfa_required'],
  },
  async (c, { body }) => {
    const { isSet, session: json } = await resetPassword(authOf(c), body.token_hash, body.password)
    return { status: isSet ? 200 : 202, json }
  },
)

passwords.add(
  {
    method: 'post',
    path: '/api/auth/confirmation',
    operationId: 'requestConfirmation',
    summary: 'Ask for another mail to confirm the address by',
    description: 'The answer is the same whether or not an account of this address waits for it.',
    ...byMail,
    body: z.strictObject({ email: emailSchema }),
    responses: { 202: { description: 'If there is such an account, its mail is on the way.', schema: mailSentSchema } },
    errors: [],
  },
  (c, { body }) => sendLater(c, () => sendConfirmation(authOf(c), body.email)),
)

passwords.add(
  {
    method: 'post',
    path: '/api/auth/confirmation/confirm',
    operationId: 'confirmEmail',
    summary: 'Confirm the address by the token of a mail',
    ...byMail,
    body: z.strictObject({ token_hash: tokenHash }),
    responses: { 200: { description: 'The account, signed in.', schema: session } },
    errors: ['invalid_token', 'account_suspended'],
  },
  async (c, { body }) => ({ status: 200, json: await confirmEmail(authOf(c), body.token_hash) }),
)

/** Answers before Auth has looked for the account: how long that takes would tell whether it is there. */
async function sendLater(c: AppContext, send: () => Promise<void>) {
  const [auth] = await c.get('probeServices')(['accounts'])
  if (auth?.ok !== true) throw new AppError('service_unavailable')
  c.get('defer')(send())
  const message = 'If there is such an account, a mail is on its way.'
  return { status: 202, json: { status: 'accepted', message } } as const
}
