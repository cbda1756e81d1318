/**
 * The house rules that a compiler does not know: who may import whom, what is pure, how long and how named a file is.
 * The folder boundary of machine, guardian and combinator is the process boundary, so crash independence is a line of the
 * table below. The second half plants violations in memory and sees each of them caught.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Path from the root of the repository → text. */
type Tree = ReadonlyMap<string, string>;

/** What each folder of src may import besides itself. `guardian*` is the public door of the guardian, not its inside. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  model: ['lib'],
  gcode: ['lib', 'model'],
  wire: ['lib', 'model'],
  transport: ['lib'],
  storage: ['lib'],
  drivers: ['lib', 'model', 'gcode'],
  machine: ['lib', 'model', 'gcode', 'wire', 'transport', 'drivers', 'guardian*'],
  guardian: ['lib'],
  agent: ['lib', 'model', 'wire', 'transport', 'guardian*'],
  combinator: ['lib', 'model', 'gcode', 'wire', 'transport', 'storage', 'drivers*', 'agent', 'guardian*'],
};

/** How another process speaks with the guardian and starts a missing one. */
const GUARDIAN_DOOR =
  /^src\/guardian\/(client|protocol|start-guardian|registration|keep-shard-registered|handed-port|stand-by)\.ts$/;
/** What the combinator may know of drivers: the promise, the registry, the manifests. */
const DRIVERS_DOOR = /^src\/drivers\/([^/]+\.ts|[^/]+\/manifest\.ts)$/;
const SIMULATOR = /^src\/drivers\/([^/]+\/)?simulator(\/|[^/]*\.ts$)/;
/** What the simulators of several drivers have in common. */
const SHARED_SIMULATOR = 'src/drivers/simulator/';
const PURE =
  /^src\/(model\/|gcode\/|wire\/|drivers\/[^/]+\/(manifest\.ts$|protocol\.ts$|protocol\/)|machine\/transition[^/]*(\.ts$|\/))/;
/** The guardian's short-lived child that configures a port is the only file beside it that loads a native module. */
const CONFIGURES_PORT = 'src/guardian/configure-port.ts';
const isTest = (path: string): boolean => /\.test\.tsx?$|\/fixtures\/|contract[^/]*\.ts$|^test\//.test(path);
const isCode = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path) && !/\/generated\/|\.generated\.ts$/.test(path);

const MAX_LINES = 600;
const EMPTY_WORDS = ['manager', 'service', 'helper', 'util', 'common', 'core', 'data', 'info'];
const MARKS = new RegExp(
  `\\b(${['TO', 'FIX', 'XX', 'HA'].map((a, i) => a + ['DO', 'ME', 'X', 'CK'][i]).join('|')})\\b`,
);
const SKIPPED = /\b(test|it|describe|suite|t)\.(skip|todo|only)\b|\{\s*(skip|todo|only)\s*:/;
const IGNORED_TYPE = new RegExp(`@ts-(${['ignore', 'expect-error', 'nocheck'].join('|')})`);

interface Import {
  readonly from: string;
  /** The specifier as written. */
  readonly what: string;
  /** Path from the root, when it is a file of ours. */
  readonly to: string | null;
  readonly typeOnly: boolean;
}

function importsOf(path: string, text: string): readonly Import[] {
  const found: Import[] = [];
  const add = (what: string, typeOnly: boolean): void => {
    found.push({ from: path, what, to: resolve(path, what), typeOnly });
  };
  for (const match of text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm)) {
    add(match[2] ?? '', match[1] !== undefined);
  }
  for (const match of text.matchAll(/^\s*import\s*['"]([^'"]+)['"]/gm)) add(match[1] ?? '', false);
  for (const match of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)) add(match[1] ?? '', false);
  return found;
}

function resolve(from: string, what: string): string | null {
  if (what.startsWith('#')) return `src/${what.slice(1)}.ts`;
  if (what.startsWith('.')) return posix.join(posix.dirname(from), what);
  return null;
}

