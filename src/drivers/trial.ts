import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import type { DriverManifest, DriverReport, ForeignPrint } from './driver.ts';
import { recognise } from './recognise.ts';
import { loadDriver, manifests } from './registry.ts';

/**
 * A connection is tried out before a printer is added: by the very driver that would drive it, which looks and asks for nothing. What is
 * told here is for a person who stands before a form.
 */

export const TRIAL_STEPS = ['address', 'protocol', 'credential', 'report'] as const;
export type TrialStep = (typeof TRIAL_STEPS)[number];

export interface TrialNews {
  readonly step: TrialStep;
  readonly state: 'running' | 'passed' | 'failed';
  readonly message: string | null;
  readonly remedy: string | null;
}

export interface TrialParts {
  readonly driver: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly signal: AbortSignal;
  readonly tell: (news: TrialNews) => void;
}

/** Somebody waits before the page; a host that is there answers long before. */
const ADDRESS_MS = 6_000;
/** Beyond the driver's own limit for its first report. */
const PATIENCE_MS = 5_000;
/** A printer in sight measures something within this, or has nothing to measure with. */
const MEASURE_MS = 6_000;

/** Resolves when the last step has passed, or one has failed. Nothing is left open, and no timer. */
export async function tryOut(parts: TrialParts): Promise<void> {
  const over = new AbortController();
  try {
    await tryEachStep({ ...parts, signal: AbortSignal.any([parts.signal, over.signal]) });
  } finally {
    over.abort();
  }
}

async function tryEachStep({ driver: name, options, clock, chance, signal, tell }: TrialParts): Promise<void> {
  const passed = (step: TrialStep, message: string | null = null): void =>
    tell({ step, state: 'passed', message, remedy: null });
  const failed = (step: TrialStep, message: string, remedy: string): void =>
    tell({ step, state: 'failed', message, remedy });
  const running = (step: TrialStep): void => tell({ step, state: 'running', message: null, remedy: null });

  running('address');
  const loaded = await loadDriver(name);
  const network = loaded?.manifest.network;
  const at = network?.addressOf(options) ?? null;
  const place = network?.dialsIn?.(options) ?? null;
  if (loaded === null || network === undefined || (at === null && place === null)) {
    return failed('address', 'There is no address to try.', 'Fill in the address of the printer.');
  }
  const { manifest } = loaded;
  /** What helps where a printer of another kind stands there; `exactly`: at the very port. */
  const another = async (exactly: boolean, found: string): Promise<readonly [string, string] | null> => {
    const there = at === null ? null : await recognise(at, manifests.values(), signal);
    if (there === null || there.manifest.name === manifest.name || (exactly && !there.isExact)) return null;
    return [
      `At ${there.url} stands a printer of the kind “${there.manifest.title}”.`,
      `Choose that kind and that address. As “${manifest.title}” it was looked at first: ${found}`,
    ];
  };
  const trouble = at === null ? await troubleAt(place) : await reach(at, clock, signal, network.whenNobodyListens);
  if (signal.aborted) return;
  if (trouble !== null) {
    const isThere = trouble[0].includes('ECONNREFUSED');
    const helps = isThere ? await another(false, trouble[0]) : null;
    return signal.aborted ? undefined : failed('address', ...(helps ?? trouble));
  }
  if (at !== null) passed('address', `${at.host} answers at port ${at.port}.`);
  else passed('address', `Port ${place?.port} is free. A printer that is set up calls it within a minute.`);

  running('protocol');
  const first = Promise.withResolvers<Extract<DriverReport, { kind: 'connected' | 'disconnected' }>>();
  const measured = Promise.withResolvers<string>();
  const complaints: string[] = [];
  /** The credential is right, and not enough. */
  const refusals: string[] = [];
  /** Why it would begin no print, such as a Developer Mode that is off. */
  const unable: { reason: string | null } = { reason: null };
  let notCalled = '';
  await using driver = loaded.createDriver({
    options: { ...options, ...network.lookingOnly },
    clock,
    chance,
    port: null,
    spoolRecord: null,
    persistSpool: async () => {},
    judge: () => 'A connection that is tried out sends nothing.',
    safety: () => {},
    history: () => {},
    reopenPort: () => {},
    portLost: () => {},
    report(report) {
      // That a printer has not called so far is no answer.
      const isOpen = place !== null && report.kind === 'disconnected' && !report.wrongCredentials;
      if (isOpen) notCalled = report.reason;
      else if (report.kind === 'connected' || report.kind === 'disconnected') first.resolve(report);
      if (report.kind === 'trouble')
        (report.error.code === 'wrong-credentials' ? refusals : complaints).push(report.error.message);
      if (report.kind === 'unable') unable.reason = report.reason;
      if (report.kind !== 'feedback' || report.feedback.temperatures.length === 0) return;
      measured.resolve(
        report.feedback.temperatures
          .slice(0, 4)
          .map((each) => `${each.name} ${Math.round(each.actual)} °C`)
          .join(', '),
      );
    },
  });
  driver.connect();
  const limitMs = manifest.limits.firstReportMs + PATIENCE_MS;
  const seen = await Promise.race([first.promise, rest(clock, limitMs, signal).then(() => null)]);
  if (signal.aborted) return;
  if (seen === null) {
    const seconds = Math.round(limitMs / 1_000);
    if (place !== null) return failed('protocol', `No printer called within ${seconds} s.`, notCalled);
    const message = `Nothing that a printer of this kind says came within ${seconds} s.`;
    return failed('protocol', ...((await another(false, message)) ?? [message, rightKind(manifest)]));
  }
  if (seen.kind === 'disconnected' && refusals.length === 0) {
    // That a printer of another kind refuses a credential proves nothing of the credential.
    const helps = await another(seen.wrongCredentials, seen.reason);
    if (signal.aborted) return;
    if (helps !== null) return failed('protocol', ...helps);
    if (!seen.wrongCredentials) return failed('protocol', seen.reason, rightKind(manifest));
  }
  passed('protocol', manifest.title);
  running('credential');
  const [refusal] = refusals;
  if (refusal !== undefined) return failed('credential', refusal, 'Or use the one of somebody who may do all that.');
  if (seen.kind === 'disconnected') return failed('credential', seen.reason, rightSecret(manifest));
  passed('credential');

  running('report');
  const values = await Promise.race([measured.promise, rest(clock, MEASURE_MS, signal).then(() => null)]);
  if (signal.aborted) return;
  if (unable.reason !== null)
    return failed(
      'report',
      `It would begin no print: ${unable.reason}`,
      'See to that at the printer and test again. It can be added all the same, and prints when it is mended.',
    );
  passed(
    'report',
    [
      seen.firmware === null ? null : `It calls itself ${seen.firmware}.`,
      values === null ? 'It is in sight and has measured nothing so far.' : `${values}.`,
      printsNow(seen.foreign),
      ...complaints.slice(0, 3),
    ]
      .filter((each) => each !== null)
      .join(' '),
  );
}

