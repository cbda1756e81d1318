import { type Answer, decode, encode, type StringAnswer } from 'dns-packet';
import type { Announcement } from '#drivers/announcement';

export const MDNS = { port: 5353, group: '224.0.0.251' } as const;

/** Asks who offers these services. Sent from a port of its own, which is answered directly (RFC 6762 §6.7). */
export function questionFor(services: readonly string[]): Uint8Array {
  return encode({
    type: 'query',
    id: 0,
    questions: services.map((type) => ({ type: 'PTR', name: `${type}.local` })),
  });
}

/** Asks services that have told nothing but their name where they are, and what they are. */
export function questionAbout(names: readonly string[]): Uint8Array {
  return encode({
    type: 'query',
    id: 0,
    questions: names.flatMap((name) => [
      { type: 'SRV', name },
      { type: 'TXT', name },
    ]),
  });
}

/**
 * The services that one answer tells of, and the names of those of which it tells no more. Most responders put everything that belongs to a
 * service into one message (RFC 6763 §12). `from`: where it came from.
 */
export function servicesIn(
  bytes: Buffer,
  from: string,
): { readonly services: readonly Announcement[]; readonly named: readonly string[] } {
  let records: readonly Answer[];
  try {
    const packet = decode(bytes);
    if (packet.type !== 'response') return NOTHING;
    records = [...(packet.answers ?? []), ...(packet.additionals ?? [])];
  } catch {
    // Whatever else is spoken there.
    return NOTHING;
  }
  const placed = records.filter((record) => record.type === 'SRV').map(({ name }) => name.toLowerCase());
  const pointers = records.filter((record) => record.type === 'PTR' && record.ttl !== 0) as readonly StringAnswer[];
  const pointed = new Set(pointers.map(({ data }) => data.toLowerCase()));
  // Whoever was asked where it is answers without the pointer that led there.
  const alone = records.flatMap((record): readonly StringAnswer[] => {
    const type = /\.(_[\w-]+\._(?:tcp|udp)\.local)$/i.exec(record.name)?.[1];
    if (record.type !== 'SRV' || record.ttl === 0 || type === undefined || pointed.has(record.name.toLowerCase()))
      return [];
    return [{ type: 'PTR', name: type, data: record.name }];
  });
  return {
    services: [...pointers, ...alone].flatMap((pointer) => serviceOf(pointer, records, from)),
    named: pointers.map(({ data }) => data).filter((name) => !placed.includes(name.toLowerCase())),
  };
}

const NOTHING = { services: [], named: [] };

function serviceOf(pointer: StringAnswer, records: readonly Answer[], from: string): readonly Announcement[] {
  const type = pointer.name.replace(/\.local\.?$/i, '').toLowerCase();
  const instance = pointer.data;
  if (pointer.ttl === 0 || !instance.toLowerCase().endsWith(`.${type}.local`)) return [];
  const of = (record: Answer): boolean => record.name.toLowerCase() === instance.toLowerCase();
  const place = records.find((record) => record.type === 'SRV' && of(record));
  if (place?.type !== 'SRV') return [];
  const { target, port } = place.data;
  const host = target.replace(/\.$/, '');
  const addresses = records.flatMap((record) =>
    record.type === 'A' && record.name.toLowerCase() === host.toLowerCase() ? [record.data] : [],
  );
  const words = records.find((record) => record.type === 'TXT' && of(record));
  return [
    {
      kind: 'service',
      type,
      name: instance.slice(0, -`.${type}.local`.length),
      host,
      // A host in several networks is best reached where its answer came from.
      address: addresses.includes(from) ? from : (addresses[0] ?? from),
      port,
      txt: words?.type === 'TXT' ? textOf(words.data) : {},
    },
  ];
}

/** `key=value` each; the first of a key holds (RFC 6763 §6.4). */
function textOf(data: unknown): Readonly<Record<string, string>> {
  const txt: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const each of Array.isArray(data) ? data : [data]) {
    const text = Buffer.isBuffer(each) ? each.toString('utf8') : String(each);
    const at = text.indexOf('=');
    const key = (at < 0 ? text : text.slice(0, at)).toLowerCase();
    if (key !== '') txt[key] ??= at < 0 ? '' : text.slice(at + 1);
  }
  return txt;
}
