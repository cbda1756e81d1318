import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexFile } from '../../src/combinator/library/search-index.ts';
import { filePage } from '../../src/combinator/library/store.ts';
import { type FarmSchema, migrations } from '../../src/combinator/schema.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openSqlite } from '../../src/storage/sqlite.ts';
import { percentile, round } from './measure.ts';

/**
 * A page of the library with ten thousand files in it, as the page asks for it while somebody types: `npm run bench:library`. The last
 * line is JSON.
 */
const FILES = Number(process.env.BENCH_FILES ?? 10_000);
const LOOKS = 30;
const GOAL_MS = 20;
const WORDS = ['bracket', 'benchy', 'hinge', 'plate', 'pump', 'case', 'lid', 'box', 'cover', 'panel', 'foot', 'clip'];
const SEARCHES = [null, 'p', 'b', 'pl', 'bracket', 'bracket pla', 'part 99', 'nothing'];

const folder = mkdtempSync(join(tmpdir(), 'croft-bench-'));
try {
  await using storage = await openSqlite<FarmSchema>({
    file: join(folder, 'farm.sqlite'),
    migrations,
    clock: systemClock,
  });
  await storage.transaction(async (tx) => {
    for (let i = 0; i < FILES; i++) {
      const digest = i.toString(16).padStart(8, '0').split('').toReversed().join('').padEnd(64, 'a');
      const name = `${WORDS[i % 12]} ${WORDS[(i * 7) % 11]} v${i % 9} part ${i}.gcode`;
      const metadata = {
        slicer: 'PrusaSlicer',
        printerModel: 'Original Prusa MK4',
        filaments: [{ type: i % 3 === 0 ? 'PETG' : 'PLA', name: 'Generic', used: true }],
        rest: 'x'.repeat(700),
      };
      await tx
        .insertInto('library_file')
        .values({
          digest,
          name,
          size_bytes: i * 1000,
          kind: 'gcode',
          added_at: i,
          metadata: JSON.stringify(metadata),
          metadata_problem: null,
          warnings: '[]',
          thumbnail: null,
          folder: '',
          version: 1,
        })
        .execute();
      await indexFile(tx, digest);
    }
  });
  const figures: Record<string, number> = {};
  for (const search of SEARCHES) {
    const all: number[] = [];
    for (let i = 0; i < LOOKS; i++) {
      const from = performance.now();
      await filePage(storage.read, { search, first: 60, after: null });
      all.push(performance.now() - from);
    }
    figures[search ?? 'no search'] = round(percentile(all, 0.5));
    console.log(`${search ?? 'no search'}: median ${figures[search ?? 'no search']} ms of ${LOOKS} looks`);
  }
  const worst = Math.max(...Object.values(figures));
  console.log(
    JSON.stringify({ bench: 'library', files: FILES, goalMs: GOAL_MS, met: worst <= GOAL_MS, medianMs: figures }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
