import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export const commandOf = (pid: number): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
};

/** The printers of a farm that a process drives: one of its own by its words, a shard by the journals that it holds open. */
export function drivenBy(pid: number, data: string): readonly string[] {
  const words = commandOf(pid);
  if (!words.includes(data)) return [];
  const own = words[words.indexOf('--printer') + 1];
  if (words.includes('machine') && words.includes('--printer') && own !== undefined) return [own];
  return words.includes('shard') ? [...new Set(openJournals(pid, data))] : [];
}

function openJournals(pid: number, data: string): readonly string[] {
  const folder = join(data, 'machines/');
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
      const path = linkOf(`/proc/${pid}/fd/${descriptor}`);
      const [printer, file] = path.startsWith(folder) ? path.slice(folder.length).split('/') : [];
      return printer !== undefined && file === 'journal' ? [printer] : [];
    });
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // Closed meanwhile.
    return '';
  }
}

/** All processes that drive printers of a farm, with these. */
export function machineProcesses(data: string): ReadonlyMap<number, readonly string[]> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = pids.map((name) => [Number(name), drivenBy(Number(name), data)] as const);
  return new Map(found.filter(([, printers]) => printers.length > 0));
}
