import { execFileSync } from 'node:child_process';
import { builtProgram, type RunningCroft, startCroft, until } from '../harness/croft.ts';

/** What the benchmarks look at of a printer. */
export interface PrinterState {
  readonly id: string;
  readonly phase: string;
  readonly link: string;
  readonly stopNumber: number | null;
  readonly stopPending: boolean;
  readonly bed: { readonly bedId: string | null };
}

const PRINTER = 'id phase link stopNumber stopPending bed { bedId }';

/** The combinator from `dist`, and with it guardian and machines: what is measured is what people run. */
export const startBuiltCroft = (data: string, flags: readonly string[] = []): Promise<RunningCroft> =>
  startCroft(['combinator', ...flags], data, 0, builtProgram);

export async function printerState(croft: RunningCroft, id: string): Promise<PrinterState> {
  return (await croft.ask<{ printer: PrinterState }>(`query($id: ID!) { printer(id: $id) { ${PRINTER} } }`, { id }))
    .printer;
}

export const printerStates = async (croft: RunningCroft): Promise<readonly PrinterState[]> =>
  (await croft.ask<{ printers: PrinterState[] }>(`{ printers { ${PRINTER} } }`)).printers;

export const inPhase = (croft: RunningCroft, id: string, ...phases: readonly string[]): Promise<PrinterState> =>
  until(`${id} in ${phases.join(' or ')}`, async () => {
    const now = await printerState(croft, id);
    return phases.includes(now.phase) ? now : null;
  });

export async function clear(croft: RunningCroft, id: string): Promise<void> {
  const { bed } = await inPhase(croft, id, 'UNVERIFIED', 'AWAITING_RETRIEVAL', 'FAULTED');
  await croft.ask('mutation($id: ID!, $bed: ID!) { confirmBedClear(printerId: $id, bedId: $bed) { id } }', {
    id,
    bed: bed.bedId,
  });
  await inPhase(croft, id, 'READY');
}

export async function addPrinter(croft: RunningCroft, name: string, connection: string): Promise<string> {
  const input = { name, driver: 'marlin', options: { connection } };
  const { addPrinter: added } = await croft.ask<{ addPrinter: { id: string } }>(
    'mutation($input: AddPrinterInput!) { addPrinter(input: $input) { id } }',
    { input },
  );
  return added.id;
}

/** A printer whose bed a person has confirmed. */
export async function addReadyPrinter(croft: RunningCroft, name: string, connection: string): Promise<string> {
  const id = await addPrinter(croft, name, connection);
  await clear(croft, id);
  return id;
}

export async function upload(address: string, name: string, body: BodyInit): Promise<string> {
  const response = await fetch(`${address}/api/files?name=${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body,
    duplex: 'half',
  } as RequestInit);
  const answer = (await response.json()) as { digest?: string };
  if (answer.digest === undefined) throw new Error(JSON.stringify(answer));
  return answer.digest;
}

export const machinePid = (id: string): number =>
  Number(
    execFileSync('pgrep', ['-f', `machine --printer ${id}`], { encoding: 'utf8' })
      .trim()
      .split('\n')[0],
  );

/** The moment in the time of the simulators' records, ms. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();
