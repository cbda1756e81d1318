/** What a key is good for, in words. */
const SCOPE_WORDS = {
  UPLOAD: 'Sends files',
  VIEWER: 'Looks at everything',
  OPERATOR: 'Runs the queue and the printers',
  TECHNICIAN: 'Also sets printers up and sends lines to them',
  ADMIN: 'Does everything, keys included',
} as const;

export type Scope = keyof typeof SCOPE_WORDS;

export const SCOPES = Object.keys(SCOPE_WORDS) as readonly Scope[];

export const scopeWords = (scope: Scope): string => SCOPE_WORDS[scope];

/** `queue`, `tag/petg` or `printer/<id>`, as a person says it. */
export function targetWords(target: string, printerName: (id: string) => string | null): string {
  const [kind, name = ''] = target.split('/');
  if (kind === 'tag') return `printers with the tag ${name}`;
  if (kind === 'printer') return printerName(name) ?? 'a removed printer';
  return 'the queue';
}

export function endWords(
  key: { readonly expiresAt: string | null; readonly revokedAt: string | null },
  now: number,
): string {
  if (key.revokedAt !== null) return `revoked ${day(key.revokedAt)}`;
  if (key.expiresAt === null) return 'no end';
  return Date.parse(key.expiresAt) <= now ? `ended ${day(key.expiresAt)}` : `until ${day(key.expiresAt)}`;
}

const day = (iso: string): string =>
  new Date(iso).toLocaleDateString([], { year: 'numeric', month: 'short', day: 'numeric' });
