import type { SpoolFields } from '../materials/spool-schema.ts';

/** A spool as Spoolman tells of it, in the words of this farm. */
export interface RemoteSpool {
  readonly id: number;
  readonly usedGrams: number;
  readonly archived: boolean;
  /** The spool of this farm that it was made from, by its code. */
  readonly code: string | null;
  readonly fields: RemoteFields;
}

/** All that both sides know, but the amount that is used. */
export type RemoteFields = Omit<SpoolFields, 'usedGrams'>;

type Json = Readonly<Record<string, unknown>>;

const MARK = /\s*\[Croft ([A-Z0-9]{4,12})\]\s*$/;

/** What Spoolman keeps as the comment of a spool that came from here. */
export const commentOf = (note: string, code: string): string => `${note} [Croft ${code}]`.trim();

/** Null for what is no spool; what it does not say is left to the defaults of a spool. */
export function readRemote(answer: unknown): RemoteSpool | null {
  if (!isJson(answer) || !isJson(answer.filament)) return null;
  const { id, filament } = answer;
  if (typeof id !== 'number' || !Number.isInteger(id)) return null;
  const vendor = isJson(filament.vendor) ? filament.vendor : {};
  const comment = text(answer.comment, 1_024);
  const material = text(filament.material, 32);
  return {
    id,
    usedGrams: Math.max(0, number(answer.used_weight) ?? 0),
    archived: answer.archived === true,
    code: MARK.exec(comment)?.[1] ?? null,
    fields: {
      vendor: text(vendor.name, 64),
      name: text(filament.name, 64),
      type: material === '' ? 'unknown' : material,
      colours: coloursOf(filament),
      diameterMm: within(number(filament.diameter), 0.5, 10) ?? 1.75,
      density: within(number(filament.density), 0.2, 10) ?? 1.24,
      netGrams: within(number(answer.initial_weight) ?? number(filament.weight), 0.001, 100_000) ?? 1_000,
      tareGrams: within(number(answer.spool_weight) ?? number(filament.spool_weight), 0, 10_000),
      price: within(number(answer.price) ?? number(filament.price), 0, 1_000_000),
      lot: text(answer.lot_nr, 64),
      location: text(answer.location, 64),
      note: comment.replace(MARK, '').slice(0, 1_000),
    },
  };
}

function coloursOf({ color_hex: one, multi_color_hexes: many }: Json): string[] {
  const all = typeof many === 'string' && many !== '' ? many.split(',') : typeof one === 'string' ? [one] : [];
  return all
    .map((hex) => `#${hex.replace(/^#/, '').slice(0, 6).toUpperCase()}`)
    .filter((hex) => /^#[0-9A-F]{6}$/.test(hex))
    .slice(0, 8);
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const text = (value: unknown, limit: number): string => (typeof value === 'string' ? value.trim().slice(0, limit) : '');
const within = (value: number | null, least: number, most: number): number | null =>
  value === null || value < least || value > most ? null : value;
