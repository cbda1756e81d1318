/** A file on the card of a printer. */
export interface CardFile {
  /** By which the printer knows it. */
  readonly path: string;
  /** Its long name where the printer tells it, else the end of its path. */
  readonly name: string;
  /** Null where the printer does not say. */
  readonly sizeBytes: number | null;
}

/** More would not be looked at. */
const FILES = 1_000;

/**
 * Reads the answer to `M20` (`M20 L`, `M20 L T` with long names and times): what stands between its two lines. Folders that Prusa lists as
 * `DIR_ENTER` and `DIR_EXIT` are part of the paths of their files. Null when there is no list.
 */
export function parseCardList(reply: readonly string[]): readonly CardFile[] | null {
  const files: CardFile[] = [];
  let listed = false;
  let inside = false;
  let folder: readonly string[] = [];
  for (const raw of reply) {
    const line = raw.trim();
    if (/^(?:ok \d* *)?Begin file list/i.test(line)) {
      files.length = 0;
      [listed, inside, folder] = [true, true, []];
    } else if (/^End file list/i.test(line)) inside = false;
    else if (inside && line !== '') {
      const enter = /^DIR_ENTER:\s*(\S+)/i.exec(line);
      if (enter !== null) folder = (enter[1] ?? '').split('/').filter((part) => part !== '');
      else if (/^DIR_EXIT/i.test(line)) folder = folder.slice(0, -1);
      else if (files.length < FILES && !isChatter(line)) files.push(fileOf(line, folder));
    }
  }
  return listed ? files : null;
}

/** What comes by itself in the middle of a list. */
const isChatter = (line: string): boolean =>
  /^(?:ok\b|wait$|echo:|busy:|\/\/|T:|B:|X:)/i.test(line) || line.endsWith('/');

/** `FOLDER/BENCHY~1.GCO 123456 0x5a2f3c1d Benchy, 0.2 mm.gcode`; `"Benchy.gcode"` stands in quotes with Prusa. */
function fileOf(line: string, folder: readonly string[]): CardFile {
  const [, path = line, size, , rest = ''] =
    /^(\S+)(?:\s+(\d+))?(?:\s+(0x[0-9a-f]+|\d{4}-\d\d-\d\dT[\d:]+))?(?:\s+(.*))?$/i.exec(line) ?? [];
  const whole = folder.length === 0 || path.includes('/') ? path : `${folder.join('/')}/${path}`;
  const long = rest.replace(/^"(.*)"$/, '$1').trim();
  return {
    path: whole,
    name: long === '' ? (whole.split('/').at(-1) ?? whole) : long,
    sizeBytes: size === undefined ? null : Number(size),
  };
}
