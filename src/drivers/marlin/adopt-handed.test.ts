import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SpoolRecord } from '#drivers/driver';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { fileDigest, printId } from '#model/ids';
import { UNKNOWN_FIRMWARE } from './identity.ts';
import { PrintRun } from './print-run.ts';
import { readNote } from './run-note.ts';

test('[MA10] who takes a print over sends nothing before the disk has forgotten what was handed over, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'croft-handed-'));
  try {
    const path = join(folder, 'p.gcode');
    writeFileSync(path, 'G28\nG1 X1\n');
    const events: string[] = [];
    const records: SpoolRecord[] = [];
    const asked = Promise.withResolvers<void>();
    const disk = Promise.withResolvers<void>();
    const digest = fileDigest('0'.repeat(64));
    const parts = {
      context: {
        clock: createHandClock(),
        report: () => {},
        persistSpool: (record: SpoolRecord) => {
          records.push(record);
          asked.resolve();
          return disk.promise;
        },
      },
      identity: UNKNOWN_FIRMWARE,
      portSession: 's',
      talk: { state: { line: 1, lineDone: 1 }, event: ({ kind }: { kind: string }) => void events.push(kind) },
      telemetry: { changed: () => {} },
    };
    const run = new PrintRun(
      { printId: printId('p'), file: { digest, name: 'p', sizeBytes: 10 }, path },
      parts as never,
    );
    const note = { ...readNote(null), modalLine: 7, handed: 1_200 };
    const numbering = { base: 1_000, firstLine: 0, reservedTo: 1_400, exceptions: [] };
    const adopted = run.adopt(numbering, note, { next: 1_201, line: 1 }, 'printing', () => events.push('ready'));
    await asked.promise;
    assert.deepEqual(events, []);
    disk.resolve();
    await adopted;
    run.abandon();
    assert.deepEqual(events.slice(0, 2), ['ready', 'adopt']);
    assert.deepEqual(
      records.map(({ reservedTo, note: kept }) => [reservedTo, readNote(kept)]),
      [[1_400, { ...note, handed: null }]],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
