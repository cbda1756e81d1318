import type { RefObject } from 'react';
import { fromAbove, zoomed } from './orbit.ts';
import type { Stage } from './stage.ts';

const ZOOM = 0.75;

/** What is looked at, and the buttons for whoever has neither wheel nor keys. */
export function Canvas3d({
  canvas,
  stage,
  label,
  progress,
}: {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly stage: Stage | null;
  readonly label: string;
  /** From 0 to 1 while it still comes; null when all is there. */
  readonly progress: number | null;
}) {
  return (
    <div className="viewer-stage">
      <canvas
        ref={canvas}
        className="viewer-canvas"
        role="img"
        tabIndex={0}
        aria-label={`${label}. Arrow keys turn it, with Shift they move it, plus and minus zoom, T looks from above, Home shows all of it.`}
      />
      {progress !== null && <progress className="viewer-progress" value={progress} max={1} aria-label="Loading" />}
      <div className="viewer-buttons">
        <button type="button" aria-label="Nearer" onClick={() => stage?.look(zoomed(stage.orbit, ZOOM))}>
          +
        </button>
        <button type="button" aria-label="Farther" onClick={() => stage?.look(zoomed(stage.orbit, 1 / ZOOM))}>
          −
        </button>
        <button type="button" onClick={() => stage?.fit(fromAbove)}>
          Top
        </button>
        <button type="button" onClick={() => stage?.fit()}>
          All
        </button>
      </div>
    </div>
  );
}
