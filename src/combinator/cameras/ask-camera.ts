import { createHash, randomBytes } from 'node:crypto';
import { authorisation, readChallenge } from '#lib/digest';

export interface CameraLogin {
  readonly username: string | null;
  readonly password: string | null;
}

export type AskWithHeaders = (headers: Readonly<Record<string, string>>) => Promise<Response>;

/** Who gives this as the name of the user has a key instead of a name: PrusaLink and OctoPrint take it in a header of that name. */
export const KEY_USER = 'X-Api-Key';

/**
 * Asks a web server for what stands at an address, with what opens it: a key, else a name and a password, by digest where the server wants
 * that. A redirection is not followed: elsewhere would be another camera, with the password of this one.
 */
export async function askCamera(
  url: string,
  { username, password }: CameraLogin,
  signal: AbortSignal,
  /** How it is asked; with fetch unless told. */
  ask: AskWithHeaders = (headers) => fetch(url, { signal, redirect: 'manual', headers }),
): Promise<Response> {
  if (username === null && password === null) return ask({});
  if (username === KEY_USER) return ask({ [KEY_USER.toLowerCase()]: password ?? '' });
  const basic = `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64')}`;
  const response = await ask({ authorization: basic });
  if (response.status !== 401) return response;
  const challenge = readChallenge(response.headers.get('www-authenticate') ?? undefined);
  if (challenge === null) return response;
  await response.body?.cancel();
  const { pathname, search } = new URL(url);
  const request = {
    user: username ?? '',
    password: password ?? '',
    method: 'GET',
    uri: `${pathname}${search}`,
    count: 1,
    clientNonce: randomBytes(8).toString('hex'),
  };
  return ask({ authorization: authorisation(challenge, request, md5) });
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
