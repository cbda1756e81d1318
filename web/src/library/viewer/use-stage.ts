import { type RefObject, useEffect, useState } from 'react';
import { FloorDrawable } from './floor-drawable.ts';
import { colourNumbers } from './gl.ts';
import { takeInHand } from './hand.ts';
import type { Box } from './orbit.ts';
import { Stage } from './stage.ts';

/** A stage on the canvas, with a bed and hands on it; null until it stands. `none` is called where it cannot, or when it was lost. */
export function useStage(
  canvas: RefObject<HTMLCanvasElement | null>,
  box: Box,
  bed: readonly (readonly [x: number, y: number])[] | null,
  floorMm: number,
  none: () => void,
): Stage | null {
  const [stage, setStage] = useState<Stage | null>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const made = Stage.on(element, box);
    if (made === null) return none();
    const floor = made.add(new FloorDrawable(made.gl, bed, box, floorMm));
    const colour = (): void => {
      floor.colour(colourNumbers(getComputedStyle(element).getPropertyValue('--line-strong')));
      made.redraw();
    };
    colour();
    const themes = new MutationObserver(colour);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', colour);
    element.addEventListener('webglcontextlost', none);
    const letGo = takeInHand(element, made);
    setStage(made);
    return () => {
      letGo();
      themes.disconnect();
      dark.removeEventListener('change', colour);
      element.removeEventListener('webglcontextlost', none);
      made.dispose();
      setStage(null);
    };
    // `none` is the parent's, and stays what it was.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [canvas, box, bed, floorMm]);
  return stage;
}
