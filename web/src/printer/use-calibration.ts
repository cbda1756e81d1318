import { useCallback, useEffect, useRef, useState } from 'react';
import { openGcodeStream } from '../live/stream.ts';
import { type Calibrating, heardLine } from './calibration-lines.ts';

export interface Calibration {
  readonly state: Calibrating | null;
  /** Listens, then lets `send` go out; where the printer does not take it nothing is under way. */
  readonly begin: (from: Calibrating, send: () => Promise<boolean>) => void;
}

/** Follows what a printer says while it is measured or tuned, for as long as the page is open. */
export function useCalibration(printerId: string, onOver: (state: Calibrating) => void): Calibration {
  const [state, setState] = useState<Calibrating | null>(null);
  const close = useRef<() => void>(() => {});
  const told = useRef(onOver);
  told.current = onOver;
  useEffect(() => () => close.current(), []);
  const begin = useCallback(
    (from: Calibrating, send: () => Promise<boolean>) => {
      close.current();
      let now = from;
      setState(now);
      close.current = openGcodeStream(printerId, {
        next: ({ lines }) => {
          if (now.over) return;
          for (const { direction, text } of lines) now = heardLine(now, direction, text);
          setState(now);
          if (!now.over) return;
          close.current();
          told.current(now);
        },
        // What it says meanwhile is not heard; the printer itself goes on.
        closed: () => {
          if (!now.over) setState(null);
        },
      });
      void send().then((accepted) => {
        if (accepted) return;
        close.current();
        setState(null);
      });
    },
    [printerId],
  );
  return { state, begin };
}
