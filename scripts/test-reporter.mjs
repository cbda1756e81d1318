/** The reporter of `npm test`: a line per file (with the seconds of the slow ones), each failure in full, the counts as JSON in $CROFT_TEST_COUNTS. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inspect } from 'node:util';

/** What a file printed is shown only when the file itself failed, and then its end: a chatty test may print without limit. */
const KEPT_CHARS = 8_000;
/** What the runner says of an error that nobody caught and that belongs to no test; the run fails by it. */
const UNCAUGHT = /asynchronous activity after/;
const fileOf = (data) => (data.file ? relative(process.cwd(), data.file) : '?');

export default async function* report(source) {
  const counts = { passed: 0, failed: 0, skipped: [], files: [] };
  const perFile = new Map();
  const said = new Map();
  let ended = false;
  for await (const { type, data } of source) {
    if (type === 'test:pass' || type === 'test:fail') {
      const file = fileOf(data);
      const isSuite = data.details?.type === 'suite';
      // The runner reports each file as a test of its own; it counts only when it failed without one of its tests failing.
      const isFile = data.nesting === 0 && data.file !== undefined && data.name === data.file;
      const entry = perFile.get(file) ?? { passed: 0, failed: 0, ms: 0 };
      perFile.set(file, entry);
      if (data.nesting === 0 && !isFile) entry.ms += data.details?.duration_ms ?? 0;
      if (data.skip !== undefined || data.todo !== undefined) {
        if (!isFile) counts.skipped.push({ test: `${file}: ${data.name}`, reason: String(data.skip ?? data.todo) });
      } else if (type === 'test:pass') {
        if (!isSuite && !isFile) entry.passed++;
      } else {
        const cause = data.details?.error?.cause ?? data.details?.error;
        const onlyChildren = data.details?.error?.failureType === 'subtestsFailed';
        if (!onlyChildren) {
          entry.failed++;
          yield `\nFAIL ${file}:${data.line ?? 0} ${data.name}\n${indent(describe(cause))}\n`;
          if (isFile && said.has(file)) yield `${indent(said.get(file))}\n`;
        }
      }
    } else if (type === 'test:diagnostic' && UNCAUGHT.test(data.message)) {
      yield `\nFAIL ${fileOf(data)} of no test: run its file alone to see of which\n${indent(data.message)}\n`;
    } else if (type === 'test:summary') {
      ended = true;
    } else if (type === 'test:stderr' || type === 'test:stdout') {
      if (process.env.CROFT_TEST_OUTPUT) yield data.message;
      else said.set(fileOf(data), ((said.get(fileOf(data)) ?? '') + data.message).slice(-KEPT_CHARS));
    }
  }
  for (const [file, { passed, failed, ms }] of [...perFile].sort()) {
    counts.passed += passed;
    counts.failed += failed;
    counts.files.push({ file, ms });
    if (passed + failed > 0)
      yield `${failed > 0 ? 'FAIL' : 'ok  '} ${file} (${passed}${failed > 0 ? `, ${failed} failed` : ''}${ms >= 1000 ? `, ${(ms / 1000).toFixed(0)} s` : ''})\n`;
  }
  if (ended && process.env.CROFT_TEST_COUNTS) writeFileSync(process.env.CROFT_TEST_COUNTS, JSON.stringify(counts));
}

const describe = (cause) =>
  cause instanceof Error ? (cause.stack ?? cause.message) : typeof cause === 'string' ? cause : inspect(cause);
const indent = (text) =>
  text
    .split('\n')
    .slice(0, 60)
    .map((line) => `  ${line}`)
    .join('\n');
