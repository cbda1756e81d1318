import type { RequestContext } from '../api/graphql.ts';
import type { View } from '../api/views.ts';
import type { KeyScope } from './access.ts';
import { askerOf } from './asker.ts';
import type { ApiKeyRow, ApiKeys } from './keys.ts';

type Args = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** The fields of API keys. The key itself leaves the server once, in the answer that makes it. */
export function accountsResolvers(keys: ApiKeys) {
  return {
    Query: {
      apiKeys: async () => (await keys.list()).map(keyView),
    },
    Mutation: {
      async createApiKey(args: Args, context?: RequestContext) {
        const { row, secret } = await keys.create(
          {
            name: String(args.name),
            scope: String(args.scope).toLowerCase() as KeyScope,
            target: text(args.target),
            expiresInDays: args.expiresInDays == null ? null : Number(args.expiresInDays),
            digestLogin: args.digestLogin === true,
          },
          askerOf(context),
        );
        return { apiKey: keyView(row), key: secret };
      },
      revokeApiKey: async ({ id }: Args, context?: RequestContext) =>
        keyView(await keys.revoke(String(id), askerOf(context))),
    },
  };
}

function keyView(row: ApiKeyRow): View {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope.toUpperCase(),
    target: row.target,
    digestLogin: row.digest_hash !== null,
    createdAt: time(row.created_at),
    createdBy: row.created_by,
    expiresAt: time(row.expires_at),
    lastUsedAt: time(row.last_used_at),
    revokedAt: time(row.revoked_at),
  };
}
