/**
 * Writes src/wire/*.generated.ts, the checks of what comes over the wire, from the schemas in src/wire/message.ts. Run it
 * after each change of a message: `node --conditions=source scripts/generate-validators.mjs`. With `--check` it writes nothing
 * and fails when a file is older than the schemas.
 *
 * One file per side, because a machine process should not pay for the checks of what machines say.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import {
  CombinatorMessageSchema,
  FeedbackSchema,
  ForeignHelloSchema,
  MachineMessageSchema,
  MODEL_SCHEMAS,
} from '../src/wire/message.ts';

/** File → exported name → schema, and the type that the value has when the check says yes. */
const FILES = {
  'check-machine-message.generated.ts': {
    isMachineMessage: [MachineMessageSchema, 'MachineMessage'],
    isForeignHello: [ForeignHelloSchema, 'ForeignHello'],
  },
  'check-combinator-message.generated.ts': {
    isCombinatorMessage: [CombinatorMessageSchema, 'CombinatorMessage'],
    isFeedback: [FeedbackSchema, 'Feedback'],
  },
};

/** A TypeBox schema also carries hidden marks of its own; JSON is what Ajv is to see. */
const plain = (schema) => JSON.parse(JSON.stringify(schema));

/** Each case of a union becomes a function of its own: one huge function costs the compiler megabytes when it gets hot. */
function splitCases(name, schema, add) {
  if (Array.isArray(schema)) return schema.map((item, i) => splitCases(`${name}.${i}`, item, add));
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.entries(schema).map(([key, part]) => {
    if (key !== 'oneOf') return [key, splitCases(`${name}.${key}`, part, add)];
    const references = part.map((one) => {
      const $ref = `${name}.${one.properties.kind.const}`;
      add($ref, one);
      return { $ref };
    });
    return [key, references];
  });
  return Object.fromEntries(parts);
}

function generate(checks) {
  const ajv = new Ajv({
    code: { source: true, esm: true, lines: true, optimize: 2 },
    discriminator: true,
    strict: true,
    // `tagged` requires `kind`, which only its cases define.
    strictRequired: false,
    inlineRefs: false,
    // Sentences would be half of the file; path and keyword say the same.
    messages: false,
  });
  const add = (name, schema) => ajv.addSchema(splitCases(name, plain(schema), add), name);
  for (const [name, schema] of Object.entries(MODEL_SCHEMAS)) add(name, schema);
  for (const [name, [schema]] of Object.entries(checks)) add(name, schema);
  const written = standalone(ajv, Object.fromEntries(Object.keys(checks).map((name) => [`$${name}`, name])));
  const inside = [...written.matchAll(/^export const \$(\w+) = (\w+);/gm)];
  const code = written
    .replace(/^"use strict";\s*/, '')
    .replace(/^export const \$\w+ = \w+;/gm, '')
    .trim();
  if (inside.length !== Object.keys(checks).length)
    throw new Error('Ajv wrote its exports in another form than expected');
  if (/\brequire\(|^import /m.test(code)) throw new Error('the generated code needs a module at run time');
  const types = Object.values(checks).map(([, type]) => type);
  return [
    '// @ts-nocheck -- written by scripts/generate-validators.mjs from message.ts: change that, never this.',
    "import type { Check } from './check.ts';",
    `import type { ${types.sort().join(', ')} } from './message.ts';`,
    '',
    ...inside.map(([, name, validate]) => `export const ${name}: Check<${checks[name][1]}> = ${validate};`),
    '',
    code,
    '',
  ].join('\n');
}

let stale = false;
for (const [file, checks] of Object.entries(FILES)) {
  const target = join(import.meta.dirname, '../src/wire', file);
  const fresh = generate(checks);
  if (existsSync(target) && readFileSync(target, 'utf8') === fresh) continue;
  stale = true;
  if (!process.argv.includes('--check')) writeFileSync(target, fresh);
}
if (stale && process.argv.includes('--check')) {
  console.error(
    'src/wire/*.generated.ts are older than the schemas. Run: node --conditions=source scripts/generate-validators.mjs',
  );
  process.exitCode = 1;
}
