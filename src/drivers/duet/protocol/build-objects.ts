import { OBJECTS_SHOWN, type Overrides, type PrintObjectState } from '#model/adjustment';
import { isPrinterNumber } from '#drivers/printer-json';
import { isRecord, type Model } from './record.ts';

const NAME_LIMIT = 80;

/** The parts of a print, by the number under which the board leaves them out; null where it tells of none. PURE. */
export function objectsOf(job: Model): readonly PrintObjectState[] | null {
  const build = isRecord(job.build) ? job.build : {};
  if (!Array.isArray(build.objects)) return null;
  return build.objects.map((each: unknown, number) => {
    const { name, cancelled } = isRecord(each) ? each : {};
    return {
      id: String(number),
      name: typeof name === 'string' && name !== '' ? name.slice(0, NAME_LIMIT) : `Object ${number}`,
      skipped: cancelled === true,
      current: build.currentObject === number,
    };
  });
}

/** How the print differs from its file; null where the board does not tell. PURE. */
export function overridesOf(move: Model, job: Model): Overrides | null {
  const { speedFactor, extruders, axes } = move;
  if (!isPrinterNumber(speedFactor)) return null;
  const [first]: readonly unknown[] = Array.isArray(extruders) ? extruders : [];
  const flow = isRecord(first) ? first.factor : null;
  const all: readonly unknown[] = Array.isArray(axes) ? axes : [];
  const z = all.find((each) => isRecord(each) && each.letter === 'Z');
  const babyStep = isRecord(z) ? z.babystep : null;
  const objects = objectsOf(job) ?? [];
  // A list of one is no choice, and one without end would make each measurement heavy.
  const isOffered = objects.length >= 2 && objects.length <= OBJECTS_SHOWN;
  return {
    feedPercent: Math.round(speedFactor * 100),
    flowPercent: isPrinterNumber(flow) ? Math.round(flow * 100) : 100,
    fanPercent: null,
    babyStepMm: isPrinterNumber(babyStep) ? babyStep : 0,
    pauseAt: null,
    ...(isOffered ? { objects } : {}),
  };
}
