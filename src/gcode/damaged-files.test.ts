import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fixture, metadataOf, readBytes, withoutBytes } from './fixtures/reading.ts';
import { END_MAX_BYTES } from './head-and-tail.ts';

const names = readdirSync(new URL('./fixtures/', import.meta.url))
  .filter((name) => name.endsWith('.gcode'))
  .map((name) => name.replace('.gcode', ''));

describe('a file that is cut off', () => {
  for (const name of [
    'prusa-head-keys',
    'orca-four-filaments',
    'bambu-two-of-three',
    'cura',
    'ideamaker',
    'simplify3d',
    'kiri-moto',
  ]) {
    test(`[ME2] ${name} without its end is a file with a warning, and nothing is counted in it`, async () => {
      const text = fixture(name);
      const metadata = await metadataOf(text.slice(0, text.search(/^G1 X.* E/m)));
      assert.ok(
        metadata.warnings.some((warning) => warning.code === 'truncated'),
        name,
      );
      assert.ok(!metadata.derived.some((field) => ['layerCount', 'objectHeightMm', 'boundingBox'].includes(field)));
      assert.equal(metadata.objects, null);
    });
  }

  test('[ME1] cut anywhere, no file makes the reader throw, and no value appears that the whole file does not have', async () => {
    for (const name of names) {
      const bytes = new TextEncoder().encode(fixture(name));
      const whole = withoutBytes(await metadataOf(bytes)) as Record<string, unknown>;
      for (let length = 0; length < bytes.length; length++) {
        const reading = await readBytes(bytes.subarray(0, length));
        if (reading.kind === 'refused') continue;
        for (const [field, value] of Object.entries(withoutBytes(reading.metadata)))
          assertTakenFrom(value, whole[field], `${name} cut at ${length}: ${field}`);
      }
    }
  });

  test('[ME1] any byte flipped, the reader never throws and gives sensible numbers only', async () => {
    for (const name of names) {
      const bytes = new TextEncoder().encode(fixture(name));
      const pictureBytes = (at: number): boolean => /^; [A-Za-z0-9+/]{70}/.test(lineAround(bytes, at));
      for (let at = 0; at < bytes.length; at++) {
        // Bytes of pictures are all alike: every sixteenth is enough.
        if (at % 16 !== 0 && pictureBytes(at)) continue;
        const flipped = bytes.slice();
        flipped[at] = (flipped[at] ?? 0) ^ ([1, 0x08, 0x40, 0x80, 0xff][at % 5] ?? 1);
        const reading = await readBytes(flipped);
        if (reading.kind === 'print-file') assertSensible(reading.metadata, `${name} byte ${at}`);
      }
    }
  });
});

function lineAround(bytes: Uint8Array, at: number): string {
  const from = bytes.lastIndexOf(10, at - 1) + 1;
  return new TextDecoder().decode(bytes.subarray(from, bytes.indexOf(10, from)));
}

/** Warnings and marks may come; everything else is unknown, or as it was, or a shorter list of what was. */
function assertTakenFrom(value: unknown, whole: unknown, where: string): void {
  if (value === null || where.endsWith(': warnings') || where.endsWith(': derived')) return;
  if (where.endsWith(': filaments') || where.endsWith(': temperatures')) {
    // A total may be missing: then a weight is computed from the length, or the amounts are unknown.
    for (const [key, part] of Object.entries(value as object)) {
      const before = (whole as Record<string, unknown> | null)?.[key];
      if (typeof part === 'object' && part !== null) assertTakenFrom(part, before, `${where}: filaments`);
      else if (part !== null && typeof before === 'number' && typeof part === 'number')
        assert.ok(Math.abs(part - before) <= 0.02, `${where}.${key}: ${part} is not ${before}`);
      else if (part !== null && part !== false) assert.deepEqual(part, before, `${where}.${key}`);
    }
    return;
  }
  if (where.endsWith(': thumbnails')) {
    assert.deepEqual(value, (whole as unknown[]).slice(0, (value as unknown[]).length), where);
    return;
  }
  assert.deepEqual(value, whole, where);
}

function assertSensible(value: unknown, where: string): void {
  if (typeof value === 'number') assert.ok(Number.isFinite(value) && Math.abs(value) < 1e8, where);
  else if (typeof value === 'string') assert.ok(value.length > 0 && value.length <= 1000, where);
  else if (value instanceof Uint8Array) assert.ok(value.length < END_MAX_BYTES);
  else if (typeof value === 'object' && value !== null)
    for (const [key, part] of Object.entries(value)) assertSensible(part, `${where}.${key}`);
}
