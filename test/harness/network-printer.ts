import { type RunningCroft, until } from './croft.ts';
import { machineProcesses } from './machine-processes.ts';

/** What tests of printers over a network look at. */
export interface ShownPrinter {
  readonly phase: string;
  readonly bed: { readonly bedId: string | null };
  readonly options: Readonly<Record<string, unknown>>;
  readonly secretsSet: readonly string[];
}

export async function show(croft: RunningCroft, id: string): Promise<ShownPrinter> {
  const query = 'query($id: ID!) { printer(id: $id) { phase bed { bedId } options secretsSet } }';
  return (await croft.ask<{ printer: ShownPrinter }>(query, { id })).printer;
}

export const inPhase = (croft: RunningCroft, id: string, phase: string): Promise<ShownPrinter> =>
  until(phase, async () => {
    const now = await show(croft, id);
    return now.phase === phase ? now : null;
  });

/** A person looks at the bed that the page shows in this phase, and says that it is clear. */
export async function clear(croft: RunningCroft, id: string, phase: string): Promise<void> {
  const { bed } = await inPhase(croft, id, phase);
  const mutation = 'mutation($id: ID!, $bed: ID!) { confirmBedClear(printerId: $id, bedId: $bed) { id } }';
  await croft.ask(mutation, { id, bed: bed.bedId });
}

/** The process that drives this printer. */
export function machineOf(data: string, id: string): number {
  return [...machineProcesses(data)].find(([, printers]) => printers.includes(id))?.[0] ?? Number.NaN;
}
