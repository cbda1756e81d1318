import type { Printer } from '../live/farm-state.ts';

/** What is said of a printer that another version of Croft drives than the one that is open; null when it is the same or not known. */
export function otherVersionWords(
  { id, machineVersion }: Pick<Printer, 'id' | 'machineVersion'>,
  installed: string | undefined,
): { readonly text: string; readonly more: string } | null {
  if (machineVersion === null || installed === undefined || machineVersion === installed) return null;
  return {
    text: `Croft ${machineVersion} drives it, and ${installed} is here.`,
    more: `It goes over in mid-print and loses no line: croft upgrade-machine ${id}`,
  };
}
