import { type Announced, type Announcement, announcedText, type Signature, urlAt } from '#drivers/announcement';

/**
 * A Moonraker as it announces itself, where its owner has configured `[zeroconf]` (printers-moonraker.md §2). Its `uuid` is the
 * installation's own; several printers on one host have several.
 */
export function readAnnouncement(heard: Announcement): Announced | null {
  if (heard.kind === 'service' && heard.type === '_moonraker._tcp') {
    const { txt, name, host, address, port } = heard;
    return announced({ url: urlAt(address, port), name: announcedText(name), uuid: txt.uuid ?? '', host });
  }
  if (heard.kind !== 'ssdp' || heard.fields.server?.startsWith('Moonraker ') !== true) return null;
  const location = URL.parse(heard.fields.location ?? '');
  if (location === null || location.hostname === '') return null;
  const port = location.port === '' ? 80 : Number(location.port);
  const uuid = /^uuid:([0-9a-f-]{32,36})/i.exec(heard.fields.usn ?? '')?.[1] ?? '';
  return announced({ url: urlAt(heard.address, port), name: null, uuid, host: location.hostname });
}

function announced(about: {
  readonly url: string;
  readonly name: string | null;
  readonly uuid: string;
  readonly host: string;
}): Announced {
  const uuid = about.uuid.replaceAll('-', '').toLowerCase();
  return {
    make: 'Klipper',
    model: null,
    // “Moonraker @ voron” is the service; the printer is what its host is called.
    name: about.name?.replace(/^Moonraker\S* @ /i, '') ?? about.host.replace(/\.local$/, ''),
    identity: /^[0-9a-f]{32}$/.test(uuid) ? uuid : null,
    host: about.host,
    options: { url: about.url },
    note: null,
    isSure: true,
  };
}

/** It says to everybody how one logs in. */
export const signature: Signature = {
  port: 7125,
  path: '/access/info',
  isIt: ({ status, text }) => status === 200 && text.includes('"login_required"') && text.includes('"default_source"'),
};
