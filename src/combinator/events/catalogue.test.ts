import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { EVENT_NAMES, EVENTS } from './catalogue.ts';
import { checkPayload } from './fixtures/check-payload.ts';

const SRC = path.join(import.meta.dirname, '../..');

const NAMED_BY_THE_RULE = `printer-connection-progress printer-connected printer-disconnected printer-monitoring-started
printer-monitoring-stopped printer-status-update printer-status printer-phase-changed bed-cleared bed-unknown printer-error
emergency-stop machine-started machine-crashed config-applied print-started print-ended print-lost print-found awaiting-retrieval
job-created job-started job-update job-completed job-status-changed print-paused print-resumed print-stopped
file-thumbnails-processed thumbnail-processing-failed file-metadata-extracted metadata-extraction-failed file-upload-started
file-upload-complete file-upload-failed library-file-added library-file-deleted files-discovered new-files-found
file-download-started file-download-progress file-download-complete file-download-failed file-needs-thumbnail-processing
auto-download-triggered auto-download-failed material-created material-updated material-deleted material-low-stock`.split(
  /\s+/,
);

describe('the catalogue of events', () => {
  test('[EV7] it holds every event that the rule names', () => {
    const names: readonly string[] = EVENT_NAMES;
    assert.deepEqual(
      NAMED_BY_THE_RULE.filter((name) => !names.includes(name)),
      [],
    );
    assert.equal(new Set(NAMED_BY_THE_RULE).size, NAMED_BY_THE_RULE.length);
  });

  test('[EV7] every event of the catalogue is emitted by the code of the farm', () => {
    const code = readdirSync(path.join(SRC, 'combinator'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name) && entry.name !== 'catalogue.ts')
      .filter((entry) => !entry.parentPath.includes('fixtures'))
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
      .join('\n');
    const emitted = new Set(
      [...code.matchAll(/\bemit(?:Transient|All)?\(\s*(?:tx,\s*)?'([a-z-]+)'/g)].map((match) => match[1] ?? ''),
    );
    assert.deepEqual([...emitted].sort(), [...EVENT_NAMES].sort());
  });

  test('[EV7] a payload that is not what the catalogue says is caught wherever a test farm emits it', () => {
    checkPayload('job-moved', { before: null });
    checkPayload('print-started', { name: 'token' });
    assert.throws(() => checkPayload('print-started', {}), /print-started/);
    assert.throws(() => checkPayload('print-started', { name: 'token', more: 1 }), /additional/);
    assert.throws(() => checkPayload('printer-phase-changed', { from: null, to: 'asleep' }), /allowed/);
  });

  test('[EV7] docs/events.md says what the catalogue says', () => {
    const script = path.join(SRC, '../scripts/generate-event-docs.mjs');
    const { status, stderr } = spawnSync(process.execPath, ['--conditions=source', script, '--check'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });

  test('[EV1] names are kebab-case, and each event says in a sentence what it tells and who emits it', () => {
    for (const name of EVENT_NAMES) {
      assert.match(name, /^[a-z]+(-[a-z]+)*$/);
      assert.match(EVENTS[name].tells, /^[A-Z].*\.$/, name);
      assert.match(EVENTS[name].by, /^[a-z]+(-[a-z]+)*$/, name);
    }
    assert.equal(EVENTS['printer-status-update'].kind, 'transient');
    assert.equal(EVENTS['print-ended'].kind, 'durable');
  });
});