const printsNow = (foreign: ForeignPrint | null): string | null =>
  foreign === null ? null : `It is printing “${foreign.name}” now, which goes on untouched.`;

/** Why no printer can call this host there. */
async function troubleAt(
  place: { readonly port: number; readonly address: string | null } | null,
): Promise<readonly [string, string] | null> {
  const { port, address } = place ?? { port: 0, address: null };
  const server = createServer();
  try {
    server.listen({ port, ...(address === null ? {} : { host: address }) });
    await once(server, 'listening');
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return code === 'EADDRINUSE'
      ? [
          `Port ${port} of this host is taken already (${code}).`,
          'Each printer needs a port of its own: choose another one.',
        ]
      : [`Croft cannot listen at port ${port} (${code}).`, 'Choose another port, and leave the address empty.'];
  } finally {
    server.close();
  }
}

/** Whether anything listens there; what is wrong, and what helps. */
async function reach(
  { host, port }: { readonly host: string; readonly port: number },
  clock: Clock,
  signal: AbortSignal,
  whenNobodyListens = '',
): Promise<readonly [string, string] | null> {
  const over = new AbortController();
  const socket = connect({ host, port });
  const connected = new Promise<string | null>((resolve) => {
    socket.once('connect', () => resolve(null));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
  try {
    const ended = AbortSignal.any([signal, over.signal]);
    const code = await Promise.race([connected, rest(clock, ADDRESS_MS, ended).then(() => 'ETIMEDOUT')]);
    if (code === null) return null;
    const [message, remedy] = troubleOf(code, host, port);
    return [message, code === 'ECONNREFUSED' ? `${remedy} ${whenNobodyListens}`.trim() : remedy];
  } finally {
    over.abort();
    socket.destroy();
  }
}

function troubleOf(code: string, host: string, port: number): readonly [string, string] {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [
        `Nobody in this network knows the name ${host} (${code}).`,
        'Is it spelled right? The number that the printer’s screen shows works without a name.',
      ];
    case 'ECONNREFUSED':
      return [
        `${host} is there, and nothing listens at its port ${port} (${code}).`,
        'Is the port right, and is the program that drives the printer running? Its interface may have to be enabled at the printer.',
      ];
    default:
      return [
        `${host} does not answer at port ${port} (${code}).`,
        'Is it switched on and in the same network as Croft, and is the address the one that its screen shows?',
      ];
  }
}

const rightKind = ({ title }: DriverManifest): string =>
  `Does the address belong to a printer of the kind “${title}”, and to its own port?`;

/** As the form describes it: that text says where the secret is found. */
function rightSecret({ optionsSchema }: DriverManifest): string {
  const properties = (optionsSchema.properties ?? {}) as Readonly<
    Record<string, { readonly writeOnly?: boolean; readonly title?: string; readonly description?: string }>
  >;
  const secret = Object.values(properties).find((each) => each.writeOnly === true);
  return secret === undefined
    ? 'Check what it asks for.'
    : `${secret.title ?? 'Secret'}: ${secret.description ?? ''}`.trim();
}
