import { parsePrinterJson } from '#drivers/printer-json';
import { isSecretKey } from '#lib/redact';
import type { Order } from './commands.ts';

/** What was said, for the history, without the key of a file and the password that a printer tells of its own page. */
export const shown = (told: unknown): string =>
  JSON.stringify(told, (name, value: unknown) => (name === 'key' || isSecretKey(name) ? '…' : value));

/** An order that leaves. G-code holds no secret of ours. */
export const shownOrder = ({ kind, text }: Order): string => (kind === 'json' ? shown(parsePrinterJson(text)) : text);
