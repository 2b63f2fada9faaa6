import * as z from 'zod'
import {
  accountChangeSchema,
  accountOverviewSchema,
  auditEntrySchema,
  cancelRunOf,
  listAccounts,
  listAudit,
  listRunsUnderWay,
  readAccount,
  readUsageOf,
  removeFactorsOf,
  runUnderWaySchema,
  setAccount,
  suspendAccount,
  suspensionSchema,
  unsuspendAccount,
} from '../src/accounts/admin.ts'
import {
  listTiers,
  setTier,
  tierChangeSchema,
  tierListSchema,
  tierNameSchema,
  tierSchema,
} from '../src/accounts/admin-tiers.ts'
import { usageQuerySchema, usageSchema } from '../src/accounts/usage.ts'
import { decodeCursor, encodeCursor } from '../src/http/cursor.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named, page, pageQuery } from '../src/http/schemas.ts'
import { databaseOf } from '../src/http/service-clients.ts'
import { storedText } from '../src/services/stored-text.ts'

export const admin = createFunction(
  'admin',
  'What admins do about accounts, tiers and runs. To everybody else, these routes do not exist.',
)

const overview = named('AccountOverview', accountOverviewSchema)

admin.add(
  {
    method: 'get',
    path: '/api/admin/accounts',
    operationId: 'listAccounts',
    summary: 'List all accounts, newest first',
    access: 'user',
    query: z.strictObject({
      ...pageQuery,
      search: storedText
        .trim()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: 'Something of the address or the name, or the whole id.' }),
    }),
    responses: { 200: { description: 'A page of accounts.', schema: named('AccountPage', page(overview)) } },
    errors: ['not_found'],
  },
  async (c, { query }) => {
    const before = decodeCursor(query.cursor)
    const { accounts, end } = await listAccounts(databaseOf(c), query.search, query.limit, before)
    return { status: 200, json: { items: accounts, next_cursor: encodeCursor(end) } }
  },
)

admin.add(
  {
    method: 'get',
    path: '/api/admin/accounts/{id}',
    operationId: 'getAccountOverview',
    summary: 'An account',
    access: 'user',
    params: idParam,
    responses: { 200: { description: 'The account.', schema: overview } },
    errors: ['not_found'],
  },
  async (c, { params }) => ({ status: 200, json: await readAccount(databaseOf(c), params.id) }),
)

admin.add(
  {
    method: 'patch',
    path: '/api/admin/accounts/{id}',
    operationId: 'updateAccount',
    summary: 'Set the role or the tier of an account',
    description: 'Its limits are in force within a minute.',
    access: 'user',
    params: idParam,
    body: accountChangeSchema,
    bodyExample: { tier: 'professional' },
    responses: { 200: { description: 'The account.', schema: overview } },
    errors: ['not_found', 'own_account'],
  },
  async (c, { params, body }) => ({ status: 200, json: await setAccount(databaseOf(c), params.id, body) }),
)

admin.add(
  {
    method: 'post',
    path: '/api/admin/accounts/{id}/suspend',
    operationId: 'suspendAccount',
    summary: 'Suspend an account',
    description:
      'Its runs are canceled and its sessions end; nobody signs in to it, and every process refuses its tokens and keys within a minute. What it has stays.',
    access: 'user',
    params: idParam,
    body: suspensionSchema,
    responses: { 200: { description: 'The account.', schema: overview } },
    errors: ['not_found', 'own_account'],
  },
  async (c, { params, body }) => ({
    status: 200,
    json: await suspendAccount(databaseOf(c), c.get('config'), params.id, body.reason),
  }),
)

admin.add(
  {
    method: 'post',
    path: '/api/admin/accounts/{id}/unsuspend',
    operationId: 'unsuspendAccount',
    summary: 'Let an account in again',
    access: 'user',
    params: idParam,
    responses: { 200: { description: 'The account.', schema: overview } },
    errors: ['not_found', 'own_account'],
  },
  async (c, { params }) => ({ status: 200, json: await unsuspendAccount(databaseOf(c), params.id) }),
)

