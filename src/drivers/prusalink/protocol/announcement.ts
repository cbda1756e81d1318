import { type Announced, type Announcement, announcedText, type Signature, urlAt } from '#drivers/announcement';

/** A PrusaLink as it announces itself; it tells no serial number (printers-prusalink.md). */
export function readAnnouncement(heard: Announcement): Announced | null {
  if (heard.kind !== 'service' || heard.type !== '_prusalink._tcp') return null;
  const { address, port, name, host } = heard;
  return {
    make: 'Prusa',
    model: null,
    name: announcedText(name) ?? host,
    identity: null,
    host,
    options: { url: urlAt(address, port) },
    note: null,
    isSure: true,
  };
}

/** Whoever brings no credential is told what it guards (printers-prusalink.md §2): a Buddy its “Printer API”, a Raspberry Pi “Administrator”. */
export const signature: Signature = {
  port: 80,
  path: '/api/version',
  isIt: ({ status, challenge }) =>
    status === 401 && /^(Digest|ApiKey) realm="(Printer API|Administrator)"/.test(challenge),
};
