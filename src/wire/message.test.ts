import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Bed } from '#model/bed';
import type { Answer, Command, CommandEnvelope, MachineVersion } from '#model/command';
import type { Feedback } from '#model/feedback';
import type { Fact, JournalEntry } from '#model/journal-entry';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { Phase, PrinterError } from '#model/phase';
import type { OpenPrint, PrintFile } from '#model/print';
import type { PrinterFileAnswer, PrinterFileAsk } from '#model/printer-file';
import { arbitraryOf } from './fixtures/arbitrary-of-schema.ts';
import {
  CombinatorMessageSchema,
  FeedbackSchema,
  MachineMessageSchema,
  type PrinterFileAnswerStatic,
  type PrinterFileAskStatic,
} from './message.ts';
import type { ModelStatics } from './model-schema.ts';
import { isSendableFeedback, readCombinatorMessage } from './read-combinator-message.ts';
import { readMachineMessage } from './read-machine-message.ts';

/** True only if each may stand where the other is asked for, and neither has a field (optional ones too) that the other lacks. */
type Same<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? [Keys<A>] extends [Keys<B>]
      ? SameKeys<A, B>
      : false
    : false
  : false;
type SameKeys<A, B> = [Keys<B>] extends [Keys<A>] ? true : false;
type Keys<T> = T extends unknown ? keyof T : never;

describe('schemas', () => {
  test('a schema says exactly what the type of the model says, or this file does not compile', () => {
    // Each line is a proof by the compiler; one field more or less on either side turns it into an error.
    const proofs: readonly true[] = [
      true satisfies Same<ModelStatics['PrintFile'], PrintFile>,
      true satisfies Same<ModelStatics['OpenPrint'], OpenPrint>,
      true satisfies Same<ModelStatics['PrinterError'], PrinterError>,
      true satisfies Same<ModelStatics['Bed'], Bed>,
      true satisfies Same<ModelStatics['Phase'], Phase>,
      true satisfies Same<ModelStatics['Fact'], Fact>,
      true satisfies Same<ModelStatics['JournalEntry'], JournalEntry>,
      true satisfies Same<ModelStatics['MachineSnapshot'], MachineSnapshot>,
      true satisfies Same<ModelStatics['Command'], Command>,
      true satisfies Same<ModelStatics['MachineVersion'], MachineVersion>,
      true satisfies Same<ModelStatics['CommandEnvelope'], CommandEnvelope>,
      true satisfies Same<ModelStatics['Answer'], Answer>,
      true satisfies Same<ModelStatics['Feedback'], Feedback>,
      true satisfies Same<PrinterFileAskStatic, PrinterFileAsk>,
      true satisfies Same<PrinterFileAnswerStatic, PrinterFileAnswer>,
    ];
    // The proof itself can fail: a missing field, a field too many, an optional one.
    const disproofs: readonly false[] = [
      false satisfies Same<ModelStatics['OpenPrint'], Omit<OpenPrint, 'since'>>,
      false satisfies Same<Omit<ModelStatics['OpenPrint'], 'since'>, OpenPrint>,
      false satisfies Same<ModelStatics['Feedback'], Feedback & { more?: number }>,
      false satisfies Same<ModelStatics['Bed'], Exclude<Bed, { kind: 'clear' }>>,
    ];
    assert.ok(proofs.every((proof) => proof) && disproofs.every((disproof) => !disproof));
  });

  test('the generated checks are as new as the schemas', () => {
    const script = path.join(import.meta.dirname, '../../scripts/generate-validators.mjs');
    const { status, stderr } = spawnSync(process.execPath, ['--conditions=source', script, '--check'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });

  test('nothing that a process loads at run time imports TypeBox or Ajv', () => {
    const loaders = new Set(['message.ts', 'model-schema.ts', 'schema-parts.ts']);
    const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
    assert.ok(files.length > 10);
    for (const file of files.filter((each) => !loaders.has(each))) {
      const source = readFileSync(path.join(import.meta.dirname, file), 'utf8');
      const imports = source.match(/^import (?!type )[^;]*from '[^']+';$/gm) ?? [];
      for (const line of imports)
        assert.doesNotMatch(line, /typebox|ajv|'\.\/(message|model-schema|schema-parts)\.ts'/, file);
    }
  });
});

describe('border checks', () => {
  test('[WI1] every message that the schemas allow is understood', () => {
    fc.assert(
      fc.property(arbitraryOf(MachineMessageSchema), (message) => {
        assert.deepEqual(readMachineMessage(message), { ok: true, value: message });
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(arbitraryOf(CombinatorMessageSchema), (message) => {
        assert.deepEqual(readCombinatorMessage(message), { ok: true, value: message });
      }),
      { numRuns: 500 },
    );
  });

  test('[WI5] a message with one field wrong, missing or too many is named by that field', () => {
    const good = { kind: 'file-request', epoch: 1, requestId: 1, digest: 'a'.repeat(64), offset: 0, length: 1 };
    const problem = (value: object): string => {
      const read = readMachineMessage(value);
      assert.equal(read.ok, false, JSON.stringify(value));
      return read.ok ? '' : read.problem;
    };
    assert.equal(readMachineMessage(good).ok, true);
    assert.match(problem({ ...good, length: 262_145 }), /\/length: maximum/);
    assert.match(problem({ ...good, digest: 'A'.repeat(64) }), /\/digest: pattern/);
    assert.match(problem({ ...good, offset: -1 }), /\/offset: minimum/);
    assert.match(problem({ ...good, offset: Infinity }), /\/offset/);
    assert.match(problem({ ...good, extra: 1 }), /additionalProperties .*extra/);
    assert.match(problem({ kind: 'file-request' }), /required/);
    assert.match(problem({ kind: 'snapshot', epoch: 1, snapshot: { bed: 1 } }), /\/snapshot/);
    assert.match(problem({ kind: 'no such kind' }), /discriminator/);
    for (const value of [null, 1, 'hello', [], [good], undefined]) assert.equal(readMachineMessage(value).ok, false);
  });

  test('[WI5] whatever JSON arrives, the check answers and does not throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(typeof readMachineMessage(value).ok, 'boolean');
        assert.equal(typeof readCombinatorMessage(value).ok, 'boolean');
      }),
      { numRuns: 1_000 },
    );
  });

  test('[WI5] the hello of a newer machine is understood as far as its versions', () => {
    const read = readMachineMessage({ kind: 'hello', protocol: [7, 6], anything: { else: true } });
    assert.deepEqual(read, { ok: true, value: { kind: 'foreign-hello', protocol: [7, 6] } });
    // One that claims our version must also keep it.
    assert.equal(readMachineMessage({ kind: 'hello', protocol: [7, 1] }).ok, false);
  });

  test('[MA14] feedback that JSON would spoil is known before it is sent', () => {
    fc.assert(fc.property(arbitraryOf(FeedbackSchema), (feedback) => assert.ok(isSendableFeedback(feedback))));
    const spoilt = { at: 1, temperatures: [{ name: 'tool', actual: Number.NaN, target: null }], position: null };
    assert.equal(isSendableFeedback({ ...spoilt, progress: null, line: null, notice: null }), false);
  });
});
