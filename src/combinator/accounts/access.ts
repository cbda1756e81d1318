/** Levels of permission, each with everything of the one before. The same as `Permission` in schema.graphql, in lower case. */
export const LEVELS = ['viewer', 'operator', 'technician', 'admin'] as const;

export type Level = (typeof LEVELS)[number];

/** What a key is good for: a level, or sending files and nothing else. */
export const SCOPES = ['upload', ...LEVELS] as const;

export type KeyScope = (typeof SCOPES)[number];

/** Where a sent file is to be printed. */
export type UploadTarget =
  | { readonly kind: 'queue' }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'printer'; readonly printerId: string };

/** Who asks. `local`: somebody on this host, where no key is needed. */
export type Principal =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'key';
      readonly id: string;
      readonly name: string;
      readonly scope: KeyScope;
      /** The only target of its uploads; null for any. */
      readonly target: UploadTarget | null;
      /** ms since the epoch. */
      readonly expiresAt: number | null;
    };

export const LOCAL: Principal = { kind: 'local' };

/** What an address asks for: nothing, the right to send files, or a level. */
export type Need = 'public' | 'upload' | Level;

/** Who sends files may look at nothing; who operates may send files. */
export function allows(principal: Principal, need: Need): boolean {
  if (need === 'public' || principal.kind === 'local') return true;
  if (principal.scope === 'upload') return need === 'upload';
  return need === 'upload' ? reaches(principal.scope, 'operator') : reaches(principal.scope, need);
}

const reaches = (has: Level, needs: Level): boolean => LEVELS.indexOf(has) >= LEVELS.indexOf(needs);

/** The name that stands in events for what somebody did. */
export const nameOf = (principal: Principal): string => (principal.kind === 'key' ? principal.name : 'operator');

/** `queue`, `tag/<tag>` or `printer/<id>`, as after `/to/` in an address; null for anything else. */
export function parseTarget(text: string): UploadTarget | null {
  if (text === 'queue') return { kind: 'queue' };
  const [kind, name = '', ...rest] = text.split('/');
  if (name === '' || name.length > 100 || rest.length > 0) return null;
  if (kind === 'tag') return { kind, tag: name.trim().toLowerCase() };
  return kind === 'printer' ? { kind, printerId: name } : null;
}

export function targetText(target: UploadTarget): string {
  switch (target.kind) {
    case 'queue':
      return 'queue';
    case 'tag':
      return `tag/${target.tag}`;
    case 'printer':
      return `printer/${target.printerId}`;
  }
}

/** What a request needs, by the pattern of its route: addresses as they were written can be written in many ways. */
export function needOf(method: string, pattern: string): Need {
  const reads = method === 'GET' || method === 'HEAD';
  return PATTERNS[`${method} ${pattern}`] ?? (reads ? 'viewer' : 'operator');
}

const PATTERNS: Readonly<Record<string, Need>> = {
  // Which fields, decides the document.
  'POST /graphql': 'viewer',
  'POST /api/files': 'upload',
  'PUT /api/files': 'upload',
  // Signing in and out.
  'GET /api/session': 'public',
  'POST /api/session': 'public',
  'DELETE /api/session': 'public',
  // Whether it runs, and no more.
  'GET /healthz': 'public',
  'HEAD /healthz': 'public',
};
