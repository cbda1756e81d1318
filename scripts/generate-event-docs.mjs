/**
 * Writes docs/events.md from the catalogue in src/combinator/events/catalogue.ts. Run it after each change of an event:
 * `node --conditions=source scripts/generate-event-docs.mjs`. With `--check` it writes nothing and fails when the page is older
 * than the catalogue.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EVENTS } from '../src/combinator/events/catalogue.ts';

const PAGE = fileURLToPath(new URL('../docs/events.md', import.meta.url));

const HEAD = `# Events

Generated from \`src/combinator/events/catalogue.ts\`; do not edit. \`eventKinds\` of the API gives the same with JSON Schemas and counts.

Every event has a name, a time (ISO 8601), a payload, and the ids that it concerns: \`printerId\`, \`printId\`, \`jobId\`. Its
\`correlationId\` is that of the workflow: ask for \`events(correlationId: …)\` and see one job or one upload from end to end. *Durable*
events stand in the log with a cursor; whoever names the last cursor that it has seen misses nothing. *Transient* ones are delivered
to whoever listens and forgotten; of what waits for a slow reader the newest wins.

| how to hear of events | durable | transient |
|---|---|---|
| GraphQL query \`events\` | yes | no |
| GraphQL subscription (WebSocket \`/graphql\`) | \`events(after:)\` | \`transientEvents\` |
| Server-sent events, \`GET /api/events/stream\` | yes, \`Last-Event-ID\` resumes | with \`?transient=yes\`, without an id |
| \`croft events --follow\` | yes, \`--after\` resumes | with \`--all\` |
| Webhooks | yes, each with a cursor of its own | no |

Clients of older farm software know the same names with underscores (\`printer_connected\`), and these by another word:
`;

const plain = (schema) => JSON.parse(JSON.stringify(schema));

/** Parts with a name, which stand once below the tables. */
const titled = new Map();

/** A schema in the words of a reader: `{ name: text, copies: count }`. */
function words(schema) {
  if (schema.title !== undefined) {
    titled.set(schema.title, { ...schema, title: undefined });
    return schema.title;
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((each) => `"${each}"`).join(' or ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(words).reverse().join(' or ');
  switch (schema.type) {
    case 'object': {
      const fields = Object.entries(schema.properties).map(([name, part]) => `${name}: ${words(part)}`);
      return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
    }
    case 'array':
      return `[${words(schema.items)}]`;
    case 'string':
      return schema.pattern === undefined ? 'text' : schema.pattern.includes('{64}') ? 'SHA-256' : 'id';
    case 'integer':
      return 'count';
    case 'boolean':
      return 'yes or no';
    case 'null':
      return 'null';
    default:
      return schema.type;
  }
}

const cell = (text) => text.replaceAll('|', '\\|');

function table(kind) {
  const rows = Object.entries(EVENTS)
    .filter(([, entry]) => entry.kind === kind)
    .map(
      ([name, { tells, by, payload }]) =>
        `| \`${name}\` | ${cell(tells)} | \`${cell(words(plain(payload)))}\` | ${by} |`,
    );
  return ['| event | what has happened | payload | told by |', '|---|---|---|---|', ...rows].join('\n');
}

const aliases = Object.entries(EVENTS)
  .filter(([, { alias }]) => alias !== undefined)
  .map(([name, { alias }]) => `\`${alias}\` is \`${name}\``);

const tables = `## Durable

${table('durable')}

## Transient

${table('transient')}`;
const parts = [...titled].map(([title, schema]) => `- **${title}**: \`${words(schema)}\``);

const page = `${HEAD.trimEnd()} ${aliases.join(', ')}.

${tables}

## Words

${parts.join('\n')}
`;

if (process.argv.includes('--check')) {
  if (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== page) {
    console.error(
      'docs/events.md is older than the catalogue: node --conditions=source scripts/generate-event-docs.mjs',
    );
    process.exitCode = 1;
  }
} else {
  writeFileSync(PAGE, page);
}
