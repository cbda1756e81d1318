import type { FastifyInstance } from 'fastify';
import { allows } from './access.ts';
import type { Door } from './door.ts';

/** What the page asks before everything else: whether it must show a key, and whose it has shown. */
interface SessionAnswer {
  readonly keyNeeded: boolean;
  readonly signedIn: boolean;
  readonly name: string | null;
  readonly scope: string | null;
}

/** Signing in: a browser shows its key once and gets it back as a cookie that no script can read. */
export function addSession(app: FastifyInstance, door: Door): void {
  app.get('/api/session', async (request, reply): Promise<SessionAnswer> => {
    reply.header('cache-control', 'no-store');
    const { headers, method, url, ip: address } = request;
    const entered = await door.enter({ headers, method, url, address });
    if (!('kind' in entered)) return { keyNeeded: door.keyNeeded, signedIn: false, name: null, scope: null };
    const { name, scope } = entered.kind === 'key' ? entered : { name: null, scope: null };
    return { keyNeeded: door.keyNeeded, signedIn: true, name, scope };
  });
  app.post('/api/session', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { key } = (request.body ?? {}) as { readonly key?: unknown };
    const shown = typeof key === 'string' ? key.trim() : '';
    const { method, url, ip: address } = request;
    const entered = await door.enter({ headers: { 'x-api-key': shown }, method, url, address });
    if (!('kind' in entered)) {
      const { status, waitSeconds, challenge: _unused, ...fault } = entered;
      if (waitSeconds !== undefined) reply.header('retry-after', waitSeconds);
      return reply.code(status).send({ error: fault });
    }
    if (!allows(entered, 'viewer')) {
      const remedy = 'Use a key of the scope viewer or above.';
      return reply.code(403).send({ error: { code: 'forbidden', message: 'This key only sends files.', remedy } });
    }
    if (entered.kind === 'key') reply.header('set-cookie', door.cookie.set(shown));
    return reply.code(204).send();
  });
  app.delete('/api/session', async (_request, reply) =>
    reply.header('set-cookie', door.cookie.clear).header('cache-control', 'no-store').code(204).send(),
  );
}
