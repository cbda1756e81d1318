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
