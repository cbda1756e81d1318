import { isPrinterNumber } from '#drivers/printer-json';

/** Fields of what a printer says, looked at one by one: nothing of it is trusted. PURE. */

export type Fields = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
export const number = (value: unknown): number | null => (isPrinterNumber(value) ? value : null);
