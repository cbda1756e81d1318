import { type FileHandle, open } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { CommandLines, type RefusedLine } from './protocol/command-lines.ts';
import { type FileHeat, NO_HEAT, firstHeat } from './protocol/file-heat.ts';
import { AT_REST, follow } from './protocol/motion.ts';
import { NO_PROGRESS, track } from './protocol/progress.ts';
import { NO_PRINT_SCRIPTS, type PrintScripts } from './print-text.ts';
import type { LineSource } from './protocol/spool-state.ts';

/** Lines between two known places of the file: any line is found by reading at most this many. */
const BLOCK = 256;
/** Read at once, always into the same memory: a block or two. */
const PIECE_BYTES = 16 * 1024;
/** Blocks that are read before they are needed: at 280 lines a second a disk may take 4 s. */
const BLOCKS_AHEAD = 4;
/** Blocks in memory: what is being sent, what comes next, and what a Resend may go back to. */
const MAX_BLOCKS = 12;

/** Where a line of the file stands, counted in the file alone; enough to find it again without reading from the start. */
export interface Checkpoint {
  readonly line: number;
  readonly offset: number;
}

const isArc = (text: string): boolean => /^G0?[23](?![0-9])/.test(text);

/** What a pass over the whole file tells. */
export interface FileFacts {
  readonly lines: number;
  /** By the model of motion, ms. */
  readonly plannedMs: number;
  readonly refused: readonly RefusedLine[];
  readonly heat: FileHeat;
  /** Layers that it prints, and the height of the last; 0 for none. */
  readonly layers: number;
  readonly topMm: number;
  /** The first G2 or G3; null when there is none. */
  readonly arc: string | null;
}

/**
 * The command lines of a print by their index (MA10), a few blocks of its file in memory, with those of the printer's scripts around it. The descriptor stays open, so that a
 * file that is pruned meanwhile is still read to its end.
 */
export class FileLines implements LineSource, AsyncDisposable {
  readonly #file: FileHandle;
  readonly sizeBytes: number;
  readonly #loaded: () => void;
  /** Offset of the first line of block i, as far as known. */
  readonly #offsets = new Map<number, number>([[0, 0]]);
  /** Planned time before block i. */
  readonly #plannedMs: number[] = [0];
  readonly #blocks = new Map<number, readonly string[]>();
  #lines: number | null = null;
  #total: FileFacts | null = null;
  #loading: Promise<void> | null = null;
  #closed = false;
  /** Of the one read that is under way. */
  readonly #buffer = Buffer.allocUnsafe(PIECE_BYTES);
  #problem: Error | null = null;
  #scripts: PrintScripts = NO_PRINT_SCRIPTS;

  private constructor(file: FileHandle, sizeBytes: number, loaded: () => void) {
    this.#file = file;
    this.sizeBytes = sizeBytes;
    this.#loaded = loaded;
  }

  /** @param loaded lines that were missing are here, or reading has failed (`problem`). Rejects when the file cannot be opened. */
  static async open(path: string, loaded: () => void, from: Checkpoint | null = null): Promise<FileLines> {
    const file = await open(path, 'r');
    const { size } = await file.stat();
    const lines = new FileLines(file, size, loaded);
    if (from !== null && from.line % BLOCK === 0 && from.offset <= size)
      lines.#offsets.set(from.line / BLOCK, from.offset);
    return lines;
  }

  get problem(): Error | null {
    return this.#problem;
  }

  get facts(): FileFacts | null {
    return this.#total;
  }

  /** From now on its lines are those of the scripts and of the file between them. Before the first line is asked for. */
  between(scripts: PrintScripts): void {
    this.#scripts = scripts;
  }

  line(index: number): string | null | undefined {
    const { start, end } = this.#scripts;
    const at = index - start.length;
    if (at < 0) return start[index];
    const text = this.#lineOfFile(at);
    return text === null && this.#lines !== null ? (end[at - this.#lines] ?? null) : text;
  }

