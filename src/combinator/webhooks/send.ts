import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { destinationOf, type Resolve } from './address-check.ts';
import { signatureOf } from './sign.ts';

export interface Message {
  readonly url: string;
  readonly secret: string;
  /** The same for every attempt: a receiver knows by it what it has had already. */
  readonly id: string;
  readonly body: string;
  /** ms since the epoch. */
  readonly at: number;
}

export interface Sent {
  /** Of the answer; null when none came. */
  readonly status: number | null;
  /** Null when the receiver took it. */
  readonly error: string | null;
}

/** A receiver that does not answer within this has not taken it; the farm's queue for it must go on. */
export const ANSWER_LIMIT_MS = 10_000;

/** Posts one message. A redirect is not followed: it would lead past the check of the address. Never rejects. */
export async function send(
  { url, secret, id, body, at }: Message,
  options: {
    readonly localAllowed: boolean;
    readonly signal: AbortSignal;
    readonly resolve?: Resolve;
    readonly limitMs?: number;
  },
): Promise<Sent> {
  const target = new URL(url);
  const destination = await destinationOf(target.hostname, options.localAllowed, options.resolve);
  if (destination.kind === 'refused') return { status: null, error: destination.reason };
  const { address, family } = destination;
  // Whatever the name says by now, the connection goes to the address that was checked.
  const lookup: LookupFunction = (_name, { all }, found) =>
    all === true ? found(null, [{ address, family }]) : found(null, address, family);
  const seconds = Math.floor(at / 1000);
  return new Promise<Sent>((resolve) => {
    const asking = (target.protocol === 'https:' ? httpsRequest : httpRequest)(target, {
      method: 'POST',
      lookup,
      agent: false,
      signal: options.signal,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'croft',
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': signatureOf(secret, id, seconds, body),
      },
    });
    const end = (sent: Sent): void => {
      clearTimeout(limit);
      asking.destroy();
      resolve(sent);
    };
    const limit = setTimeout(
      () => end({ status: null, error: 'no answer in time' }),
      options.limitMs ?? ANSWER_LIMIT_MS,
    );
    asking.on('error', (error: NodeJS.ErrnoException) => end({ status: null, error: error.code ?? error.message }));
    asking.on('response', ({ statusCode = 0 }) => {
      const taken = statusCode >= 200 && statusCode < 300;
      const moved = statusCode >= 300 && statusCode < 400;
      const error = taken
        ? null
        : moved
          ? `answered ${statusCode}; redirects are not followed`
          : `answered ${statusCode}`;
      end({ status: statusCode, error });
    });
    asking.end(body);
  });
}
