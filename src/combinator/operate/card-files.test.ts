import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { UserError } from '#lib/user-error';
import type { CardFile } from '#model/card-list';
import { printerId } from '#model/ids';
import { openTestFarm } from '../fixtures/test-farm.ts';
import { createCardFiles } from './card-files.ts';

const ANNA = printerId('anna');
const file = (path: string): CardFile => ({ path, name: path, sizeBytes: 1 });

describe('the card in a printer', () => {
  test('[MA15] a file is deleted with a second word, told once, and what counts is that it is gone', async () => {
    await using farm = await openTestFarm();
    let [phase, isLocked, refusal] = ['ready', false, null as string | null];
    let files = [file('A.GCO'), file('DIR/B.GCO')];
    const sent: string[] = [];
    const cards = createCardFiles({
      questions: { card: async () => files },
      fleet: () => ({
        async sendManual(_printer, lines, confirmed) {
          sent.push(...lines.map((line) => `${line}${confirmed ? ' (confirmed)' : ''}`));
          if (refusal !== null) return { accepted: false, reason: refusal };
          if (!isLocked) files = files.filter(({ path }) => !lines.includes(`M30 ${path}`));
          return { accepted: true, reason: null };
        },
        liveSnapshot: () => ({ phase: { kind: phase } }) as never,
      }),
      storage: farm.storage,
      events: farm.events,
    });
    const errorOf = (path: string): Promise<UserError | null> =>
      cards.delete(ANNA, path, 'ann').then(
        () => null,
        (error: UserError) => error,
      );
    const codeOf = async (path: string): Promise<string | undefined> => (await errorOf(path))?.code;
    for (const busy of ['printing', 'paused', 'preparing', 'cancelling', 'adopting']) {
      phase = busy;
      assert.equal(await codeOf('A.GCO'), 'card-in-use', busy);
    }
    phase = 'ready';
    assert.equal(await codeOf('C.GCO'), 'unknown-card-file');
    assert.deepEqual(sent, [], 'nothing was asked of the printer');
    refusal = 'unsupported';
    const blocked = await errorOf('A.GCO');
    assert.deepEqual([blocked?.code, blocked?.rule], ['card-file-not-deleted', 'unsupported']);
    assert.equal(blocked?.message, 'The printer was not asked to delete it: its settings block the command.');
    refusal = 'card-busy';
    const written = await errorOf('A.GCO');
    assert.equal(written?.code, 'card-is-written');
    assert.match(`${written?.message} ${written?.remedy}`, /^A file is being written to the card .*cancel it\.$/);
    [refusal, isLocked] = [null, true];
    assert.equal(await codeOf('A.GCO'), 'card-file-kept');
    isLocked = false;
    assert.deepEqual(await cards.delete(ANNA, 'DIR/B.GCO', 'ann'), [file('A.GCO')]);
    assert.equal(sent.at(-1), 'M30 DIR/B.GCO (confirmed)');
    const [told, ...more] = await farm.eventsNamed('card-file-deleted');
    assert.deepEqual([told?.payload, more.length], [{ path: 'DIR/B.GCO', by: 'ann' }, 0]);
  });
});
