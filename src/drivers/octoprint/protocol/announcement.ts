import { type Announced, type Announcement, announcedText, urlAt } from '#drivers/announcement';

/** An OctoPrint as it announces itself (printers-octoprint.md §3). PrusaLink on a Raspberry Pi uses the same service type. */
export function readAnnouncement(heard: Announcement): Announced | null {
  if (heard.kind !== 'service' || heard.type !== '_octoprint._tcp') return null;
  const { txt, address, port, name, host } = heard;
  const path = /^\/[\w./~-]*$/.test(txt.path ?? '') ? (txt.path ?? '') : '';
  const vendor = announcedText(txt.vendor, 40);
  const model = announcedText(txt.model, 60);
  return {
    make: 'OctoPrint',
    model: model === null ? null : vendor === null ? model : `${vendor} ${model}`,
    // “OctoPrint instance "garage" on octopi”, unless it was named.
    name: /^OctoPrint instance (?:"(.+)" )?on (.+)$/.exec(name)?.slice(1).find(Boolean) ?? announcedText(name) ?? host,
    identity: null,
    host,
    options: { url: urlAt(address, port, { path }) },
    note: null,
    isSure: txt.version !== undefined && txt.api !== undefined,
  };
}
