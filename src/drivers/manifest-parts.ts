/** What manifests of several drivers have in common. PURE. */
import type { OptionProblem } from './driver.ts';

type Options = Readonly<Record<string, unknown>>;

/**
 * What a printer is trusted with is hidden where its host repeats it (`kept-secrets.ts`) from this many characters
 * on: shorter ones stand in many a word by chance, and hiding them would tear every text to pieces. Keys that printers make are longer, and a
 * shorter one is refused where it is typed; only a password that a person chose for a board can be one, and its form says what that means.
 */
export const LEAST_HIDDEN_CHARACTERS = 4;

/** What the last gate reads (`machine/gate-options.ts`), in the order of the form. Highest temperatures in °C. */
export function gateProperties({
  what = 'Files and commands',
  bed = 130,
  chamber = 0,
  blocked = 'Commands that no file and no person may send, such as M500. Left out: what does lasting harm.',
}: {
  /** What is refused when it asks for more. */
  readonly what?: string;
  readonly bed?: number;
  readonly chamber?: number;
  /** Of the blocked commands. */
  readonly blocked?: string;
} = {}) {
  return {
    maxNozzleTemperature: {
      type: 'number',
      minimum: 0,
      maximum: 500,
      default: 300,
      title: 'Highest nozzle temperature, °C',
      description: `${what} that ask for more are refused.`,
    },
    maxBedTemperature: { type: 'number', minimum: 0, maximum: 200, default: bed, title: 'Highest bed temperature, °C' },
    maxChamberTemperature: {
      type: 'number',
      minimum: 0,
      maximum: 150,
      default: chamber,
      title: 'Highest chamber temperature, °C',
      description: '0 for a printer without a heated chamber.',
    },
    blockedCommands: {
      type: 'array',
      items: { type: 'string', pattern: '^[A-Z][0-9]{0,4}$' },
      maxItems: 100,
      title: 'Blocked commands',
      description: blocked,
    },
  } as const;
}

/** An `url` option as its form shows it. */
export const urlProperty = (description: string) =>
  ({ type: 'string', minLength: 3, maxLength: 255, format: 'address', title: 'Address', description }) as const;

/**
 * The address of a web server without a slash at its end; null for what is none. A host alone is meant as `http://` and, where the
 * protocol has a port of its own, as that port.
 */
export function webAddress(text: string, defaultPort: number | null = null): string | null {
  const hasScheme = /^[a-z]+:\/\//i.test(text);
  const url = URL.parse(hasScheme ? text : `http://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  if (defaultPort !== null && !hasScheme && url.port === '') url.port = String(defaultPort);
  return url.href.replace(/\/+$/, '');
}

/** What is wrong with the `url` of these options; nothing where it is right or left out. */
export function urlProblems({ url }: Options, example: string): readonly OptionProblem[] {
  if (typeof url !== 'string' || webAddress(url) !== null) return [];
  return [
    {
      field: 'url',
      rule: 'The address is http:// or https:// with a host and, where needed, a port and a path.',
      remedy: `Type for example ${example}.`,
    },
  ];
}

/** What is wrong with a key, code or password, which stands in a header or a login: one word of printable ASCII. */
export function wordProblems(options: Options, field: string, rule: string, remedy: string): readonly OptionProblem[] {
  const value = options[field];
  return typeof value !== 'string' || /^[\x21-\x7e]*$/.test(value) ? [] : [{ field, rule, remedy }];
}

/**
 * The same of a key that the printer's own program makes, which is never shorter than what can be hidden where a host repeats it (DR9): a
 * shorter one was typed by mistake.
 */
export function madeKeyProblems(
  options: Options,
  field: string,
  rule: string,
  remedy: string,
): readonly OptionProblem[] {
  const value = options[field];
  if (typeof value !== 'string' || value === '' || value.length >= LEAST_HIDDEN_CHARACTERS)
    return wordProblems(options, field, rule, remedy);
  return [{ field, rule: `${rule.replace(/\.$/, '')}, at least ${LEAST_HIDDEN_CHARACTERS} of them.`, remedy }];
}
