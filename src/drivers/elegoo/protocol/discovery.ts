import { type Announced, type Announcement, announcedText, urlAt } from '#drivers/announcement';
import { parsePrinterJson } from '#drivers/printer-json';
import { isRecord } from './message.ts';

/** How these printers are found, and each of them says who it is: this text, by UDP, to all or to one. PURE. */
export const DISCOVERY = { port: 3_000, question: 'M99999' } as const;

export interface FoundElegoo {
  readonly name: string;
  readonly model: string;
  /** What names it in every request. */
  readonly board: string;
  readonly firmware: string | null;
}

/** Null for what is no printer of this kind, or speaks another version of the protocol. */
export function readDiscovery(text: string): FoundElegoo | null {
  const { Data } = fieldsIn(text);
  const data = isRecord(Data) ? Data : {};
  const { Name, MachineName, MainboardID, ProtocolVersion, FirmwareVersion } = data;
  const version = textIn(ProtocolVersion);
  const board = textIn(MainboardID);
  if (board === null || (version !== null && !version.startsWith('V3'))) return null;
  return {
    name: textIn(Name) ?? 'Elegoo',
    model: textIn(MachineName) ?? 'Elegoo',
    board,
    firmware: textIn(FirmwareVersion),
  };
}

/** Such a printer as it answers the question; where it spoke from is where it is. */
export function readAnnouncement(heard: Announcement): Announced | null {
  if (heard.kind !== 'answer') return null;
  const found = readDiscovery(heard.text);
  if (found === null) return null;
  const isFilament = /centauri/i.test(found.model);
  return {
    make: 'Elegoo',
    model: found.model,
    name: found.name,
    identity: found.board,
    host: null,
    options: { url: urlAt(heard.address, 3_030) },
    note: isFilament ? null : 'A resin printer: Croft watches it, and starts nothing there.',
    isSure: true,
  };
}

function fieldsIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const told: unknown = parsePrinterJson(text);
    return isRecord(told) ? told : {};
  } catch {
    return {};
  }
}

const textIn = (value: unknown): string | null => (typeof value === 'string' ? announcedText(value, 100) : null);
