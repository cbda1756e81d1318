import { OBJECTS_SHOWN } from '#model/adjustment';

/**
 * Which lines of a file make which object, by the marks that slicers set: `M486 S<n>`, `EXCLUDE_OBJECT_START`, `; printing object …`,
 * `;MESH:…`, `;PRINTING_ID:…`. Lines are command lines, as everywhere in this driver. PURE.
 */
export interface ObjectMap {
  readonly objects: readonly { readonly id: string; readonly name: string }[];
  /** First line of each stretch, ascending; it ends where the next begins. */
  readonly starts: readonly number[];
  /** The object of each stretch, as an index of `objects`; -1 for what belongs to none. */
  readonly owners: readonly number[];
}

/** What a file with objects says near its beginning. */
export const OBJECT_MARK = /M486 |EXCLUDE_OBJECT_|; ?printing object |;MESH:|;PRINTING_ID:/;

/** More stretches would be a heavy list, and such a print is not offered in parts. */
const MAX_OBJECTS = OBJECTS_SHOWN;
const MAX_STRETCHES = 100_000;
const MAX_NAME = 80;

type Dialect = 'm486' | 'klipper' | 'object-comments' | 'mesh' | 'numbers';

export class ObjectMapReader {
  readonly #objects: { id: string; name: string }[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #starts: number[] = [];
  readonly #owners: number[] = [];
  /** The first kind of marks that names an object is the only one that counts. */
  #dialect: Dialect | null = null;
  #isTooMuch = false;
  #name = '';

  /** @param text behind the semicolon. @param line the command line that comes next. */
  comment(text: string, line: number): void {
    const printing = /^ ?(stop )?printing object (.+)$/.exec(text);
    if (printing !== null)
      return this.#mark('object-comments', printing[1] === undefined ? (printing[2] ?? '') : null, line);
    const mesh = /^MESH:(.+)$/.exec(text)?.[1]?.trim();
    if (mesh !== undefined) return this.#mark('mesh', mesh === 'NONMESH' ? null : mesh, line);
    const named = /^PRINTING: (.+)$/.exec(text)?.[1];
    if (named !== undefined) this.#name = named.trim();
    const number = /^PRINTING_ID: (-?\d{1,5})\s*$/.exec(text)?.[1];
    if (number !== undefined) this.#mark('numbers', number.startsWith('-') ? null : number, line, this.#name);
  }

  command(text: string, line: number): void {
    if (text.startsWith('M486 ')) return this.#m486(text, line);
    if (!text.startsWith('EXCLUDE_OBJECT_')) return;
    const name = /\sNAME=("[^"]*"|\S+)/.exec(text)?.[1]?.replaceAll('"', '');
    // The mark itself is a line of the object that it names.
    if (text.startsWith('EXCLUDE_OBJECT_START') && name !== undefined) this.#mark('klipper', name, line + 1);
    else if (text.startsWith('EXCLUDE_OBJECT_END')) this.#mark('klipper', null, line);
  }

  #m486(text: string, line: number): void {
    const index = /^M486 S(-?\d{1,5})(?![0-9])/.exec(text)?.[1];
    if (index !== undefined) this.#mark('m486', index.startsWith('-') ? null : index, line + 1);
    const name = /^M486 (?:S-?\d{1,5} )?A(.+)$/.exec(text)?.[1]?.replaceAll('"', '').trim();
    const owner = this.#owners.at(-1) ?? -1;
    const object = this.#objects[owner];
    if (name !== undefined && object !== undefined && object.name === object.id) object.name = name.slice(0, MAX_NAME);
  }

  #mark(dialect: Dialect, id: string | null, line: number, name = id ?? ''): void {
    if (this.#dialect === null && id === null) return;
    this.#dialect ??= dialect;
    if (this.#dialect !== dialect) return;
    const owner = id === null ? -1 : this.#indexOf(id.trim(), name.trim());
    if (this.#owners.at(-1) === owner || (this.#owners.length === 0 && owner === -1)) return;
    if (this.#starts.at(-1) === line) {
      this.#owners[this.#owners.length - 1] = owner;
      return;
    }
    if (this.#starts.length >= MAX_STRETCHES) this.#isTooMuch = true;
    if (this.#isTooMuch) return;
    this.#starts.push(line);
    this.#owners.push(owner);
  }

  #indexOf(id: string, name: string): number {
    const known = this.#indexes.get(id);
    if (known !== undefined) return known;
    if (this.#objects.length >= MAX_OBJECTS) {
      this.#isTooMuch = true;
      return -1;
    }
    this.#indexes.set(id, this.#objects.length);
    this.#objects.push({ id: id.slice(0, MAX_NAME), name: (name === '' ? id : name).slice(0, MAX_NAME) });
    return this.#objects.length - 1;
  }

  /** Null when there is nothing to choose from. */
  end(): ObjectMap | null {
    if (this.#isTooMuch || this.#objects.length < 2) return null;
    return { objects: this.#objects, starts: this.#starts, owners: this.#owners };
  }
}

/** The object that a line belongs to; -1 for none. */
export function ownerAt({ starts, owners }: ObjectMap, line: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? -1 : (owners[low - 1] ?? -1);
}
