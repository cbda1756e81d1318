import { REDACTED } from '#lib/redact';
import type { CreateDriver, DriverManifest } from './driver.ts';
import { LEAST_HIDDEN_CHARACTERS } from './manifest-parts.ts';
import { FileRefused, type OpenedFile, type PrinterFiles } from './printer-files.ts';

type Options = Readonly<Record<string, unknown>>;
/** The same value without the secrets; itself where none stands in it. */
type Hide = <T>(value: T) => T;

/** Deeper than anything that a driver says. */
const DEPTH_LIMIT = 12;

/**
 * A driver out of which no secret comes that it was given, whatever its printer's host says: an error of a host may repeat what it was
 * asked, headers and all, and becomes an event, a line of the page and a message to somebody's webhook.
 */
export function keepingSecrets(
  { optionsSchema }: Pick<DriverManifest, 'optionsSchema'>,
  create: CreateDriver,
): CreateDriver {
  return (context) => {
    const secrets = secretsIn(optionsSchema, context.options);
    if (secrets.length === 0) return create(context);
    const hide = hiding(secrets);
    const driver = create({
      ...context,
      report(report) {
        // Several times a second, and of what it measures nothing is a text of the host.
        const isQuiet = report.kind === 'feedback' && report.feedback.notice === null;
        context.report(isQuiet ? report : hide(report));
      },
      history: (line) => context.history(hide(line)),
      reopenPort: (reason) => context.reopenPort(hide(reason)),
      portLost: (reason) => context.portLost(hide(reason)),
    });
    const { files } = driver;
    const manual = driver.manual.bind(driver);
    // On itself, and no proxy of it: V8 disposes of none (`await using`).
    Object.defineProperty(driver, 'manual', {
      value: async (lines: readonly string[]) => hide(await manual(lines)),
    });
    if (files !== undefined) Object.defineProperty(driver, 'files', { value: filesHiding(files, hide) });
    return driver;
  };
}

function secretsIn({ properties }: Options, options: Options): readonly string[] {
  const described = (properties ?? {}) as Readonly<Record<string, { readonly writeOnly?: boolean }>>;
  return Object.entries(options).flatMap(([name, value]) =>
    described[name]?.writeOnly === true && typeof value === 'string' && value.length >= LEAST_HIDDEN_CHARACTERS
      ? [value]
      : [],
  );
}

function hiding(secrets: readonly string[]): Hide {
  const forms = [...new Set(secrets.flatMap(formsOf))].toSorted((a, b) => b.length - a.length);
  const stands = (text: string): boolean => forms.some((form) => text.includes(form));
  const shown = (text: string): string =>
    stands(text) ? forms.reduce((left, form) => left.replaceAll(form, REDACTED), text) : text;
  const copy = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return shown(value);
    if (typeof value !== 'object' || value === null || depth > DEPTH_LIMIT) return value;
    if (Array.isArray(value)) return value.map((each) => copy(each, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copy(each, depth + 1)]));
  };
  return <T>(value: T): T => (stands(JSON.stringify(value)) ? (copy(value, 0) as T) : value);
}

/** As it may stand in a text, in JSON, in an address or in a Basic header behind a name. */
const formsOf = (secret: string): readonly string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
];

function filesHiding(files: PrinterFiles, hide: Hide): PrinterFiles {
  const refused = (error: unknown): never => {
    if (!(error instanceof FileRefused)) throw error;
    throw new FileRefused(error.reason, hide(error.message));
  };
  return {
    list: (signal) => files.list(signal).catch(refused),
    async open(path, offset, signal): Promise<OpenedFile> {
      const opened = await files.open(path, offset, signal).catch(refused);
      const { bytes } = opened;
      return {
        ...opened,
        bytes: {
          next: () => bytes.next().catch(refused),
          return: async (value?: unknown) => (await bytes.return?.(value)) ?? { done: true, value: undefined },
        },
      };
    },
    delete: (path, signal) => files.delete(path, signal).catch(refused),
  };
}
