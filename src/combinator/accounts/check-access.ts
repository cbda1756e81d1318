import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { allows, LOCAL, type Need, needOf, type Principal } from './access.ts';
import type { Door } from './door.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; decided before any handler sees the request. */
    principal: Principal;
  }
  interface FastifyContextConfig {
    /** What the route needs, where the table of `access.ts` does not say it. */
    readonly need?: Need;
    /** How a refusal is worded for programs that speak another protocol. */
    readonly refuse?: (reply: FastifyReply, refusal: AccessRefusal) => FastifyReply;
  }
}

export interface AccessRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  /** Set where a digest login would help. */
  readonly challenge: string | null;
}

/** Lets nobody past who may not be there, before a byte of the body is read. */
export function checkAccess(
  app: FastifyInstance,
  door: Door,
  answer: (reply: FastifyReply, refusal: AccessRefusal) => FastifyReply,
): void {
  app.decorateRequest('principal');
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    request.principal = LOCAL;
    const { config, url: pattern } = request.routeOptions;
    // An address that is none tells nothing, and may be one of the page.
    const need = pattern === undefined ? 'public' : (config.need ?? needOf(request.method, pattern));
    if (need === 'public') return;
    const { headers, method, url, ip: address } = request;
    const entered = await door.enter({ headers, method, url, address });
    const refuse = (refusal: AccessRefusal): FastifyReply => {
      // Whoever may not send a file need not send it to its end.
      if (method !== 'GET' && method !== 'HEAD') reply.header('connection', 'close');
      return (config.refuse ?? answer)(reply, refusal);
    };
    if (!('kind' in entered)) {
      if (entered.waitSeconds !== undefined) reply.header('retry-after', entered.waitSeconds);
      return refuse({ ...entered, challenge: entered.status === 401 ? entered.challenge : null });
    }
    request.principal = entered;
    if (allows(entered, need)) return;
    return refuse({
      status: 403,
      code: 'forbidden',
      message: 'This key may not do that.',
      remedy:
        need === 'upload' ? 'Use a key of the scope upload or operator.' : `Use a key of the scope ${need} or above.`,
      challenge: null,
    });
  });
}
