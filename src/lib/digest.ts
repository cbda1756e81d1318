/** What a printer asks for in `WWW-Authenticate: Digest …`. */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly isSession: boolean;
  /** RFC 2069 where false: neither count nor client nonce, as Buddy firmware has it. */
  readonly hasQop: boolean;
  /** The credentials may be right; only the nonce is too old. */
  readonly isStale: boolean;
}

export interface DigestRequest {
  readonly user: string;
  readonly password: string;
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly uri: string;
  /** How many requests were made with this nonce, this one included. */
  readonly count: number;
  readonly clientNonce: string;
}

/** Null for whatever is no digest challenge that can be answered. */
export function readChallenge(header: string | undefined): DigestChallenge | null {
  const text = /(?:^|,\s*)Digest\s+(.*)$/is.exec(header ?? '')?.[1];
  if (text === undefined) return null;
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, bare] of text.matchAll(/([a-z-]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/gi))
    fields.set(name.toLowerCase(), quoted ?? bare ?? '');
  const realm = fields.get('realm');
  const nonce = fields.get('nonce');
  const algorithm = (fields.get('algorithm') ?? 'MD5').toUpperCase();
  if (realm === undefined || nonce === undefined || !/^MD5(-SESS)?$/.test(algorithm)) return null;
  const qop = fields.get('qop');
  const hasQop = qop?.split(',').some((each) => each.trim().toLowerCase() === 'auth') ?? false;
  if (qop !== undefined && !hasQop) return null;
  return {
    realm,
    nonce,
    opaque: fields.get('opaque') ?? null,
    isSession: algorithm === 'MD5-SESS',
    hasQop,
    isStale: fields.get('stale')?.toLowerCase() === 'true',
  };
}

/** The header `Authorization`. `md5`: in hexadecimal digits. */
export function authorisation(
  challenge: DigestChallenge,
  { user, password, method, uri, count, clientNonce }: DigestRequest,
  md5: (text: string) => string,
): string {
  const { realm, nonce, opaque, isSession, hasQop } = challenge;
  const own = md5(`${user}:${realm}:${password}`);
  const who = isSession ? md5(`${own}:${nonce}:${clientNonce}`) : own;
  const what = md5(`${method}:${uri}`);
  const nc = count.toString(16).padStart(8, '0');
  const response = hasQop ? md5(`${who}:${nonce}:${nc}:${clientNonce}:auth:${what}`) : md5(`${who}:${nonce}:${what}`);
  return [
    `Digest username="${user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `response="${response}"`,
    ...(isSession ? ['algorithm=MD5-sess'] : []),
    ...(hasQop ? ['qop=auth', `nc=${nc}`] : []),
    ...(hasQop || isSession ? [`cnonce="${clientNonce}"`] : []),
    ...(opaque === null ? [] : [`opaque="${opaque}"`]),
  ].join(', ');
}
