import { type Announced, type Announcement, announcedText } from '#drivers/announcement';

const DEVICE = 'urn:bambulab-com:device:3dprinter:1';

/** As printers call their own kind (printers-bambu.md §4). C11 and C12 stand where most observers saw them. */
const MODELS: Readonly<Record<string, string>> = {
  'BL-P001': 'X1 Carbon',
  'BL-P002': 'X1',
  C13: 'X1E',
  C11: 'P1P',
  C12: 'P1S',
  N1: 'A1 mini',
  N2S: 'A1',
  N7: 'P2S',
  N9: 'A2L',
  N6: 'X2D',
  O1D: 'H2D',
  O1E: 'H2D Pro',
  O2D: 'H2D Pro',
  O1S: 'H2S',
  O1C: 'H2C',
  O1C2: 'H2C',
};

/** A Bambu Lab printer as it announces itself: every few seconds, and when it is searched for (printers-bambu.md §10). */
export function readAnnouncement(heard: Announcement): Announced | null {
  if (heard.kind !== 'ssdp') return null;
  const { fields } = heard;
  if (fields.nt !== DEVICE && fields.st !== DEVICE) return null;
  const serial = (fields.usn ?? '').trim().toUpperCase();
  if (!/^[0-9A-Z]{8,32}$/.test(serial)) return null;
  const model = announcedText(fields['devmodel.bambu.com'], 40);
  // The address that it names may be one of another network; where it spoke from is where it is.
  return {
    make: 'Bambu Lab',
    model: model === null ? null : (MODELS[model] ?? model),
    name: announcedText(fields['devname.bambu.com']) ?? serial,
    identity: serial,
    host: null,
    options: { host: heard.address, serial },
    note:
      fields['devconnect.bambu.com'] === 'cloud'
        ? 'It is connected to the cloud. At its screen enable LAN Only and then Developer Mode; without them it takes no print from Croft.'
        : 'Developer Mode must be on at its screen, without which it takes no print from Croft. The access code changes with it.',
    isSure: true,
  };
}
