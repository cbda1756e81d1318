import { type Announced, type Announcement, announcedText, urlAt } from '#drivers/announcement';

/** A board as it announces its web server, which is what every web server announces: RepRapFirmware names itself in it. */
export function readAnnouncement(heard: Announcement): Announced | null {
  if (heard.kind !== 'service' || heard.type !== '_http._tcp') return null;
  const { txt, name, host, address, port } = heard;
  const product = announcedText(txt.product, 80);
  if (product === null || !/^RepRapFirmware\b/.test(product)) return null;
  return {
    make: 'Duet',
    model: /^RepRapFirmware for (.+)$/.exec(product)?.[1] ?? null,
    name: announcedText(name) ?? host,
    identity: null,
    host,
    options: { url: urlAt(address, port) },
    note: null,
    isSure: true,
  };
}
