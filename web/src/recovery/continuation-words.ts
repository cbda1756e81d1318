import type { ContinuationQuery } from '../graphql/operations.generated.ts';

export type Place = NonNullable<NonNullable<ContinuationQuery['continuation']>['place']>;

/** Where a print stopped, and how well that is known. */
export function whereWords(name: string, { stoppedIn, layers, certain }: Place): string {
  const where = stoppedIn === 0 ? 'stopped before its first layer' : `stopped in layer ${stoppedIn} of ${layers}`;
  return certain
    ? `“${name}” ${where}.`
    : `“${name}” ${where}, as far as was noted: its machine lost its power with it, and the print may have come further.`;
}

/** What will happen, one after the other, in the order in which it is sent. */
export function stepsOf(place: Place, height: string): readonly string[] {
  const { bed, nozzle, chamber, lift, prime, layer, asksHeight } = place;
  const first = [
    ...(bed > 0 ? [`the bed heats to ${bed} °C`] : []),
    ...(chamber > 0 ? [`the chamber to ${chamber} °C`] : []),
    `the nozzle ${bed > 0 ? 'then' : 'heats'} to ${nozzle} °C`,
  ];
  const known = height === '' ? 'the height that you give' : `${height} mm`;
  return [
    `${sentence(first)}.`,
    asksHeight
      ? `The nozzle is taken to stand at ${known}, and lifts by ${lift} mm.`
      : `The nozzle lifts by ${lift} mm.`,
    asksHeight
      ? 'X and Y are homed. Z is not: it would go down onto the object.'
      : 'X and Y are homed, then Z, away from the bed.',
    ...(prime > 0 ? [`${prime} mm of filament are pushed out there, beside the object.`] : []),
    `The head goes back over the object, and the file goes on with the first line of layer ${layer}.`,
  ];
}

function sentence(parts: readonly string[]): string {
  const text = parts.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