const folderOf = (path: string): string => (/^src\/([^/]+)\//.exec(path) ?? /^([^/]+)\//.exec(path))?.[1] ?? '';

/** Every import that crosses a boundary it may not cross. */
function forbiddenImports(tree: Tree): readonly string[] {
  return [...tree].flatMap(([path, text]) =>
    importsOf(path, text).flatMap((each) => {
      const reason = whyForbidden(each);
      return reason === null ? [] : [`${path} imports ${each.what}: ${reason}`];
    }),
  );
}

function whyForbidden({ from, to, what }: Import): string | null {
  if (from.startsWith('test/judge/')) {
    if (
      to !== null &&
      (/^src\/(model|wire|machine)\//.test(to) || (to.startsWith('src/drivers/') && !SIMULATOR.test(to)))
    ) {
      return 'the judge knows nothing of the code that it judges';
    }
    return null;
  }
  if (from.startsWith('web/')) {
    return what.startsWith('#') || (to !== null && !to.startsWith('web/') && to !== 'schema.graphql')
      ? 'web knows schema.graphql and nothing of src'
      : null;
  }
  if (!from.startsWith('src/') || isTest(from)) return null;
  if (from.startsWith('src/guardian/') && to === null && !what.startsWith('node:') && from !== CONFIGURES_PORT) {
    return 'the guardian imports next to nothing';
  }
  if (to === null) return null;
  if (isTest(to)) return 'a fixture or a test is no part of the farm';
  const [here, there] = [folderOf(from), folderOf(to)];
  if (!to.startsWith('src/')) return 'src imports only src';
  if (from === 'src/main.ts' || here === 'cli') return null;
  if (SIMULATOR.test(from)) {
    const own = from.replace(/\/simulator.*/, '/simulator');
    const isOpen = there === 'lib' || to.startsWith(own) || to.startsWith(SHARED_SIMULATOR);
    return isOpen ? null : 'a simulator imports only lib, itself and what simulators share';
  }
  if (SIMULATOR.test(to)) return 'a simulator is a program of its own, started by the command line alone';
  if (here === 'drivers' && there === 'drivers') return whyForbiddenAmongDrivers(from, to);
  if (here === there) return null;
  const allowed = ARROWS[here];
  if (allowed === undefined) return `src/${here} stands in no row of the table in architecture.test.ts`;
  if (allowed.includes(there)) return null;
  if (allowed.includes('guardian*') && GUARDIAN_DOOR.test(to)) return null;
  if (allowed.includes('drivers*') && DRIVERS_DOOR.test(to)) return null;
  return `${here} may import ${allowed.join(', ') || 'nothing'}`;
}

function whyForbiddenAmongDrivers(from: string, to: string): string | null {
  const owner = (path: string): string => /^src\/drivers\/([^/]+)\//.exec(path)?.[1] ?? '';
  if (owner(from) === owner(to) || owner(to) === '') return null;
  if (owner(from) === '') {
    const opens = from === 'src/drivers/registry.ts' || to.endsWith('/manifest.ts');
    return opens ? null : 'only registry.ts loads a driver';
  }
  return 'a driver knows no other driver';
}

/** Every file that `start` loads at run time, with the specifiers that are no files of ours. */
function closure(
  tree: Tree,
  start: string,
): { readonly files: ReadonlySet<string>; readonly outside: ReadonlySet<string> } {
  const files = new Set<string>();
  const outside = new Set<string>();
  const visit = (path: string): void => {
    if (files.has(path)) return;
    files.add(path);
    for (const { what, to, typeOnly } of importsOf(path, tree.get(path) ?? '')) {
      if (typeOnly) continue;
      if (to === null) outside.add(what);
      else visit(to);
    }
  };
  visit(start);
  return { files, outside };
}

/** Code without comments and without the text of its strings, so that a word in a sentence is no use of it. */
function codeOnly(text: string): string {
  let out = '';
  const templates: number[] = [];
  let depth = 0;
  let i = 0;
  const skipTo = (end: RegExp): void => {
    end.lastIndex = i;
    const match = end.exec(text);
    i = match === null ? text.length : match.index + match[0].length;
  };
  const template = (): void => {
    while (i < text.length && text[i] !== '`') {
      if (text[i] === '\\') i++;
      else if (text.startsWith('${', i)) {
        templates.push(depth);
        i += 2;
        out += ' ';
        return;
      }
      i++;
    }
    i++;
  };
  while (i < text.length) {
    const c = text[i] ?? '';
    if (text.startsWith('//', i)) skipTo(/\n/g);
    else if (text.startsWith('/*', i)) skipTo(/\*\//g);
    else if (c === "'" || c === '"') {
      i++;
      skipTo(c === "'" ? /(?<!\\)(\\\\)*'/g : /(?<!\\)(\\\\)*"/g);
      out += "''";
    } else if (c === '`') {
      i++;
      template();
    } else if (c === '/' && /[(,=:[!&|?{};\n]\s*$|\breturn\s*$|^\s*$/.test(out.slice(-40))) {
      i++;
      skipTo(/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])*\//gy);
      out += '/./';
    } else if (c === '}' && templates.at(-1) === depth) {
      templates.pop();
      i++;
      template();
    } else {
      if (c === '{') depth++;
      if (c === '}') depth--;
      out += c;
      i++;
    }
    if (out.length > 0 && text[i - 1] === '\n' && !out.endsWith('\n')) out += '\n';
  }
  return out;
}

const IMPURE: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\b/, 'reads the clock'],
  [/\bnew Date\(\s*\)/, 'reads the clock'],
  [/(?<![.\w])performance\s*\./, 'reads the clock'],
  [/(?<![.\w])(setTimeout|setInterval|setImmediate|queueMicrotask)\b/, 'has a timer'],
  [/\bMath\.random\b/, 'rolls dice'],
  [/(?<![.\w])crypto\s*\.|\brandomUUID\b/, 'rolls dice'],
  [/(?<![.\w])process\s*[.[]/, 'knows its process'],
];

/** Everything in a pure file that depends on the moment, on chance or on the host. */
function impurities(tree: Tree): readonly string[] {
  return [...tree].flatMap(([path, text]) => {
    if (!PURE.test(path) || isTest(path)) return [];
    const code = codeOnly(text);
    const found = IMPURE.filter(([pattern]) => pattern.test(code)).map(([, reason]) => `${path} ${reason}`);
    const outside = [...closure(tree, path).outside].filter((what) => what.startsWith('node:'));
    return [...found, ...outside.map((what) => `${path} loads ${what}`)];
  });
}

/** Length, names and marks of every file. */
function untidiness(tree: Tree): readonly string[] {
  return [...tree].flatMap(([path, text]) => {
    const found: string[] = [];
    const lines = text.split('\n').length - 1;
    const isGenerated = /^\/[/*].{0,80}generated/i.test(text);
    if (lines > MAX_LINES && !isGenerated) found.push(`${path} has ${lines} lines: look for the second idea in it`);
    const name = posix.basename(path).replace(/\.[^.]+$/, '');
    found.push(...emptyWords(name.split(/[-.]/)).map((word) => `${path} is named after nothing: ${word}`));
    for (const match of text.matchAll(/^export\s+(?:abstract\s+)?(?:class|interface|type)\s+(\w+)/gm)) {
      const words = (match[1] ?? '').split(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);
      found.push(...emptyWords(words).map((word) => `${path} exports ${match[1]}: ${word} names nothing`));
    }
    if (MARKS.test(text)) found.push(`${path} has an unfinished mark: ${MARKS.exec(text)?.[0]}`);
    if (isTest(path) && SKIPPED.test(codeOnly(text))) found.push(`${path} skips a test or singles one out`);
    if (!isGenerated && !path.endsWith('.mjs') && IGNORED_TYPE.test(text)) found.push(`${path} silences the compiler`);
    return found;
  });
}

const emptyWords = (words: readonly string[]): readonly string[] =>
  words.filter(
    (word) => EMPTY_WORDS.includes(word.toLowerCase().replace(/s$/, '')) || EMPTY_WORDS.includes(word.toLowerCase()),
  );

function readTree(): Tree {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  const tree = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && !/^(node_modules|dist|generated|\..*)$/.test(entry.name)) visit(path);
      else if (entry.isFile() && isCode(path)) tree.set(path, readFileSync(join(root, path), 'utf8'));
    }
  };
  for (const folder of readdirSync(root)) if (['src', 'test', 'web', 'scripts'].includes(folder)) visit(folder);
  return tree;
}

describe('the tree', () => {
  const tree = readTree();

  test('[PR2] every import follows the arrows between the folders', () => {
    assert.deepEqual(forbiddenImports(tree), []);
  });

  test('pure folders know no clock, no chance and no host', () => {
    assert.deepEqual(impurities(tree), []);
  });

  test('files are short, named after something and finished', () => {
    assert.deepEqual(untidiness(tree), []);
  });

  test('the guardian process loads nothing from outside Node and src/lib', () => {
    const { files, outside } = closure(tree, 'src/guardian/main.ts');
    const foreign = [...outside].filter((what) => !what.startsWith('node:'));
    assert.deepEqual(foreign, []);
    assert.deepEqual(
      [...files].filter((path) => !/^src\/(guardian|lib)\//.test(path)),
      [],
    );
  });

  test('a machine process loads neither the API nor a database', () => {
    const { outside } = closure(tree, 'src/machine/main.ts');
    const heavy = [...outside].filter((what) => /^(graphql|@pothos|fastify|kysely|pg|react)/.test(what));
    assert.deepEqual(heavy, []);
  });
});

describe('a planted violation is caught', () => {
  const one = (path: string, text: string): Tree => new Map([[path, text]]);
  const imports = (path: string, what: string): readonly string[] =>
    forbiddenImports(one(path, `import { x } from '${what}';\n`));

  const forbidden: readonly (readonly [string, string])[] = [
    ['src/lib/a.ts', '#model/print'],
    ['src/model/a.ts', '#wire/message'],
    ['src/gcode/a.ts', '#drivers/driver'],
    ['src/transport/a.ts', '#wire/codec'],
    ['src/storage/a.ts', '#model/print'],
    ['src/drivers/marlin/driver.ts', '#machine/loop'],
    ['src/drivers/marlin/driver.ts', '../moonraker/driver.ts'],
    ['src/drivers/driver.ts', './marlin/driver.ts'],
    ['src/drivers/marlin/simulator/board.ts', '../protocol/frame.ts'],
    ['src/drivers/marlin/simulator/board.ts', '#model/print'],
    ['src/drivers/marlin/driver.ts', './simulator/board.ts'],
    ['src/drivers/duet/simulator/duet.ts', '#drivers/elegoo/simulator/elegoo'],
    ['src/drivers/simulator/simulated-host.ts', '#drivers/duet/simulator/duet'],
    ['src/drivers/simulator/simulated-host.ts', '../network-driver.ts'],
    ['src/drivers/network-driver.ts', './simulator/simulated-host.ts'],
    ['src/machine/loop.ts', '#storage/storage'],
    ['src/machine/loop.ts', '#combinator/main'],
    ['src/machine/loop.ts', '#guardian/ports'],
    ['src/guardian/ports.ts', '#model/print'],
    ['src/guardian/ports.ts', 'pino'],
    ['src/agent/agent.ts', '#machine/loop'],
    ['src/agent/agent.ts', '#guardian/ports'],
    ['src/combinator/main.ts', '#machine/loop'],
    ['src/combinator/main.ts', '#drivers/marlin/driver'],
    ['src/combinator/main.ts', './fixtures/farm.ts'],
    ['src/attic/a.ts', '#lib/clock'],
    ['src/lib/a.ts', '../../web/src/main.tsx'],
    ['web/src/main.tsx', '../../src/model/print.ts'],
    ['web/src/main.tsx', '#model/print'],
    ['test/judge/judge.ts', '#model/print'],
    ['test/judge/judge.ts', '../../src/drivers/marlin/protocol/frame.ts'],
  ];
  for (const [path, what] of forbidden) {
    test(`${path} → ${what}`, () => assert.equal(imports(path, what).length, 1));
  }

  const allowed: readonly (readonly [string, string])[] = [
    ['src/machine/loop.ts', '#guardian/client'],
    ['src/agent/agent.ts', '#guardian/start-guardian'],
    ['src/combinator/fleet/run.ts', '#drivers/marlin/manifest'],
    ['src/combinator/fleet/run.ts', '../queue/queue.ts'],
    ['src/drivers/registry.ts', './marlin/driver.ts'],
    ['src/drivers/marlin/simulator/board.ts', './planner.ts'],
    ['src/drivers/marlin/simulator/board.ts', '#lib/clock'],
    ['src/drivers/duet/simulator/duet.ts', '#drivers/simulator/simulated-host'],
    ['src/guardian/configure-port.ts', '@serialport/bindings-cpp'],
    ['src/guardian/ports.test.ts', '#model/print'],
    ['src/main.ts', '#machine/main'],
    ['src/cli/simulate.ts', '#drivers/marlin/simulator/main'],
    ['test/judge/judge.ts', '../../src/lib/clock.ts'],
  ];
  for (const [path, what] of allowed) {
    test(`${path} → ${what} is no violation`, () => assert.deepEqual(imports(path, what), []));
  }

  test('every form of an import is seen', () => {
    const forms = [
      "import type { x } from '#combinator/main';",
      "import {\n  x,\n  y,\n} from '#combinator/main';",
      "export { x } from '#combinator/main';",
      "export * from '#combinator/main';",
      "import '#combinator/main';",
      "const x = await import('#combinator/main');",
      "type X = import('#combinator/main').X;",
    ];
    for (const form of forms) assert.equal(forbiddenImports(one('src/machine/a.ts', form)).length, 1, form);
  });

  const impure = [
    'export const a = () => Date.now();',
    'export const a = new Date();',
    'export const a = () => performance.now();',
    'setTimeout(() => {}, 1);',
    'export const a = Math.random();',
    'export const a = crypto.randomUUID();',
    'export const a = process.env.A;',
    'export const a = `at ${Date.now()}`;',
    "import { readFileSync } from 'node:fs';",
    "import { systemClock } from '#lib/clock-of-host';",
  ];
  const host = ['src/lib/clock-of-host.ts', "import { hrtime } from 'node:process';"] as const;
  for (const line of impure) {
    test(`pure: ${line}`, () => {
      for (const path of ['src/model/a.ts', 'src/machine/transition.ts', 'src/drivers/x/manifest.ts']) {
        assert.equal(impurities(new Map([[path, line], host])).length, 1, path);
      }
      assert.deepEqual(impurities(new Map([['src/machine/loop.ts', line], host])), []);
    });
  }

  test('a word in a comment or a string is no use of it', () => {
    const text =
      "// Date.now()\n/* process.env */\nexport const a = 'process.env' + `Math.random()` + /'Date.now()/.source;\n";
    assert.deepEqual(impurities(one('src/model/a.ts', text)), []);
    assert.deepEqual(impurities(one('src/model/a.ts', "import type { Clock } from '#lib/clock-of-host';")), []);
  });

  test('what stands behind a string or an expression still counts', () => {
    for (const text of [
      "const a = 'x'; Date.now();",
      'const a = `${b}`; Date.now();',
      "const a = 1 / 2; // '\nDate.now();",
    ]) {
      assert.equal(impurities(one('src/model/a.ts', text)).length, 1, text);
    }
  });

  test('an untidy file', () => {
    const untidy: readonly (readonly [string, string])[] = [
      ['src/lib/a.ts', '\n'.repeat(MAX_LINES + 1)],
      ['src/lib/queue-manager.ts', ''],
      ['src/lib/utils.ts', ''],
      ['src/lib/data.ts', ''],
      ['src/lib/a.ts', 'export interface PrinterInfo {}'],
      ['src/lib/a.ts', 'export type CoreState = string;'],
      ['src/lib/a.test.ts', `test.${'skip'}('x', () => {});`],
      ['src/lib/a.test.ts', `test('x', { ${'skip'}: true }, () => {});`],
      ['src/lib/a.ts', `// ${'TO'}${'DO'}: later`],
      ['src/lib/a.ts', `// @ts-${'ignore'}`],
    ];
    for (const [path, text] of untidy) assert.equal(untidiness(one(path, text)).length, 1, `${path} ${text.trim()}`);
    assert.deepEqual(
      untidiness(one('src/lib/database.ts', 'export interface Database {}\nexport type Scores = number;\n')),
      [],
    );
  });
});
