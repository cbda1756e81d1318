import type { Announcement } from '#drivers/announcement';

export const SSDP_GROUP = '239.255.255.250';

/** Asks who is such a device; they answer within a second. */
export const searchFor = (target: string, port: number): Uint8Array =>
  Buffer.from(
    [
      'M-SEARCH * HTTP/1.1',
      `HOST: ${SSDP_GROUP}:${port}`,
      'MAN: "ssdp:discover"',
      'MX: 1',
      `ST: ${target}`,
      '',
      '',
    ].join('\r\n'),
  );

const FIELDS_LIMIT = 40;

/** What a device tells of itself, asked or not; null for anything else, farewells among it. */
export function ssdpMessage(bytes: Buffer, address: string): Announcement | null {
  const [first = '', ...lines] = bytes.toString('utf8').split(/\r?\n/);
  if (!/^NOTIFY \* HTTP\/1\.[01]/.test(first) && !/^HTTP\/1\.[01] 200\b/.test(first)) return null;
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of lines.slice(0, FIELDS_LIMIT)) {
    const at = line.indexOf(':');
    if (at > 0) fields[line.slice(0, at).trim().toLowerCase()] ??= line.slice(at + 1).trim();
  }
  return fields.nts === 'ssdp:byebye' ? null : { kind: 'ssdp', address, fields };
}
