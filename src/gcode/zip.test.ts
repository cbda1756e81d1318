import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { inflate, readBytes, sourceOf } from './fixtures/reading.ts';
import { threeMfEntries } from './fixtures/three-mf.ts';
import { type EntryToWrite, zipFile } from './fixtures/zip-file.ts';
import { readPrintFile } from './head-and-tail.ts';
import { readZipDirectory, readZipEntry, zipLimits } from './zip.ts';

describe('a ZIP archive', () => {
  test('[ME1] stored and packed entries come back whole, whatever comment stands at its end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.record({
            name: fc.stringMatching(/^[a-z]{1,8}\/[a-zäß.]{1,8}$/).filter((name) => !name.endsWith('/..')),
            content: fc.uint8Array({ maxLength: 300 }),
            stored: fc.boolean(),
          }),
          { selector: ({ name }) => name, minLength: 1, maxLength: 6 },
        ),
        fc.uint8Array({ maxLength: 40 }).filter((comment) => !comment.includes(0x50)),
        async (entries, comment) => {
          const archive = zipFile(entries);
          archive[archive.length - 2] = comment.length;
          const source = sourceOf(Uint8Array.from([...archive, ...comment]));
          const directory = await readZipDirectory(source);
          assert.ok(directory.kind === 'read', JSON.stringify(directory));
          for (const { name, content } of entries) {
            const entry = directory.value.get(name);
            assert.ok(entry !== undefined, name);
            const read = await readZipEntry(source, entry, inflate, 1000);
            assert.ok(read.kind === 'read');
            assert.deepEqual(Uint8Array.from(read.value), content);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('[ME1] sizes and places of 64 bits are read, and lies in them are refused like others', async () => {
    const large = await readBytes(zipFile(threeMfEntries, { zip64: true }));
    const small = await readBytes(zipFile(threeMfEntries));
    assert.equal(large.kind, 'print-file', JSON.stringify(large));
    assert.deepEqual(large, small);
    const sound = zipFile(threeMfEntries, { zip64: true });
    const end64 = sound.length - 22 - 20 - 56;
    for (const [at, code] of [
      [end64 + 32 + 3, 'archive-unsafe'],
      [end64 + 40 + 6, 'archive-unsafe'],
      [end64 + 48 + 6, 'archive-damaged'],
      [end64, 'archive-damaged'],
      [end64 + 56 + 8 + 5, 'archive-damaged'],
    ] as const) {
      const lying = sound.slice();
      lying[at] = 0x7f;
      const reading = await readBytes(lying);
      assert.ok(
        reading.kind === 'refused' && reading.problem.code === code,
        `${at - end64}: ${JSON.stringify(reading)}`,
      );
    }
    const missing = sound.slice();
    // The number of the extra field that holds the sizes of the first entry.
    const directory = Buffer.from(sound).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    missing[directory + 46 + '[Content_Types].xml'.length + 4] = 2;
    const reading = await readBytes(missing);
    assert.ok(reading.kind === 'refused' && reading.problem.found === 'sizes that are missing');
  });

  const honest: EntryToWrite = { name: 'Metadata/plate_1.gcode', content: 'G28\nG1 X1\n' };
  const cases: readonly (readonly [what: string, archive: Uint8Array, code: string, found: RegExp])[] = [
    ['a name with ..', zipFile([honest, { name: 'a/../../etc', content: '' }]), 'archive-unsafe', /etc/],
    ['a name with a backslash', zipFile([{ name: 'a\\b', content: '' }]), 'archive-unsafe', /the name/],
    ['a name with NUL', zipFile([{ name: 'a\u0000b', content: '' }]), 'archive-unsafe', /the name/],
    ['a name from the root', zipFile([{ name: '/etc/passwd', content: '' }]), 'archive-unsafe', /passwd/],
    ['a name with a drive', zipFile([{ name: 'C:x', content: '' }]), 'archive-unsafe', /C:x/],
    ['two entries of one name', zipFile([honest, honest]), 'archive-unsafe', /one name/],
    ['a link', zipFile([{ ...honest, says: { mode: 0o120777 } }]), 'archive-unsafe', /symbolic link/],
    ['an encrypted entry', zipFile([{ ...honest, says: { flags: 1 } }]), 'archive-unsafe', /encrypted/],
    ['1000:1', zipFile([{ name: 'a', content: new Uint8Array(10_000_000) }]), 'archive-unsafe', /become 10000000/],
    [
      '3 GiB in all',
      zipFile([1, 2, 3].map((n) => ({ ...honest, name: `${n}`, says: { sizeBytes: 2 ** 30, storedBytes: 2 ** 24 } }))),
      'archive-unsafe',
      /bytes in all/,
    ],
    [
      'entries that share bytes',
      zipFile([
        { ...honest, stored: true },
        { ...honest, name: 'b', says: { headerStart: 0 } },
      ]),
      'archive-unsafe',
      /overlap/,
    ],
    ['an entry in the directory', zipFile([{ ...honest, says: { storedBytes: 5000 } }]), 'archive-unsafe', /overlap/],
    ['20,000 entries announced', zipFile([honest], { count: 20_000 }), 'archive-unsafe', /20000 entries/],
    ['more entries than there are', zipFile([honest], { count: 3 }), 'archive-damaged', /cut off/],
    ['a directory elsewhere', zipFile([honest], { directoryStart: 9_999_999 }), 'archive-damaged', /beyond the end/],
    ['an archive without its end', zipFile([honest]).slice(0, -30), 'archive-damaged', /cut off/],
  ];
  for (const [what, archive, code, found] of cases)
    test(`[ME2] ${what}: refused with ${code}`, async () => {
      const reading = await readBytes(archive);
      assert.ok(reading.kind === 'refused', JSON.stringify(reading));
      assert.equal(reading.problem.code, code, JSON.stringify(reading.problem));
      assert.match(reading.problem.found, found);
    });

  const lies: readonly (readonly [what: string, says: NonNullable<EntryToWrite['says']>, found: RegExp])[] = [
    ['checksum', { crc: 7 }, /size and checksum/],
    ['size', { sizeBytes: 11 }, /size and checksum/],
    ['smaller size', { sizeBytes: 1 }, /size and checksum/],
    ['compression', { method: 12 }, /header that is not/],
  ];
  for (const [what, says, found] of lies)
    test(`[ME2] a description with another ${what} than the directory says is refused by its name`, async () => {
      const name = 'Metadata/slice_info.config';
      const entries = threeMfEntries.map((entry) => (entry.name === name ? { ...entry, says } : entry));
      const reading = await readBytes(zipFile(entries));
      assert.ok(reading.kind === 'refused', JSON.stringify(reading));
      assert.equal(reading.problem.code, 'archive-damaged');
      assert.equal(reading.problem.field, `entry "${name}"`);
      assert.match(reading.problem.found, found);
    });

  test('[ME2] a description of more than 4 MiB is refused before it is read', async () => {
    const name = 'Metadata/project_settings.config';
    const noise = Array.from({ length: 600_000 }, (_, i) => `"${(i * 2_654_435_761) % 4_294_967_296}"`).join(',');
    const entries = threeMfEntries.map((entry) =>
      entry.name === name ? { name, content: `{"a":[${noise}]}` } : entry,
    );
    const reading = await readBytes(zipFile(entries));
    assert.ok(
      reading.kind === 'refused' && reading.problem.code === 'archive-unsafe',
      JSON.stringify(reading).slice(0, 300),
    );
    assert.match(reading.problem.found, /more than 4194304/);
  });

  test('[ME2] nothing is inflated beyond what the directory announced', async () => {
    const name = 'Metadata/slice_info.config';
    const bomb = threeMfEntries.map((entry) =>
      entry.name === name ? { name, content: ' '.repeat(8_000_000), says: { sizeBytes: 60_000 } } : entry,
    );
    const allowed: number[] = [];
    const reading = await readPrintFile(sourceOf(zipFile(bomb)), (bytes, wrapping, maxBytes) => {
      allowed.push(maxBytes);
      return inflate(bytes, wrapping, maxBytes);
    });
    assert.ok(reading.kind === 'refused' && reading.problem.code === 'archive-damaged');
    assert.deepEqual(allowed, [60_000]);
  });

  test('[ME2] cut anywhere, bytes changed, bytes added: nothing is thrown, and limits hold', async () => {
    const sound = zipFile(threeMfEntries);
    for (let length = 1; length < sound.length; length += 97)
      assert.equal((await readBytes(sound.subarray(0, length))).kind, 'refused', `cut at ${length}`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: 1200 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (changes, atEnd) => {
          const bytes = sound.slice();
          for (const [offset, value] of changes) bytes[atEnd ? bytes.length - 1 - offset : offset] = value;
          const reading = await readPrintFile(sourceOf(bytes), (stored, wrapping, maxBytes) => {
            assert.ok(maxBytes <= 4 * 1024 * 1024 && maxBytes <= Math.max(stored.length * zipLimits.ratio, 65_536));
            return inflate(stored, wrapping, maxBytes);
          });
          if (reading.kind === 'print-file') assert.ok(reading.metadata.plates.length <= 3);
        },
      ),
      { numRuns: 500 },
    );
  });
});
