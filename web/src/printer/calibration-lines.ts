/** What the lines of a printer say of a calibration that is under way. Kept here and nowhere else: the printer is the one who knows. */
export type Calibrating =
  | { readonly kind: 'probing'; readonly sent: boolean; readonly over: boolean }
  | {
      readonly kind: 'tuning';
      readonly heater: 'nozzle' | 'bed';
      readonly cycles: number;
      /** Swings that were told. */
      readonly done: number;
      readonly proposed: Proposed | null;
      readonly failure: string | null;
      readonly over: boolean;
    };

export interface Proposed {
  readonly p: number | null;
  readonly i: number | null;
  readonly d: number | null;
}

export const probing = (): Calibrating => ({ kind: 'probing', sent: false, over: false });
export const tuning = (heater: 'nozzle' | 'bed', cycles: number): Calibrating => ({
  kind: 'tuning',
  heater,
  cycles,
  done: 0,
  proposed: null,
  failure: null,
  over: false,
});

const MESH = /Bilinear Leveling Grid|Mesh Bed Level data|Bed Topography Report/i;
/** ` Kp: 24.90 Ki: 2.04 Kd: 75.97` after a swing, `#define DEFAULT_bedKp 24.90` at the end. */
const FACTOR = /(?:^|\s|DEFAULT_(?:bed)?)K([pid])(?::\s*|\s+)(-?\d+(?:\.\d+)?)/gi;

/** One line more. */
export function heardLine(state: Calibrating, direction: 'SENT' | 'RECEIVED', text: string): Calibrating {
  if (state.over) return state;
  if (state.kind === 'probing') {
    if (direction === 'SENT') return /(?:^|\s)G29\b/.test(text) ? { ...state, sent: true } : state;
    const over = MESH.test(text) || (state.sent && /^(?:ok\b|Error)/i.test(text));
    return over ? { ...state, over } : state;
  }
  if (direction === 'SENT') return state;
  if (/autotune failed/i.test(text)) return { ...state, failure: text.trim(), over: true };
  if (/\bbias:/.test(text)) return { ...state, done: Math.min(state.cycles, state.done + 1) };
  const factors = [...text.matchAll(FACTOR)];
  if (factors.length > 0) {
    const found: Record<string, number> = {};
    for (const [, name = '', value] of factors) found[name.toLowerCase()] = Number(value);
    const proposed = { ...(state.proposed ?? { p: null, i: null, d: null }), ...found };
    return { ...state, proposed };
  }
  // The acknowledgement of M303 is the first one without temperatures after its last swing.
  const finished = state.proposed !== null && state.done >= Math.min(3, state.cycles) && /^ok\b(?!.*T\d?:)/.test(text);
  return finished ? { ...state, over: true } : state;
}

/** The line that sets what was found; null while it is not whole. */
export function lineOfProposal(heater: 'nozzle' | 'bed', proposed: Proposed | null): string | null {
  if (proposed === null || proposed.p === null || proposed.i === null || proposed.d === null) return null;
  const { p, i, d } = proposed;
  return `${heater === 'nozzle' ? 'M301' : 'M304'} P${p} I${i} D${d}`;
}
