import { askerOf } from '../accounts/asker.ts';
import { type Args, cursorOf, pageOf } from '../api/arguments.ts';
import type { RequestContext } from '../api/graphql.ts';
import { iso, type View } from '../api/views.ts';
import { namesOf } from '../events/resolvers.ts';
import type { Features } from '../features.ts';
import type { Delivery, Webhook } from './webhooks.ts';

function webhookView(row: Webhook): View {
  return {
    id: row.id,
    url: row.url,
    names: row.names === null ? null : (JSON.parse(row.names) as string[]),
    enabled: row.enabled === 1,
    cursor: String(row.cursor),
    failures: row.failures,
    failingSince: row.failing_since_at === null ? null : iso(row.failing_since_at),
    version: row.version,
    createdAt: iso(row.created_at),
  };
}

function deliveryView(row: Delivery): View {
  return {
    id: String(row.id),
    cursor: row.cursor === null ? null : String(row.cursor),
    name: row.name,
    at: iso(row.at),
    status: row.status,
    durationMs: row.duration_ms,
    error: row.error,
  };
}

/** Webhooks as the API shows them; their secrets leave in the answers to `addWebhook` and `renewWebhookSecret` alone. */
export function webhookResolvers({ webhooks, settings }: Pick<Features, 'webhooks' | 'settings'>) {
  const shown = async (id: string): Promise<View> => webhookView(await webhooks.get(id));
  return {
    Query: {
      webhooks: async () => ({
        items: (await webhooks.list()).map(webhookView),
        localAllowed: settings.current().webhooksToThisHost,
      }),
      async webhookDeliveries(args: Args) {
        const { first } = pageOf(args);
        const items = await webhooks.deliveries(String(args.id), first, cursorOf(args.after));
        return { items: items.map(deliveryView), endCursor: items.length < first ? null : String(items.at(-1)?.id) };
      },
    },
    Mutation: {
      async addWebhook({ input }: Args, context?: RequestContext) {
        const from = input as Args;
        const { id, secret } = await webhooks.add(String(from.url), namesOf(from.names), askerOf(context));
        return { webhook: await shown(id), secret };
      },
      async changeWebhook({ input }: Args, context?: RequestContext) {
        const from = input as Args;
        const id = String(from.id);
        const change = {
          ...(typeof from.url === 'string' ? { url: from.url } : {}),
          ...(from.names === undefined ? {} : { names: namesOf(from.names) }),
          ...(typeof from.enabled === 'boolean' ? { enabled: from.enabled } : {}),
        };
        await webhooks.change({ ...change, id, version: Number(from.version) }, askerOf(context));
        return shown(id);
      },
      async renewWebhookSecret({ id }: Args, context?: RequestContext) {
        const secret = await webhooks.renewSecret(String(id), askerOf(context));
        return { webhook: await shown(String(id)), secret };
      },
      async removeWebhook({ id }: Args, context?: RequestContext) {
        await webhooks.remove(String(id), askerOf(context));
        return id;
      },
      testWebhook: ({ id }: Args) => webhooks.test(String(id)),
      async allowLocalWebhooks({ allowed }: Args, context?: RequestContext) {
        const { version } = await settings.load();
        await settings.change(version, { webhooksToThisHost: allowed === true }, askerOf(context));
        return allowed === true;
      },
    },
  };
}
