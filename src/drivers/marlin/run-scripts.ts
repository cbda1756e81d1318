import type { PrintToDrive } from '#drivers/driver';
import type { FileFacts } from './file-lines.ts';
import { lacks } from './identity.ts';
import type { PrintScripts } from './print-text.ts';
import { LINE_REFUSALS, noArcs } from './protocol/prepare-line.ts';
import {
  type FilledScript,
  type ScriptName,
  type ScriptValues,
  fileModes,
  fillScript,
  scriptModes,
} from './protocol/script.ts';
import { type PausePlace, movesFilament } from './protocol/park.ts';
import type { RunParts } from './run-parts.ts';

type Parts = Pick<RunParts, 'context' | 'options' | 'dialect' | 'identity'>;

/** What a print begins and ends with, or why it does not begin. */
export type Surveyed =
  | { readonly kind: 'good'; readonly scripts: PrintScripts }
  | { readonly kind: 'refused'; readonly reason: string };

const NOTHING: FilledScript = { kind: 'lines', lines: [] };

/** The scripts of the printer for one print: filled in when they are needed, judged once more, and told where they cannot go out. */
export class RunScripts {
  readonly #print: PrintToDrive;
  readonly #parts: Parts;

  constructor(print: PrintToDrive, parts: Parts) {
    this.#print = print;
    this.#parts = parts;
  }

  /** Of a file that was read from its beginning to its end. */
  around({ refused, lines, heat, layers, topMm, arc }: FileFacts): Surveyed {
    const [first] = refused;
    if (first !== undefined) {
      const { rule, remedy } = LINE_REFUSALS[first.refusal];
      return { kind: 'refused', reason: `Line ${first.lineNumber} (${first.excerpt}): ${rule} ${remedy}` };
    }
    if (lines === 0) return { kind: 'refused', reason: 'The file holds no commands. Slice the model again.' };
    if (arc !== null && lacks(this.#parts.identity, 'ARCS')) return { kind: 'refused', reason: noArcs(arc) };
    const { heats } = this.#parts.dialect;
    // What goes on where another print has failed is begun already: nothing homes, purges or levels over its object.
    const isRest = this.#print.rest !== undefined;
    const start = isRest ? NOTHING : this.#fill('start', heat);
    const last = layers === 0 ? {} : { layer: layers, z: topMm };
    const end = this.#fill('end', { ...heat, ...last });
    if (start.kind === 'refused') return notBegun(start.reason);
    if (end.kind === 'refused') return notBegun(end.reason);
    const begins = [...scriptModes(heats), ...start.lines, ...fileModes(heats)];
    const ends = [...scriptModes(heats), ...end.lines];
    return {
      kind: 'good',
      scripts: { start: start.lines.length === 0 ? [] : begins, end: end.lines.length === 0 ? [] : ends },
    };
  }

  /** In the middle of a print, which a script that cannot be filled in does not hold up: it is left out, and that is told. */
  lines(name: ScriptName, values: ScriptValues): readonly string[] {
    const { context, dialect } = this.#parts;
    const filled = this.#fill(name, values);
    if (filled.kind === 'lines')
      return filled.lines.length === 0 ? [] : [...scriptModes(dialect.heats), ...filled.lines];
    const message = `${filled.reason} It was left out.`;
    context.report({ kind: 'trouble', error: { code: 'printer-reported-failure', message, at: context.clock.now() } });
    return [];
  }

  /** As the print stands in a pause. */
  linesAt(name: 'pause' | 'resume', { x, y, z, targets }: PausePlace, layer: number): readonly string[] {
    return this.lines(name, { x, y, z, nozzle: targets?.nozzle ?? null, bed: targets?.bed ?? null, layer });
  }

  /** Whether a pause with its scripts may leave another count of filament behind. */
  get moveFilamentInPause(): boolean {
    const { pause, resume } = this.#parts.options.scripts;
    return `${pause}\n${resume}`.split(/[\r\n]/).some((line) => movesFilament(line.trim().toUpperCase()));
  }

  #fill(name: ScriptName, values: ScriptValues) {
    const { options, context } = this.#parts;
    const { printId, jobId, file } = this.#print;
    const known = { file: file.name, print: printId, job: jobId ?? null, ...values };
    return fillScript(name, options.scripts[name], known, context.judge);
  }
}

const notBegun = (reason: string): Surveyed => ({
  kind: 'refused',
  reason: `${reason} Correct it in the printer's scripts, or name an initial value there, as in {bed: number 0..120 = 60}.`,
});