  /** Lines of the file itself that stand before `index`. */
  linesBefore(index: number): number {
    const behind = Math.max(0, index - this.#scripts.start.length);
    return this.#lines === null ? behind : Math.min(behind, this.#lines);
  }

  /** Whether a line of the end script stands before `index`. */
  isOverBefore(index: number): boolean {
    return this.#lines !== null && index > this.#scripts.start.length + this.#lines;
  }

  #lineOfFile(index: number): string | null | undefined {
    if (this.#lines !== null && index >= this.#lines) return null;
    const number = Math.floor(index / BLOCK);
    const block = this.#blocks.get(number);
    if (block === undefined) {
      this.#load(number);
      return undefined;
    }
    if (index % (BLOCK / 4) === 0) this.#loadAhead(number);
    return block[index % BLOCK] ?? null;
  }

  /** The last place of the file at or before `index` that needs no search. */
  checkpoint(index: number): Checkpoint | null {
    const block = Math.floor(this.linesBefore(index) / BLOCK);
    const offset = this.#offsets.get(block);
    return offset === undefined ? null : { line: block * BLOCK, offset };
  }

  /** Planned time of everything of the file before that line, ms; null before the pass over the file has come there. */
  plannedBefore(lineOfPrint: number): number | null {
    const index = this.linesBefore(lineOfPrint);
    const block = Math.floor(index / BLOCK);
    const before = this.#plannedMs[block];
    if (before === undefined) return null;
    const after = this.#plannedMs[block + 1] ?? this.#total?.plannedMs ?? before;
    return (
      before +
      ((after - before) * (index % BLOCK)) / Math.max(1, Math.min(BLOCK, (this.#lines ?? index) - block * BLOCK))
    );
  }

  /** Reads the whole file once, in small turns. Rejects when it cannot be read, or with the signal's reason. */
  async survey(signal: AbortSignal): Promise<FileFacts> {
    const reader = new CommandLines();
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    const motion = { ...AT_REST };
    let [count, planned, position] = [0, 0, 0];
    let [heat, progress] = [NO_HEAT, NO_PROGRESS];
    let arc: string | null = null;
    const take = (found: ReturnType<CommandLines['add']>): void => {
      for (const { text, offset } of found) {
        if (count % BLOCK === 0) {
          this.#offsets.set(count / BLOCK, offset);
          this.#plannedMs[count / BLOCK] = planned;
        }
        count += 1;
        planned += follow(motion, text).ms;
        heat = firstHeat(heat, text);
        progress = track(progress, text, 0);
        if (arc === null && isArc(text)) arc = text;
      }
    };
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await this.#file.read(buffer, 0, PIECE_BYTES, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      take(reader.add(buffer.subarray(0, bytesRead)));
      await turn();
    }
    take(reader.end());
    this.#lines = count;
    const { layer: layers, layerZ } = progress;
    const topMm = layers === 0 ? 0 : layerZ;
    this.#total = { lines: count, plannedMs: planned, refused: reader.refused, heat, layers, topMm, arc };
    return this.#total;
  }

  /** A slow disk shall hold up no line. */
  #loadAhead(from: number): void {
    const end = this.#lines === null ? Number.POSITIVE_INFINITY : Math.ceil(this.#lines / BLOCK);
    for (let block = from + 1; block <= from + BLOCKS_AHEAD && block < end; block++) {
      if (!this.#blocks.has(block)) return this.#load(block);
    }
  }

  #load(block: number): void {
    if (this.#loading !== null || this.#closed || this.#problem !== null) return;
    this.#loading = this.#read(block)
      .catch((error: unknown) => {
        this.#problem = error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        this.#loading = null;
        if (!this.#closed) this.#loaded();
      });
  }

  /** Reads from the last known place before `wanted` until that block is whole; a piece holds several. */
  async #read(wanted: number): Promise<void> {
    let block = wanted;
    while (!this.#offsets.has(block)) block -= 1;
    let position = this.#offsets.get(block) ?? 0;
    const reader = new CommandLines(position);
    const buffer = this.#buffer;
    let lines: string[] = [];
    const take = (found: ReturnType<CommandLines['add']>): void => {
      for (const { text, offset } of found) {
        if (lines.length === 0) this.#offsets.set(block, offset);
        lines.push(text);
        if (lines.length < BLOCK) continue;
        if (block >= wanted) this.#blocks.set(block, lines);
        block += 1;
        lines = [];
      }
    };
    while (!this.#blocks.has(wanted)) {
      const { bytesRead } = await this.#file.read(buffer, 0, PIECE_BYTES, position);
      if (bytesRead === 0) {
        take(reader.end());
        this.#lines = block * BLOCK + lines.length;
        if (block >= wanted) this.#blocks.set(block, lines);
        break;
      }
      position += bytesRead;
      take(reader.add(buffer.subarray(0, bytesRead)));
    }
    this.#forget(wanted);
  }

  #forget(wanted: number): void {
    const far = [...this.#blocks.keys()].sort((a, b) => Math.abs(b - wanted) - Math.abs(a - wanted));
    for (const block of far.slice(0, Math.max(0, far.length - MAX_BLOCKS))) this.#blocks.delete(block);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#loading;
    await this.#file.close();
  }
}
