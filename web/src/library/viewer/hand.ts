import { fromAbove, type Orbit, shifted, turned, zoomed } from './orbit.ts';
import type { Stage } from './stage.ts';

/** Radians that a drag across the whole picture turns. */
const TURN = Math.PI;
const KEY_TURN = Math.PI / 24;
const KEY_SHIFT = 0.05;
const KEY_ZOOM = 0.85;
const WHEEL = 0.0015;

/**
 * Mouse, fingers and keys: one finger or the left button turns, two fingers or another button (or Shift) shift, two fingers apart and
 * the wheel zoom. Gives back what lets go of all of it.
 */
export function takeInHand(canvas: HTMLCanvasElement, stage: Stage): () => void {
  const held = new Map<number, { x: number; y: number }>();
  const listening = new AbortController();
  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    heard: (event: HTMLElementEventMap[Name]) => void,
  ): void => canvas.addEventListener(name, heard, { signal: listening.signal, passive: false });

  on('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  on('pointermove', (event) => {
    const before = held.get(event.pointerId);
    if (before === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    const size = Math.max(1, canvas.clientHeight);
    const [dx, dy] = [(now.x - before.x) / size, (now.y - before.y) / size];
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    held.set(event.pointerId, now);
    const orbit = stage.orbit;
    if (other !== undefined) {
      const apart =
        Math.hypot(before.x - other.x, before.y - other.y) / Math.max(1, Math.hypot(now.x - other.x, now.y - other.y));
      // Each of the two fingers moves its half.
      stage.look(zoomed(shifted(orbit, dx / 2, -dy / 2), apart));
    } else if (event.shiftKey || (event.buttons & 6) !== 0) stage.look(shifted(orbit, dx, -dy));
    else stage.look(turned(orbit, dx * TURN, dy * TURN));
  });
  for (const name of ['pointerup', 'pointercancel'] as const) on(name, (event) => held.delete(event.pointerId));
  on('contextmenu', (event) => event.preventDefault());
  on('wheel', (event) => {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 30 : event.deltaY;
    stage.look(zoomed(stage.orbit, Math.exp(Math.max(-400, Math.min(400, pixels)) * WHEEL)));
  });
  on('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Home' || event.key === '0') stage.fit();
    else if (event.key === 't') stage.fit(fromAbove);
    else {
      const next = keyed(stage.orbit, event.key, event.shiftKey);
      if (next === null) return;
      stage.look(next);
    }
    event.preventDefault();
  });
  return () => listening.abort();
}

function keyed(orbit: Orbit, key: string, shift: boolean): Orbit | null {
  if (key === '+' || key === '=') return zoomed(orbit, KEY_ZOOM);
  if (key === '-' || key === '_') return zoomed(orbit, 1 / KEY_ZOOM);
  const [right, up] = ARROWS[key] ?? [0, 0];
  if (right === 0 && up === 0) return null;
  return shift ? shifted(orbit, right * KEY_SHIFT, up * KEY_SHIFT) : turned(orbit, right * KEY_TURN, -up * KEY_TURN);
}

const ARROWS: Readonly<Record<string, readonly [right: number, up: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
