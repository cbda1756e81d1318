import { MAY_SHARE } from './handed-port.ts';
import { EXIT_MAY_SHARE, EXIT_NEEDS_OWN_PROCESS, type MachineWish, type ShardWish } from './protocol.ts';
import { boolean, fields, integer, orNull } from './shape.ts';

/** What is left to the next guardian. */
export interface PlacementMemory {
  readonly shares: boolean | null;
  readonly aloneUntil: number | null;
}

export type SharingWish = MachineWish & { readonly shard: ShardWish };

/** A machine that was taken out of a shard that died again and again is tried there again when it has run for so long without dying. */
export const ALONE_MS = 10 * 60_000;

/** Whether a machine shares its process with others (PR5a). What the machine says of its driver counts more than what the farm supposes. */
export class Placement {
  #shares: boolean | null;
  /** Of one that may share a process, but is kept away from the others; on the wall clock. */
  #aloneUntil: number | null;

  constructor(memory: PlacementMemory = { shares: null, aloneUntil: null }) {
    this.#shares = memory.shares;
    this.#aloneUntil = memory.aloneUntil;
  }

  get memory(): PlacementMemory {
    return { shares: this.#shares, aloneUntil: this.#aloneUntil };
  }

  /** Whether it starts in a shard. */
  isShared(wish: MachineWish): wish is SharingWish {
    if (wish.shard === undefined || wish.shard.size < 2 || this.#aloneUntil !== null) return false;
    return this.#shares ?? wish.shares ?? false;
  }

  /** For a process of its own: where it has one only because nobody knew better, the machine is to say so. */
  environment(wish: MachineWish): Readonly<Record<string, string>> {
    const asks = wish.shard !== undefined && wish.shard.size >= 2 && this.#aloneUntil === null;
    return asks ? { [MAY_SHARE]: '1' } : {};
  }

  /** Whether it ended only to be started in another process. */
  isMove(code: number | null): boolean {
    if (code !== EXIT_MAY_SHARE && code !== EXIT_NEEDS_OWN_PROCESS) return false;
    this.#shares = code === EXIT_MAY_SHARE;
    return true;
  }

  /** It dies again and again, or its shard does and it may be the one that brings that about: whatever comes next is its own affair. */
  setApart(wish: MachineWish, now: number): void {
    // One that has a process of its own for another reason, as that of a serial printer, is apart already.
    if (this.#aloneUntil !== null || this.isShared(wish)) this.#aloneUntil = now + ALONE_MS;
  }

  /** It has not died for long enough. */
  mayReturn(now: number): boolean {
    return this.#aloneUntil !== null && now >= this.#aloneUntil;
  }

  return(): void {
    this.#aloneUntil = null;
  }
}

export function readPlacement(value: unknown, field: string): PlacementMemory {
  const placement = fields(value, field);
  return {
    shares: orNull(boolean)(placement.shares, `${field}.shares`),
    aloneUntil: orNull(integer(0, Number.MAX_SAFE_INTEGER))(placement.aloneUntil, `${field}.aloneUntil`),
  };
}
