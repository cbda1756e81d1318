import { AT_REST, type Motion, estimate } from './motion.ts';
import { type ObjectMap, ownerAt } from './object-map.ts';

/**
 * Leaves objects of a print out. Moves of a skipped object are consumed without being sent; everything else of it is sent (heat, fan,
 * tools, modes). Before the next line that is sent the printer is led to where the file believes it to be: place, feed rate, the count of
 * the extruder, and how far the filament is drawn back, which is the one thing that must be done and not only said. PURE but for its own
 * state, which is a function of the file, the wishes and the line (MA10 c).
 */
export interface SkipWish {
  readonly id: string;
  /** The first line that the wish is about: what was sent before it stays. */
  readonly from: number;
}

/** Where the file's lines lead: place and modes, and filament drawn back, mm. */
interface Place {
  readonly motion: Motion;
  readonly drawn: number;
}

interface Anchor {
  readonly line: number;
  readonly file: Place;
  readonly printer: Place | null;
}

export type Verdict =
  | { readonly kind: 'send' }
  | { readonly kind: 'swallow' }
  /** Before this line, which is then asked about again. */
  | { readonly kind: 'lead'; readonly commands: readonly string[] };

const SEND: Verdict = { kind: 'send' };
const SWALLOW: Verdict = { kind: 'swallow' };
/** mm per minute. */
const FEED = { travel: 6000, lift: 600, filament: 1800 } as const;

export class ObjectSkipper {
  readonly map: ObjectMap;
  readonly #wishes = new Map<number, SkipWish>();
  /** The next line. */
  #line = 0;
  #file: Place = { motion: AT_REST, drawn: 0 };
  /** Where the printer is, while that is not where the file believes. */
  #printer: Place | null = null;
  /** As it was before the first line that was swallowed since something was sent: a resend asks for those lines again. */
  #anchor: Anchor | null = null;

  constructor(map: ObjectMap) {
    this.map = map;
  }

  get line(): number {
    return this.#line;
  }

  get isActive(): boolean {
    return this.#wishes.size > 0 || this.#printer !== null;
  }

  /** Whether lines were passed over since the last one that was sent. */
  get isPassing(): boolean {
    return this.#anchor !== null;
  }

  get wishes(): readonly SkipWish[] {
    return [...this.#wishes.values()];
  }

  isSkipped(object: number): boolean {
    return this.#wishes.has(object);
  }

  /** False when the print has no such object, or it is left out already. */
  skip(id: string, from: number): boolean {
    const object = this.map.objects.findIndex((each) => each.id === id);
    if (object < 0 || this.#wishes.has(object)) return false;
    this.#wishes.set(object, { id, from });
    return true;
  }

  /** What to do with line `index`. Lines come in their order; those that were swallowed last may come again. */
  decide(index: number, text: string): Verdict {
    if (index < this.#line && this.#anchor !== null && index >= this.#anchor.line) this.#goBackTo(this.#anchor);
    const skipped = this.#isLeftOut(index);
    if (skipped && isSwallowed(text)) return SWALLOW;
    if (this.#printer === null || !needsPlace(text)) return SEND;
    // A filament that is drawn back and a head that is lifted before it travels on: both are done with the travel.
    if (!skipped && this.#isBeforeTravel(text)) return SWALLOW;
    const commands = lead(this.#printer, this.#file, skipped ? null : text);
    if (commands.length > 0) return { kind: 'lead', commands };
    this.#printer = null;
    return SEND;
  }

  /** Line `index` was swallowed. */
  swallow(text: string): void {
    this.#anchor ??= { line: this.#line, file: this.#file, printer: this.#printer };
    this.#printer ??= this.#file;
    this.#file = after(this.#file, text);
    this.#line += 1;
  }

  /** The commands of `lead` have their numbers: the printer is where the file believes. */
  led(): void {
    this.#printer = null;
    this.#anchor = null;
  }

  /** A line is sent as it is. */
  sent(text: string): void {
    this.#file = after(this.#file, text);
    this.#line += 1;
    this.#anchor = null;
  }

  /** The same walk again, for lines that a process before this one has sent or left out. */
  replay(text: string): void {
    const verdict = this.decide(this.#line, text);
    if (verdict.kind === 'swallow') return this.swallow(text);
    if (verdict.kind === 'lead') this.led();
    this.sent(text);
  }

  #isBeforeTravel(text: string): boolean {
    if (!/^G[01](?![0-9])(?!.*[XY])/.test(text)) return false;
    const { motion } = this.#file;
    const next = estimate(motion, text).motion;
    return next.e <= motion.e && next.z >= motion.z;
  }

  #isLeftOut(index: number): boolean {
    const wish = this.#wishes.get(ownerAt(this.map, index));
    return wish !== undefined && index >= wish.from;
  }

  #goBackTo({ line, file, printer }: Anchor): void {
    this.#line = line;
    this.#file = file;
    this.#printer = printer;
    this.#anchor = null;
  }
}

/** Moves, and a new count of the extruder alone: what follows from them is told in the end. */
const isSwallowed = (text: string): boolean =>
  /^G[0-3](?![0-9])/.test(text) || /^G92(?![0-9.])(?!.*[XYZ]).*E/.test(text);

/** Means something else in another place: moves, homing, probing, a new origin, another tool. */
const needsPlace = (text: string): boolean => /^(?:T\d|G(?!(?:4|10|11|17|18|19|20|21|90|91)(?![0-9]))\d)/.test(text);

function after({ motion, drawn }: Place, text: string): Place {
  const next = estimate(motion, text).motion;
  if (next === motion) return { motion, drawn };
  if (!/^G[0-3](?![0-9])/.test(text)) return { motion: next, drawn };
  return { motion: next, drawn: Math.max(0, drawn - (next.e - motion.e)) };
}

/** From where the printer is to where the file believes it to be; `next` spares a way that it goes by itself. */
function lead(from: Place, to: Place, next: string | null): readonly string[] {
  const [a, b] = [from.motion, to.motion];
  const travels = next !== null && !b.relative && /^G[01](?![0-9])(?!.*E)(?=.*X)(?=.*Y)/.test(next);
  const sameXy = same(a.x, b.x) && same(a.y, b.y);
  const xy = travels || sameXy ? [] : [`G0 X${mm(b.x)} Y${mm(b.y)} F${FEED.travel}`];
  const z = same(a.z, b.z) ? [] : [`G0 Z${mm(b.z)} F${FEED.lift}`];
  const turn = from.drawn - to.drawn;
  const filament = same(turn, 0)
    ? same(a.e, b.e)
      ? []
      : [`G92 E${mm(b.e)}`]
    : [
        `G92 E${mm(b.e - turn)}`,
        ...(b.relativeExtruder ? [`G1 E${mm(turn)} F${FEED.filament}`] : [`G1 E${mm(b.e)} F${FEED.filament}`]),
      ];
  // Up before aside, aside before down.
  const way = b.z > a.z ? [...z, ...xy] : [...xy, ...z];
  if (way.length + filament.length === 0 && a.feed === b.feed) return [];
  const modes = b.relative ? ['G91', b.relativeExtruder ? 'M83' : 'M82'] : [];
  const absolute = b.relative ? ['G90', b.relativeExtruder ? 'M83' : 'M82'] : [];
  return [...absolute, ...way, ...filament, ...modes, `G0 F${mm(b.feed)}`];
}

const same = (a: number, b: number): boolean => Math.abs(a - b) < 0.000_005;
const mm = (value: number): string => String(Math.round(value * 100_000) / 100_000);
