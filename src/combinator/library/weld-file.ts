import { closeSync, createReadStream, openSync, writeFileSync } from 'node:fs';
import { ArcWelder } from '#gcode/arc-welder';
import type { ArcLimits } from '#gcode/arc-fit';
import type { WeldReading } from './analysis.ts';

/** Written at once. */
const PIECE_BYTES = 1024 * 1024;
/** One character for each byte, so that what is not touched comes out byte by byte. */
const ENCODING = 'latin1';

/** Writes the G-code file `path` with its round walls welded into arcs to `place`, a piece at a time. */
export async function weldArcs(path: string, place: string, limits: ArcLimits): Promise<WeldReading> {
  const out = openSync(place, 'w', 0o600);
  try {
    let waiting = '';
    const write = (): void => {
      // All of it or an error: a nearly full disk takes a part, which a single write tells by its answer alone.
      writeFileSync(out, waiting, ENCODING);
      waiting = '';
    };
    const welder = new ArcWelder((line) => {
      waiting += `${line}\n`;
      if (waiting.length >= PIECE_BYTES) write();
    }, limits);
    let rest = '';
    for await (const piece of createReadStream(path, { encoding: ENCODING, highWaterMark: PIECE_BYTES })) {
      const lines = (rest + String(piece)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) welder.line(line);
    }
    if (rest !== '') welder.line(rest);
    const lines = welder.end();
    write();
    return { kind: 'welded', lines };
  } finally {
    closeSync(out);
  }
}
