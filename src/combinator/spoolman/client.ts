import { defineErrors, errorEntry, UserError } from '#lib/user-error';
import type { SpoolFields } from '../materials/spool-schema.ts';
import { commentOf, readRemote, type RemoteSpool } from './remote-spool.ts';

/** Spoolman's REST API, as far as it is needed. Errors: those of `spoolmanErrors`. */
export interface SpoolmanClient {
  spools(): Promise<readonly RemoteSpool[]>;
  /** Null when it is not there. */
  spool(id: number): Promise<RemoteSpool | null>;
  use(id: number, grams: number): Promise<RemoteSpool>;
  change(id: number, changes: Readonly<Record<string, unknown>>): Promise<RemoteSpool>;
  /** With its vendor and its filament, where they are not there yet. */
  create(fields: SpoolFields, code: string): Promise<RemoteSpool>;
}

export const spoolmanErrors = defineErrors({
  badUrl: errorEntry<{ rule: string }>({
    code: 'bad-spoolman-address',
    cause: ({ rule }) => `This address cannot be used: ${rule}.`,
    remedy: 'Give the address under which you open Spoolman, such as http://spoolman.local:7912.',
    field: 'url',
    rule: ({ rule }) => rule,
  }),
  unreachable: errorEntry<{ host: string; reason: string }>({
    code: 'spoolman-unreachable',
    cause: ({ host, reason }) => `Spoolman at ${host} gives no answer: ${reason}.`,
    remedy: 'Check that it runs and that its address is right. What was printed meanwhile is sent when it answers.',
  }),
  refused: errorEntry<{ status: number; path: string }>({
    code: 'spoolman-refused',
    cause: ({ status, path }) => `Spoolman answered ${status} to ${path}.`,
    remedy: status401,
  }),
});

function status401({ status }: { readonly status: number }): string {
  return status === 401 || status === 403
    ? 'Put its user and password into the address: http://user:password@host.'
    : 'Look into the log of Spoolman; version 0.16 or later is needed.';
}

const ANSWER_LIMIT_MS = 10_000;
/** Some thousand spools; a longer answer is none of Spoolman's. */
const ANSWER_LIMIT_BYTES = 16 * 1024 * 1024;

/** The address without its slash at the end, or an error that says what is wrong with it. */
export function checkSpoolmanUrl(given: string): string {
  let url: URL;
  try {
    url = new URL(given.trim());
  } catch (error) {
    throw spoolmanErrors.badUrl({ rule: 'it is no whole address' }, { cause: error });
  }
  if (!/^https?:$/.test(url.protocol)) throw spoolmanErrors.badUrl({ rule: 'it begins with http:// or https://' });
  if (url.search !== '' || url.hash !== '') throw spoolmanErrors.badUrl({ rule: 'it ends with its path' });
  return url.href.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
}

export function createSpoolmanClient(address: string, signal: AbortSignal): SpoolmanClient {
  const base = new URL(address);
  const { username, password, host } = base;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (login !== ':') headers.authorization = `Basic ${Buffer.from(login).toString('base64')}`;
  [base.username, base.password] = ['', ''];

  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    try {
      const response = await fetch(`${base.href.replace(/\/+$/, '')}/api/v1${path}`, {
        method,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // It would lead the password to somebody else.
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]),
      });
      if (response.status === 404 && method === 'GET') return null;
      if (!response.ok) throw spoolmanErrors.refused({ status: response.status, path });
      return await readJson(response);
    } catch (error) {
      if (error instanceof UserError) throw error;
      const { cause, message } = error as Error;
      const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
      throw spoolmanErrors.unreachable({ host, reason }, { cause: error });
    }
  }

  async function listOf(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const answer = await ask('GET', path);
    return Array.isArray(answer) ? (answer as readonly Readonly<Record<string, unknown>>[]) : [];
  }

  const remote = (answer: unknown, path: string): RemoteSpool => {
    const spool = readRemote(answer);
    if (spool === null) throw spoolmanErrors.refused({ status: 200, path });
    return spool;
  };

  async function vendorId(name: string): Promise<number | null> {
    if (name === '') return null;
    const known = (await listOf('/vendor')).find((vendor) => vendor.name === name);
    return Number((known ?? ((await ask('POST', '/vendor', { name })) as { id: number })).id);
  }

  async function filamentId(fields: SpoolFields): Promise<number> {
    const vendor = await vendorId(fields.vendor);
    const hexes = fields.colours.map((colour) => colour.slice(1));
    const known = (await listOf('/filament')).find(
      (each) =>
        each.name === fields.name &&
        each.material === fields.type &&
        each.diameter === fields.diameterMm &&
        each.weight === fields.netGrams &&
        ((each.vendor as { id?: number } | undefined)?.id ?? null) === vendor &&
        (each.color_hex ?? each.multi_color_hexes ?? '') === hexes.join(','),
    );
    const made =
      known ??
      ((await ask('POST', '/filament', {
        ...(fields.name === '' ? {} : { name: fields.name }),
        ...(vendor === null ? {} : { vendor_id: vendor }),
        material: fields.type,
        density: fields.density,
        diameter: fields.diameterMm,
        weight: fields.netGrams,
        ...(fields.tareGrams === null ? {} : { spool_weight: fields.tareGrams }),
        ...(hexes.length === 1 ? { color_hex: hexes[0] } : {}),
        ...(hexes.length > 1 ? { multi_color_hexes: hexes.join(','), multi_color_direction: 'coaxial' } : {}),
      })) as { id: number });
    return Number(made.id);
  }

  return {
    async spools() {
      const all = await listOf('/spool?allow_archived=true');
      return all.map(readRemote).filter((spool) => spool !== null);
    },
    async spool(id) {
      const answer = await ask('GET', `/spool/${id}`);
      return answer === null ? null : remote(answer, `/spool/${id}`);
    },
    use: async (id, grams) => remote(await ask('PUT', `/spool/${id}/use`, { use_weight: grams }), '/spool/…/use'),
    change: async (id, changes) => remote(await ask('PATCH', `/spool/${id}`, changes), `/spool/${id}`),
    async create(fields, code) {
      const body = {
        filament_id: await filamentId(fields),
        used_weight: fields.usedGrams,
        ...(fields.price === null ? {} : { price: fields.price }),
        ...(fields.lot === '' ? {} : { lot_nr: fields.lot }),
        ...(fields.location === '' ? {} : { location: fields.location }),
        comment: commentOf(fields.note, code),
      };
      return remote(await ask('POST', '/spool', body), '/spool');
    },
  };
}

async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > ANSWER_LIMIT_BYTES) throw new Error('its answer has no end');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
