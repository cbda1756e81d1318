import { parsePrinterJson } from '#drivers/printer-json';
import { isRecord } from './message.ts';

/** What a login gives: `token` opens doors for an hour, `refresh` gives another one for months. */
export interface Tokens {
  readonly token: string;
  /** Null where a renewal gave none: the one before still counts. */
  readonly refresh: string | null;
}

/** As it may stand in a header. */
const WORD = /^[\x21-\x7e]{1,8000}$/;
/** Moonraker’s own, where a token does not say. */
const LIFE_MS = 60 * 60_000;

/** The result of `access/login` or `access/refresh_jwt`; null for anything else. PURE. */
export function readTokens(result: unknown): Tokens | null {
  if (!isRecord(result) || typeof result.token !== 'string' || !WORD.test(result.token)) return null;
  const { token, refresh_token: refresh } = result;
  return { token, refresh: typeof refresh === 'string' && refresh !== '' ? refresh : null };
}

/** How long a token counts from when it was given, by its own claims: the two hosts need not agree on the time. PURE. */
export function lifeOf(token: string): number {
  try {
    const claims = parsePrinterJson(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')));
    const { iat, exp } = isRecord(claims) ? claims : {};
    if (typeof iat !== 'number' || typeof exp !== 'number' || !(exp > iat)) return LIFE_MS;
    return Math.min(LIFE_MS * 24, (exp - iat) * 1_000);
  } catch {
    return LIFE_MS;
  }
}
