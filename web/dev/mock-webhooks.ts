import type { WebhookDeliveriesQuery, WebhooksQuery } from '../src/graphql/operations.generated.ts';

type Webhook = WebhooksQuery['webhooks']['items'][number];
type Delivery = WebhookDeliveriesQuery['webhookDeliveries']['items'][number];

const AT = Date.parse('2026-11-24T10:00:00.000Z');

const webhook = (id: string, url: string, more: Partial<Webhook>): Webhook => ({
  id,
  url,
  names: null,
  enabled: true,
  failures: 0,
  failingSince: null,
  version: 1,
  ...more,
});

const PRINTS = ['print-started', 'print-ended', 'print-lost', 'print-found', 'print-paused', 'print-resumed'];
const JOBS = ['job-created', 'job-started', 'job-completed', 'job-status-changed'];
const BEDS = ['bed-cleared', 'bed-unknown', 'awaiting-retrieval'];

/** One that is well, one of some topics at a long address, one that fails, one that was given up, one that a person switched off. */
export const WEBHOOKS: readonly Webhook[] = [
  webhook('w1', 'https://shop.example/croft', {}),
  webhook('w2', `https://automation.workshop.example/hooks/incoming/${'b7e1f0'.repeat(12)}?source=croft`, {
    names: [...PRINTS, ...JOBS, 'bed-unknown'],
  }),
  webhook('w3', 'https://chat.example/hooks/farm', {
    names: ['print-lost', 'bed-unknown', 'job-completed', 'print-ended', 'bed-cleared'],
    failures: 7,
    failingSince: new Date(AT).toISOString(),
  }),
  webhook('w4', 'https://old-ledger.example:8443/in', {
    names: BEDS,
    enabled: false,
    failures: 112,
    failingSince: new Date(AT - 72 * 3_600_000).toISOString(),
  }),
  webhook('w5', 'http://192.168.7.20/notify', { enabled: false }),
];

const ERRORS = [null, null, null, 'answered 503', null, 'ECONNREFUSED', null, 'no answer in time', null, null];

export const webhookEventKinds = [...PRINTS, ...JOBS, ...BEDS].map((name, at) => ({
  name,
  durable: true,
  emitter: 'queue',
  tells: name,
  count: at * 17,
}));

/** A long log; of the failing one nothing was taken. */
export function deliveriesOf(
  id: string,
  after: string | null,
): { items: readonly Delivery[]; endCursor: string | null } {
  if (id === 'w5') return { items: [], endCursor: null };
  const from = after === null ? 240 : Number(after);
  const names = [...PRINTS, ...JOBS, ...BEDS];
  const items = Array.from({ length: Math.min(50, from) }, (_, i): Delivery => {
    const error = id === 'w3' ? 'ECONNREFUSED' : (ERRORS[i % ERRORS.length] ?? null);
    return {
      id: String(from - i),
      cursor: i === 2 ? null : String(9000 + from - i),
      name: i === 2 ? 'test' : (names[(from - i) % names.length] ?? ''),
      at: new Date(AT - (240 - from + i) * 61_000).toISOString(),
      status: error === null ? 200 : error.startsWith('answered') ? 503 : null,
      durationMs: error === 'no answer in time' ? 10_000 : 40 + ((i * 37) % 300),
      error,
    };
  });
  return { items, endCursor: from > 50 ? String(from - 50) : null };
}
