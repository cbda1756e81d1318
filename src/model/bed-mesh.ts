/** Heights of a bed as a printer has measured them. */
export interface BedMesh {
  /** From the front to the back, each from left to right, mm; null where nothing was measured. */
  readonly rows: readonly (readonly (number | null)[])[];
}

/** Beyond this it is no bed. */
const SIDE = 64;
/** `=======`, `.` and `nan`: not measured. */
const VALUE = /^(?:[-+]?\d+\.\d+|=+|\.|nan)$/i;
const HEADING = /(?:Bilinear Leveling Grid|Mesh Bed Level data|Bed Topography Report|Measured points)/i;
/** What follows is the same bed once more, finer. */
const END = /(?:Subdivided|^\s*ok\b)/i;

/**
 * Reads what `M420 V` and `G29` print: the grid of Marlin's bilinear and mesh levelling and the report of its unified one. Of several the
 * last counts. Null when there is none, or when its rows are not of one length.
 */
export function parseBedMesh(reply: readonly string[]): BedMesh | null {
  let mesh: BedMesh | null = null;
  let labelled = new Map<number, readonly (number | null)[]>();
  let bare: (readonly (number | null)[])[] = [];
  let reading = false;
  const close = (): void => {
    mesh = meshOf(labelled, bare) ?? mesh;
    labelled = new Map();
    bare = [];
    reading = false;
  };
  for (const raw of reply) {
    const line = raw.replace(/^\s*(?:echo|Recv):/i, '');
    if (HEADING.test(line)) {
      close();
      reading = true;
    } else if (reading && END.test(line)) {
      close();
    } else if (reading) {
      const row = rowOf(line);
      if (row === null) continue;
      if (row.label === null) bare.push(row.values);
      else labelled.set(row.label, row.values);
    }
  }
  close();
  return mesh;
}

/** `0 +0.010 -0.020`, ` 2 | 0.10 [-0.02] .`: the number of the row and its heights. Rows without a number come from the back to the front. */
function rowOf(line: string): { readonly label: number | null; readonly values: readonly (number | null)[] } | null {
  const words = line.split(/[\s,|[\]]+/).filter((word) => word !== '');
  const label = /^\d{1,2}$/.test(words[0] ?? '') ? Number(words.shift()) : null;
  if (words.length < 2 || words.length > SIDE || !words.every((word) => VALUE.test(word))) return null;
  const values = words.map((word) => (/\d/.test(word) ? Number(word) : null));
  return { label, values };
}

function meshOf(
  labelled: ReadonlyMap<number, readonly (number | null)[]>,
  bare: readonly (readonly (number | null)[])[],
): BedMesh | null {
  const rows = labelled.size > 0 ? [...labelled].sort(([a], [b]) => a - b).map(([, row]) => row) : bare.toReversed();
  const width = rows[0]?.length ?? 0;
  if (rows.length < 2 || width < 2 || rows.length > SIDE || width > SIDE) return null;
  if (rows.some((row) => row.length !== width)) return null;
  if (labelled.size > 0 && [...labelled.keys()].some((label) => label >= labelled.size)) return null;
  return rows.some((row) => row.some((value) => value !== null)) ? { rows } : null;
}
