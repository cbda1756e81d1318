import type { MachineSnapshot } from '#model/machine-snapshot';
import { encodeControl } from './codec.ts';
import type { MachineMessage } from './message.ts';

/**
 * A snapshot as a frame. However long the printer's error texts are it fits: entries that do not are left for the next snapshot,
 * the newest first, and `more` says so (MA8). Otherwise such a machine could never be reached again. Null when it is too long even
 * without any entry.
 */
export function encodeSnapshot(snapshot: MachineSnapshot, epoch: number): Uint8Array | null {
  for (let { length } = snapshot.entries; ; length = Math.floor(length / 2)) {
    const more = snapshot.more || length < snapshot.entries.length;
    const fitting = { ...snapshot, entries: snapshot.entries.slice(0, length), more };
    const message: MachineMessage = { kind: 'snapshot', epoch, snapshot: fitting };
    const frame = encodeControl(message);
    if (frame !== null || length === 0) return frame;
  }
}
