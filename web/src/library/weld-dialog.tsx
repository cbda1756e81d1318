import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { bytes } from '../format.ts';
import { ask, type AskError } from '../graphql/ask.ts';
import { WeldArcsDocument, type WeldArcsMutation } from '../graphql/operations.generated.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FormTrouble, SheetActions } from '../ui/form-problem.tsx';

type Welded = WeldArcsMutation['weldArcs'];

/** Makes another version of a G-code file, whose round walls are arcs, and shows what came of it. */
export function WeldDialog({
  file,
  onClose,
}: {
  readonly file: { readonly digest: string; readonly name: string; readonly sizeBytes: number };
  readonly onClose: () => void;
}) {
  const [resolution, setResolution] = useState('0.05');
  const [radius, setRadius] = useState('1000');
  const [state, setState] = useState<'asking' | 'busy' | Welded>('asking');
  const [problem, setProblem] = useState<AskError | null>(null);
  function weld(event: FormEvent): void {
    event.preventDefault();
    setState('busy');
    setProblem(null);
    ask(WeldArcsDocument, {
      digest: file.digest,
      resolutionMm: Number(resolution),
      maxRadiusMm: Number(radius),
    }).then(
      ({ weldArcs }) => setState(weldArcs),
      (error: unknown) => {
        setState('asking');
        setProblem(error as AskError);
      },
    );
  }
  if (typeof state === 'object') return <Result name={file.name} welded={state} onClose={onClose} />;
  return (
    <Dialog title={`Weld arcs in ${file.name}`} onClose={onClose}>
      <form className="form" onSubmit={weld}>
        <p>
          Round walls of many short moves become few arcs (G2 and G3): less to send, and nothing to stutter over. This
          file, {bytes(file.sizeBytes)}, stays as it is; the welded one is its next version.
        </p>
        <p className="quiet">
          The printer must know arcs: nearly all do, Klipper only with [gcode_arcs] in its configuration.
        </p>
        <label>
          Largest difference, mm
          <input
            type="number"
            required
            min={0.005}
            max={0.2}
            step={0.005}
            value={resolution}
            onChange={(event) => setResolution(event.target.value)}
          />
          <small>How far an arc may be from any of the moves that it stands for.</small>
        </label>
        <label>
          Largest radius, mm
          <input
            type="number"
            required
            min={1}
            max={10_000}
            value={radius}
            onChange={(event) => setRadius(event.target.value)}
          />
          <small>What is flatter stays straight.</small>
        </label>
        <FormTrouble problem={problem} />
        <SheetActions onClose={onClose} busy={state === 'busy'} yes={state === 'busy' ? 'Welding …' : 'Weld'} />
      </form>
    </Dialog>
  );
}

function Result({
  name,
  welded,
  onClose,
}: {
  readonly name: string;
  readonly welded: Welded;
  readonly onClose: () => void;
}) {
  const { linesBefore, linesAfter, arcs, digest } = welded;
  const count = (value: number): string => value.toLocaleString();
  return (
    <Dialog title={`${name} has another version`} onClose={onClose}>
      <p role="status">
        {count(linesBefore)} lines became <strong>{count(linesAfter)}</strong>, with {count(arcs)}{' '}
        {arcs === 1 ? 'arc' : 'arcs'}.
      </p>
      <footer className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          Stay here
        </button>
        <Link href={`/library/${digest}`} className="button button-main" onClick={onClose}>
          Show it
        </Link>
      </footer>
    </Dialog>
  );
}
