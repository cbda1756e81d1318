/**
 * What a guardian leaves to its successor: which machines shall run, which processes they are, and what the last
 * registration of each said. In the runtime folder, so that a reboot forgets it: then no process and no port is left.
 */
import { readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MachineWish, parseWish, type UsbBoard } from './protocol.ts';
import type { ProcessIdentity } from './machine-process.ts';
import { type PlacementMemory, readPlacement } from './placement.ts';
import { readIdentity } from './read-identity.ts';
import { boolean, bytes, fields, integer, list, orNull, text } from './shape.ts';
import { readShard, type ShardMemory } from './shard-memory.ts';

/** The last word of a machine about its printer; it stands until a proven successor says otherwise. */
export interface PrinterFacts {
  readonly heating: boolean;
  readonly printing: boolean;
  readonly stopBytes: Uint8Array;
  readonly heatersOffBytes: Uint8Array;
}

export interface MachineMemory {
  readonly wish: MachineWish;
  readonly process: ProcessIdentity | null;
  /** The session of the port that a guardian wrote to; it stays touched for every later machine. */
  readonly touchedSession: string | null;
  /** The board that was opened for the wish last: it is known again by this, under whatever name. */
  readonly board: UsbBoard | null;
  /** The speed of the port, perhaps found out. */
  readonly baud: number | null;
  readonly facts: PrinterFacts;
  /** Since when nobody answers for a printer that heats, on the wall clock; null while somebody does. */
  readonly unattendedSince: number | null;
  readonly placement: PlacementMemory;
}

export interface Memory {
  readonly machines: readonly MachineMemory[];
  readonly shards: readonly ShardMemory[];
}

export const NO_FACTS: PrinterFacts = {
  heating: false,
  printing: false,
  stopBytes: new Uint8Array(),
  heatersOffBytes: new Uint8Array(),
};

const NOTHING: Memory = { machines: [], shards: [] };
const FILE = 'guardian.json';
/** More machines on one host than that is a broken file. */
const MACHINES_LIMIT = 2_000;

/** Reads what the last guardian left. A broken file is put aside as `guardian.json.broken` and told to `onBroken`. */
export function readMemory(runtimeFolder: string, onBroken: (reason: string) => void): Memory {
  const path = join(runtimeFolder, FILE);
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch {
    return NOTHING;
  }
  try {
    const file = fields(JSON.parse(content));
    return {
      machines: list(readMachine, MACHINES_LIMIT)(file.machines, 'machines'),
      // A guardian of before there were shards wrote none.
      shards: list(readShard, MACHINES_LIMIT)(file.shards ?? [], 'shards'),
    };
  } catch (error) {
    renameSync(path, `${path}.broken`);
    onBroken(error instanceof Error ? error.message : String(error));
    return NOTHING;
  }
}

/** Says once more that the guardian lives, for the reckoning of the one that comes after. */
export function signOfLife(runtimeFolder: string, now: number): void {
  try {
    utimesSync(join(runtimeFolder, FILE), now / 1_000, now / 1_000);
  } catch {
    // Not written yet, or a folder that somebody has removed: the next change writes it.
  }
}

/** When the guardian before us last said that it lived; null when there was none. */
export function lastSignOfLife(runtimeFolder: string): number | null {
  return statSync(join(runtimeFolder, FILE), { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/** Replaces the file in one step. Not synced: it outlives processes, not the host. */
export function writeMemory(runtimeFolder: string, { machines, shards }: Memory): void {
  const path = join(runtimeFolder, FILE);
  const content = machines.map((machine) => ({ ...machine, facts: writeFacts(machine.facts) }));
  writeFileSync(`${path}.new`, JSON.stringify({ machines: content, shards }), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

const writeFacts = (facts: PrinterFacts): object => ({
  ...facts,
  stopBytes: Buffer.from(facts.stopBytes).toString('base64'),
  heatersOffBytes: Buffer.from(facts.heatersOffBytes).toString('base64'),
});

function readMachine(value: unknown, field: string): MachineMemory {
  const machine = fields(value, field);
  const facts = fields(machine.facts, `${field}.facts`);
  return {
    wish: parseWish(machine.wish),
    process: orNull(readIdentity)(machine.process, `${field}.process`),
    touchedSession: orNull(text)(machine.touchedSession, `${field}.touchedSession`),
    baud: orNull(integer(50, 20_000_000))(machine.baud, `${field}.baud`),
    board: orNull(readBoard)(machine.board, `${field}.board`),
    facts: {
      heating: boolean(facts.heating, 'heating'),
      printing: boolean(facts.printing, 'printing'),
      stopBytes: bytes(65_536)(facts.stopBytes, 'stopBytes'),
      heatersOffBytes: bytes(65_536)(facts.heatersOffBytes, 'heatersOffBytes'),
    },
    unattendedSince: orNull(integer(0, Number.MAX_SAFE_INTEGER))(machine.unattendedSince, `${field}.unattendedSince`),
    placement: readPlacement(machine.placement ?? {}, `${field}.placement`),
  };
}

function readBoard(value: unknown, field: string): UsbBoard {
  const board = fields(value, field);
  return {
    vendorId: text(board.vendorId, `${field}.vendorId`),
    productId: text(board.productId, `${field}.productId`),
    serialNumber: orNull(text)(board.serialNumber, `${field}.serialNumber`),
    manufacturer: orNull(text)(board.manufacturer, `${field}.manufacturer`),
    product: orNull(text)(board.product, `${field}.product`),
    channel: text(board.channel, `${field}.channel`),
    socket: text(board.socket, `${field}.socket`),
  };
}