admin.add(
  {
    method: 'delete',
    path: '/api/admin/accounts/{id}/factors',
    operationId: 'removeFactorsOfAccount',
    summary: 'Remove the second factors of an account',
    description: 'For one who has lost them: the password alone lets in from then on.',
    access: 'user',
    params: idParam,
    responses: { 204: { description: 'It has none.' } },
    errors: ['not_found', 'own_account', 'not_configured'],
  },
  async (c, { params }) => {
    await removeFactorsOf(databaseOf(c), params.id)
    return { status: 204 }
  },
)

admin.add(
  {
    method: 'get',
    path: '/api/admin/accounts/{id}/usage',
    operationId: 'getAccountUsage',
    summary: 'What models took and cost for an account',
    access: 'user',
    params: idParam,
    query: usageQuerySchema,
    responses: { 200: { description: 'The sums.', schema: named('Usage', usageSchema) } },
    errors: ['not_found'],
  },
  async (c, { params, query }) => ({ status: 200, json: await readUsageOf(databaseOf(c), params.id, query) }),
)

admin.add(
  {
    method: 'get',
    path: '/api/admin/runs',
    operationId: 'listRunsUnderWay',
    summary: 'List the runs of all accounts that have not ended, newest first',
    access: 'user',
    query: z.strictObject(pageQuery),
    responses: {
      200: { description: 'A page of runs.', schema: named('RunUnderWayPage', page(runUnderWaySchema)) },
    },
    errors: ['not_found'],
  },
  async (c, { query }) => {
    const before = decodeCursor(query.cursor)
    const { runs, end } = await listRunsUnderWay(databaseOf(c), query.limit, before)
    return { status: 200, json: { items: runs, next_cursor: encodeCursor(end) } }
  },
)

admin.add(
  {
    method: 'post',
    path: '/api/admin/runs/{id}/cancel',
    operationId: 'cancelRunOfAccount',
    summary: 'Cancel a run of an account',
    access: 'user',
    params: idParam,
    responses: { 204: { description: 'It ends, or has ended.' } },
    errors: ['not_found'],
  },
  async (c, { params }) => {
    await cancelRunOf(databaseOf(c), params.id)
    return { status: 204 }
  },
)

admin.add(
  {
    method: 'get',
    path: '/api/admin/audit',
    operationId: 'listAuditLog',
    summary: 'List what was done to accounts, newest first',
    access: 'user',
    query: z.strictObject({
      ...pageQuery,
      cursor: z
        .string()
        .regex(/^\d{1,15}$/, 'is not a cursor')
        .optional()
        .meta({ description: '`next_cursor` of the page before.' }),
      account: z.uuid('must be a UUID').optional().meta({ description: 'To which it was done.' }),
    }),
    responses: { 200: { description: 'A page of the log.', schema: named('AuditPage', page(auditEntrySchema)) } },
    errors: ['not_found'],
  },
  async (c, { query }) => {
    const before = query.cursor === undefined ? undefined : Number(query.cursor)
    const { entries, end } = await listAudit(databaseOf(c), query.account, query.limit, before)
    return { status: 200, json: { items: entries, next_cursor: end === undefined ? null : String(end.id) } }
  },
)

admin.add(
  {
    method: 'get',
    path: '/api/admin/tiers',
    operationId: 'listTiers',
    summary: 'List the tiers that something was set for',
    access: 'user',
    responses: { 200: { description: 'The tiers.', schema: named('TierList', tierListSchema) } },
    errors: ['not_found'],
  },
  async (c) => ({ status: 200, json: await listTiers(databaseOf(c)) }),
)

admin.add(
  {
    method: 'patch',
    path: '/api/admin/tiers/{tier}',
    operationId: 'updateTier',
    summary: 'Set limits of a tier',
    description:
      'In force at once, and for requests and calls within a minute. Null is what goes where nothing is said.',
    access: 'user',
    params: z.strictObject({ tier: tierNameSchema }),
    body: tierChangeSchema,
    bodyExample: { max_projects: 5, monthly_ai_usd: 2 },
    responses: { 200: { description: 'The tier.', schema: named('Tier', tierSchema) } },
    errors: ['not_found'],
  },
  async (c, { params, body }) => ({ status: 200, json: await setTier(databaseOf(c), params.tier, body) }),
)
