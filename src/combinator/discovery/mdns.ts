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

/**
 * The services that one answer tells of. Responders put everything that belongs to a service into one message (RFC 6763 §12); what lacks
 * its port is asked again with the next question. `from`: where it came from.
 */
export function servicesIn(bytes: Buffer, from: string): readonly Announcement[] {
  let records: readonly Answer[];
  try {
    const packet = decode(bytes);
    if (packet.type !== 'response') return [];
    records = [...(packet.answers ?? []), ...(packet.additionals ?? [])];
  } catch {
    // Whatever else is spoken there.
    return [];
  }
  return records.flatMap((record) => (record.type === 'PTR' ? serviceOf(record, records, from) : []));
}

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
