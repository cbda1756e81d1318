import type { AskError } from '../graphql/ask.ts';
import type { JobMaterialInput } from '../graphql/operations.generated.ts';
import type { Job } from '../live/farm-state.ts';
import { FormProblem } from '../ui/form-problem.tsx';
import { USUAL_TYPES } from './spool-words.ts';

export interface MaterialChoice {
  readonly check: JobMaterialInput['check'];
  readonly type: string;
  /** Null: any colour. */
  readonly colour: string | null;
}

export const AS_FILE: MaterialChoice = { check: 'AS_FILE', type: '', colour: null };

export const inputOf = ({ check, type, colour }: MaterialChoice): JobMaterialInput => ({
  check,
  type: check === 'ASKED' && type.trim() !== '' ? type.trim() : null,
  colour: check === 'ASKED' ? colour : null,
});

/** What a job asks for, in the line of its facts; null for what nobody had to ask for. */
export function materialWords({ check, type, colour }: Job['material']): string | null {
  if (check === 'AS_FILE') return null;
  if (check === 'ANY') return 'of whatever is loaded';
  if (check === 'AS_FILE_WITH_COLOURS') return 'in the colours of the file';
  return `of ${[type, colour].filter((word) => word !== null).join(' ')}`;
}

const CHECKS = {
  AS_FILE: 'As the file says, where the spool is known',
  AS_FILE_WITH_COLOURS: 'As the file says, its colours too',
  ASKED: 'This one …',
  ANY: 'Whatever is loaded',
} as const;

/** What a job is to be made of. */
export function MaterialField({
  choice,
  problem,
  onChange,
}: {
  readonly choice: MaterialChoice;
  readonly problem: AskError | null;
  readonly onChange: (choice: MaterialChoice) => void;
}) {
  return (
    <>
      <label>
        Material
        <select
          value={choice.check}
          onChange={(e) => onChange({ ...choice, check: e.target.value as MaterialChoice['check'] })}
        >
          {Object.entries(CHECKS).map(([check, words]) => (
            <option key={check} value={check}>
              {words}
            </option>
          ))}
        </select>
        <FormProblem problem={problem} field="material" />
      </label>
      {choice.check === 'ASKED' && (
        <div className="form-row">
          <label>
            Type
            <input
              list="job-types"
              maxLength={32}
              placeholder="any"
              value={choice.type}
              onChange={(e) => onChange({ ...choice, type: e.target.value })}
            />
            <datalist id="job-types">
              {USUAL_TYPES.map((type) => (
                <option key={type} value={type} />
              ))}
            </datalist>
            <FormProblem problem={problem} field="material.type" />
          </label>
          <fieldset>
            <legend>Colour</legend>
            <div className="colours">
              <label className="choice">
                <input
                  type="checkbox"
                  checked={choice.colour !== null}
                  onChange={(e) => onChange({ ...choice, colour: e.target.checked ? '#25282B' : null })}
                />{' '}
                this one
              </label>
              {choice.colour !== null && (
                <input
                  type="color"
                  aria-label="Colour"
                  value={choice.colour}
                  onChange={(e) => onChange({ ...choice, colour: e.target.value })}
                />
              )}
            </div>
          </fieldset>
        </div>
      )}
    </>
  );
}
