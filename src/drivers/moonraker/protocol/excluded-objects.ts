import { OBJECTS_SHOWN, type PrintObjectState } from '#model/adjustment';
import { isRecord } from './message.ts';

/** The longest name that an order can carry. */
const NAME_LIMIT = 80;

type Fields = Readonly<Record<string, unknown>>;

/** What Klipper says about the parts of a print: null where it leaves none out (`exclude_object` is not configured). PURE. */
export function objectsOf(told: Fields | undefined): readonly PrintObjectState[] | null {
  if (told === undefined || !Array.isArray(told.objects)) return null;
  const skipped = new Set(Array.isArray(told.excluded_objects) ? told.excluded_objects : []);
  const names = told.objects.flatMap((each: unknown) => (isRecord(each) ? nameOf(each.name) : []));
  return [...new Set(names)].map((name) => ({
    id: name,
    name,
    skipped: skipped.has(name),
    current: told.current_object === name,
  }));
}

/** What a person may choose among; a list of one is no choice, and one without end would make each measurement heavy. PURE. */
export function offeredOf(told: Fields | undefined): readonly PrintObjectState[] | undefined {
  const objects = objectsOf(told) ?? [];
  return objects.length < 2 || objects.length > OBJECTS_SHOWN ? undefined : objects;
}

const nameOf = (name: unknown): string[] =>
  typeof name === 'string' && name !== '' && name.length <= NAME_LIMIT ? [name] : [];
