import { isPrinterNumber } from '#drivers/printer-json';
import type { OwnAnswer } from '#drivers/own-answers';
import type { BedMesh } from '#model/bed-mesh';
import { isRecord } from './message.ts';
import { statusIn } from './status-in.ts';

/** More points than this no probe has measured. */
const SIDE = 64;

/** Klipper’s object `bed_mesh`: what its probe found, from the front to the back. Empty as long as no mesh is in force. PURE. */
export function readMesh(answer: unknown): OwnAnswer<BedMesh> {
  const status = statusIn(answer);
  if (status === null) return { kind: 'untold', why: 'it answers something else' };
  const { bed_mesh: mesh } = status;
  if (!isRecord(mesh))
    return { kind: 'untold', why: 'Klipper measures no bed: its configuration has no section [bed_mesh]' };
  const rows = rowsOf(mesh.probed_matrix);
  return rows === null ? { kind: 'none' } : { kind: 'told', value: { rows } };
}

function rowsOf(matrix: unknown): BedMesh['rows'] | null {
  if (!Array.isArray(matrix) || matrix.length < 2 || matrix.length > SIDE) return null;
  const rows = matrix.map((row: unknown) =>
    Array.isArray(row) ? row.map((mm) => (isPrinterNumber(mm) ? mm : null)) : [],
  );
  const width = rows[0]?.length ?? 0;
  return width < 2 || width > SIDE || rows.some((row) => row.length !== width) ? null : rows;
}
