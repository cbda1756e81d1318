import { type Announced, type Announcement, announcedText, type Signature, urlAt } from '#drivers/announcement';

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

/** It says to everybody whether it gives out keys; PrusaLink, which answers much as OctoPrint does, has none. */
export const signature: Signature = {
  port: 5000,
  path: '/plugin/appkeys/probe',
  isIt: ({ status }) => status === 204,
};
