import type { AskError } from '../graphql/ask.ts';

/** What the server says of one field; without `field`, whatever belongs to none of `fields`. */
export function FormProblem({
  problem,
  field,
  fields = [],
}: {
  readonly problem: AskError | null;
  readonly field?: string;
  readonly fields?: readonly string[];
}) {
  if (problem === null) return null;
  if (field === undefined ? fields.includes(problem.field ?? '') : problem.field !== field) return null;
  return (
    <small className="form-problem" role="alert">
      {problem.message} {problem.remedy}
    </small>
  );
}

/** What the server says of the whole form. */
export function FormTrouble({ problem }: { readonly problem: Pick<AskError, 'message' | 'remedy'> | null }) {
  if (problem === null) return null;
  return (
    <p className="form-problem" role="alert">
      {problem.message} <span className="quiet">{problem.remedy}</span>
    </p>
  );
}

/** The end of a sheet that saves. */
export function SheetActions({
  onClose,
  busy,
  yes = 'Save',
}: {
  readonly onClose: () => void;
  readonly busy: boolean;
  readonly yes?: string;
}) {
  return (
    <footer className="dialog-actions">
      <button type="button" className="button" onClick={onClose}>
        Back
      </button>
      <button type="submit" className="button button-main" disabled={busy}>
        {yes}
      </button>
    </footer>
  );
}
