import { createHmac, randomBytes } from 'node:crypto';

/**
 * Signatures as Standard Webhooks has them (standardwebhooks.com), so that receivers find a library: HMAC-SHA256 over id, time and body
 * with a shared secret. The time is signed, so that an old message cannot be sent again for ever.
 */
const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

export const newSecret = (): string => `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;

/** `seconds`: Unix time. */
export function signatureOf(secret: string, id: string, seconds: number, body: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
}
