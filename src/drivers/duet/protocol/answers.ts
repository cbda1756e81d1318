/** What a board answers to single requests. PURE. */
import { parsePrinterJson } from '#drivers/printer-json';
import type { FileAtPrinter } from '#model/printer-file';
import { isRecord, type Model } from './record.ts';

/** Null for what is no JSON object. */
export function readObject(text: string): Model | null {
  try {
    const told: unknown = parsePrinterJson(text);
    return isRecord(told) ? told : null;
  } catch {
    return null;
  }
}

/** What G-code was refused with; null for any other reply. */
export const refusalIn = (reply: string): string | null => {
  const line = reply.split('\n').find((each) => /^error\b/i.test(each.trim()));
  return line === undefined ? null : line.trim().slice(0, 300);
};

export type Login =
  | { readonly kind: 'in'; readonly key: string | null }
  | { readonly kind: 'wrong-password' }
  | { readonly kind: 'full' }
  | { readonly kind: 'odd' };

/** Of `rr_connect`. Boards of before 3.4 know us by our address, and give no key. */
export function readLogin(text: string): Login {
  const { err, sessionKey } = readObject(text) ?? {};
  if (err === 1) return { kind: 'wrong-password' };
  if (err === 2) return { kind: 'full' };
  if (err !== 0) return { kind: 'odd' };
  return { kind: 'in', key: typeof sessionKey === 'number' ? String(sessionKey) : null };
}

export interface Entry extends FileAtPrinter {
  readonly isFolder: boolean;
}

/** One page of a folder, in the words of either API; what is no entry is left out. */
export function readFolder(told: unknown): { readonly entries: readonly Entry[]; readonly next: number } {
  const page = Array.isArray(told) ? { files: told, next: 0 } : isRecord(told) ? told : {};
  const files: readonly unknown[] = Array.isArray(page.files) ? page.files : [];
  const entries = files.flatMap((each) => {
    if (!isRecord(each) || typeof each.name !== 'string') return [];
    const { name, type, size, date } = each;
    // Hidden ones are of other systems; `..` leads out of the folder (DL4).
    if (name === '' || name.startsWith('.') || name.includes('/')) return [];
    const at = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    return [
      {
        path: name,
        isFolder: type === 'd',
        sizeBytes: typeof size === 'number' ? size : null,
        modifiedAt: Number.isNaN(at) ? null : at,
      },
    ];
  });
  return { entries, next: typeof page.next === 'number' ? page.next : 0 };
}

export const isPrintable = (name: string): boolean => /\.(gcode|gco|g|nc)$/i.test(name);
