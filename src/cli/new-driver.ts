import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errors } from './argument-errors.ts';
import { parseFlags } from './arguments.ts';
import type { CliCommand } from './command.ts';

/** The folder that a new driver is copied from; it is checked with everything else, so what is written is sound. */
const SKELETON = 'fixtures/skeleton';
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Writes the folder of a driver into a working copy of Croft, and names it in the registry. */
export const newDriver: CliCommand = {
  summary: 'write the folder of a new driver, which passes the contract suite against its own simulator',
  help: `Usage: croft new-driver NAME [--root DIR]

Writes src/drivers/NAME (manifest, protocol, driver, simulator, fixtures, scorecard) and its lines in src/drivers/registry.ts.
NAME is in lower case, such as my-printer.

Flags:
  --root DIR     the working copy of Croft (the current folder)`,
  run(argv) {
    const { values, positionals } = parseFlags('new-driver', argv, { root: { type: 'string', default: '.' } }, true);
    const [name = ''] = positionals;
    const drivers = join(String(values.root), 'src', 'drivers');
    if (!NAME.test(name) || name.length > 40)
      throw errors.badFlag({ command: 'new-driver', message: 'Name the driver in lower case, such as my-printer.' });
    if (!existsSync(join(drivers, SKELETON))) throw errors.noWorkingCopy({ folder: String(values.root) });
    const folder = join(drivers, name);
    if (existsSync(folder)) throw errors.driverExists({ name });
    const registry = join(drivers, 'registry.ts');
    const registered = register(readFileSync(registry, 'utf8'), name);
    if (registered === null) throw errors.noWorkingCopy({ folder: String(values.root) });
    cpSync(join(drivers, SKELETON), folder, { recursive: true });
    for (const file of filesBelow(folder)) writeFileSync(file, renamed(readFileSync(file, 'utf8'), name));
    writeFileSync(registry, registered);
    process.stdout.write(
      `Written: src/drivers/${name}. It drives a printer that is made up; keep its cases green while yours takes that one’s place:\n` +
        `  CROFT_DRIVER=${name} node_modules/.bin/node --conditions=source --test src/drivers/contract.test.ts\n` +
        'docs/writing-a-driver.md says what each part is.\n',
    );
    return Promise.resolve(0);
  },
};

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const camel = (name: string): string =>
  name
    .split('-')
    .map((word, k) => (k === 0 ? word : capital(word)))
    .join('');

/** The text of the skeleton with another name in it. */
function renamed(text: string, name: string): string {
  return text
    .replaceAll(/Skeleton(?=[A-Z])/g, capital(camel(name)))
    .replaceAll('skeleton', name)
    .replaceAll('Skeleton', capital(name));
}

/** The registry with one driver more; null when it does not look as it should. */
function register(text: string, name: string): string | null {
  const key = name.includes('-') ? `'${name}'` : name;
  const more = text
    .replace(
      /^(import .* from '\.\/driver\.ts';\n)/m,
      `$1import { manifest as ${camel(name)} } from './${name}/manifest.ts';\n`,
    )
    .replace(/, simulated\]/, `, ${camel(name)}, simulated]`)
    .replace(/^( {2}marlin: .*\n)/m, `$1  ${key}: () => import('./${name}/driver.ts'),\n`);
  return more.split(camel(name)).length + more.split(`./${name}/`).length >= 6 ? more : null;
}
