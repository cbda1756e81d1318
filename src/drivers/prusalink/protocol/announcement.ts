import { type Announced, type Announcement, announcedText, urlAt } from '#drivers/announcement';

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
