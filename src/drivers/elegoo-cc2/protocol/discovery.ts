import { type Announced, type Announcement, announcedText } from '#drivers/announcement';
import { type Fields, isRecord, readPayload } from './message.ts';

/** How these printers are found, and each of them says who it is: this text, by UDP, to all or to one. PURE. */
export const DISCOVERY = { port: 52_700, question: '{"id":0,"method":7000}' } as const;

export interface FoundCc2 {
  readonly name: string;
  readonly model: string;
  readonly serial: string;
  /** Null where it does not say. */
  readonly hasAccessCode: boolean | null;
  readonly isLanOnly: boolean | null;
}

/** Null for what is no printer of this kind. */
export function readDiscovery(text: string): FoundCc2 | null {
  const told = readPayload(new TextEncoder().encode(text));
  const result: Fields = isRecord(told?.result) ? told.result : {};
  const { host_name: name, machine_model: model, sn, token_status: token, lan_status: lan } = result;
  const serial = textIn(sn);
  const shown = textIn(model);
  if (serial === null || shown === null || !isSerial(serial)) return null;
  return {
    name: textIn(name) ?? shown,
    model: shown,
    serial,
    hasAccessCode: flagIn(token),
    isLanOnly: flagIn(lan),
  };
}

/** It stands in the names of topics, where some characters mean other things. */
export const isSerial = (text: string): boolean => /^[0-9A-Za-z_-]{4,40}$/.test(text);

const flagIn = (value: unknown): boolean | null => (value === 1 ? true : value === 0 ? false : null);
const textIn = (value: unknown): string | null => (typeof value === 'string' ? announcedText(value, 100) : null);

/** Such a printer as it answers the question; where it spoke from is where it is. */
export function readAnnouncement(heard: Announcement): Announced | null {
  if (heard.kind !== 'answer') return null;
  const found = readDiscovery(heard.text);
  if (found === null) return null;
  return {
    make: 'Elegoo',
    model: found.model,
    name: found.name,
    identity: found.serial,
    host: null,
    options: { host: heard.address, serial: found.serial },
    note: noteOf(found),
    isSure: true,
  };
}

function noteOf({ isLanOnly, hasAccessCode }: FoundCc2): string | null {
  const words = [
    isLanOnly === false
      ? 'It is connected to the cloud: enable LAN Only Mode at its screen (Settings, Network), without which it takes nothing from Croft.'
      : null,
    hasAccessCode === true ? 'An access code is set at its screen: type it below.' : null,
  ].filter((each) => each !== null);
  return words.length === 0 ? null : words.join(' ');
}
