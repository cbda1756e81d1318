import { type FormEvent, Fragment, useEffect, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { CameraOffers } from '../cameras/camera-offers.tsx';
import { AskForKey } from '../find/ask-for-key.tsx';
import { TryConnection } from '../find/try-connection.tsx';
import { plural } from '../format.ts';
import { ask, AskError } from '../graphql/ask.ts';
import {
  AddPrinterDocument,
  ChangePrinterDocument,
  DriversDocument,
  type DriversQuery,
} from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { say } from '../ui/toasts.tsx';
import { folded, type FormField, formFields, isScript, optionsOf } from './form-fields.ts';
import { FoundPorts } from './found-ports.tsx';
import { fileTemplate, madeUp } from './settings-file.ts';
import { SettingsFileBox } from './settings-file-box.tsx';
import { FormTrouble, SheetActions } from '../ui/form-problem.tsx';

type Driver = DriversQuery['drivers'][number];
type Values = Readonly<Record<string, string | boolean>>;

type Clearing = Driver['clearing'][number];
const CLEARING: Readonly<Record<Clearing, string>> = {
  OPERATOR: 'A person confirms on this page',
  SIMULATED_SENSOR: 'The simulated bed sensor',
  AT_PRINTER: 'A person on this page, or by “Set ready” at the printer',
};

/** What a form begins with of a printer that was found. */
export interface Preset {
  readonly driver: string;
  readonly name: string;
  readonly model: string | null;
  readonly options: unknown;
  readonly identity: string | null;
  /** What must be done at the printer. */
  readonly note: string | null;
}

export function AddPrinter({
  preset = null,
  onClose,
}: {
  readonly preset?: Preset | null;
  readonly onClose: () => void;
}) {
  return <PrinterForm title="Add a printer" printer={null} preset={preset} onClose={onClose} />;
}

export function ChangePrinter({
  printer,
  preset = null,
  onClose,
}: {
  readonly printer: Printer;
  readonly preset?: Preset | null;
  readonly onClose: () => void;
}) {
  return <PrinterForm title={`Settings of ${printer.name}`} printer={printer} preset={preset} onClose={onClose} />;
}

/** The kinds of printers; null until they are there, or why they are not. */
export function useDrivers(): { readonly drivers: readonly Driver[] | null; readonly unread: AskError | null } {
  const [drivers, setDrivers] = useState<readonly Driver[] | null>(null);
  const [unread, setUnread] = useState<AskError | null>(null);
  useEffect(() => {
    let over = false;
    ask(DriversDocument, {}).then(
      (answer) => !over && setDrivers(answer.drivers),
      (error: unknown) => !over && setUnread(error instanceof AskError ? error : null),
    );
    return () => {
      over = true;
    };
  }, []);
  return { drivers, unread };
}

function PrinterForm({
  title,
  printer,
  preset,
  onClose,
}: {
  readonly title: string;
  readonly printer: Printer | null;
  readonly preset: Preset | null;
  readonly onClose: () => void;
}) {
  const { drivers, unread } = useDrivers();
  const [chosen, setChosen] = useState<string | null>(printer?.driver ?? preset?.driver ?? null);
  const [name, setName] = useState(printer?.name ?? preset?.name ?? '');
  const [model, setModel] = useState(printer?.model ?? preset?.model ?? '');
  const [tags, setTags] = useState(printer?.tags.join(', ') ?? '');
  const [clearing, setClearing] = useState<Clearing>(printer?.clearing ?? 'OPERATOR');
  const [values, setValues] = useState<Values>({});
  const [problem, setProblem] = useState<AskError | null>(null);
  const [busy, setBusy] = useState(false);
  const [added, setAdded] = useState<string | null>(null);
  const [grantedKey, setGrantedKey] = useState<string | null>(null);
  const driver = drivers?.find((one) => one.name === chosen) ?? drivers?.[0] ?? null;
  const fields = useMemo(() => {
    const found = driver?.name === preset?.driver ? preset?.options : undefined;
    return formFields(driver?.optionsSchema, Object.assign({}, printer?.options, found));
  }, [driver, printer, preset]);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || driver === null) return;
    setBusy(true);
    const common = {
      grantedKey: isTyped ? null : grantedKey,
      name,
      model: model.trim() === '' ? null : model.trim(),
      tags: tags
        .split(',')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
      options,
      clearing,
    };
    try {
      if (printer === null) {
        const identity = driver.name === preset?.driver ? preset.identity : null;
        const { addPrinter } = await ask(AddPrinterDocument, {
          input: { ...common, driver: driver.name, identity },
        });
        say(`${name} joined the farm.`);
        // Only what is reached over a network can bring cameras.
        if (driver.canBeTried) return setAdded(addPrinter.id);
      } else {
        await ask(ChangePrinterDocument, { input: { ...common, id: printer.id, version: printer.version } });
        say(`The settings of ${name} are saved.`);
      }
      onClose();
    } catch (error) {
      setProblem(error instanceof AskError ? error : null);
      setBusy(false);
    }
  }

  const options = optionsOf(fields, values);
  const keyOption = driver?.keyOption ?? null;
  // What is typed goes before what was given out.
  const isTyped = keyOption !== null && options[keyOption] !== undefined;
  const withoutKey = Object.fromEntries(Object.entries(options).filter(([each]) => each !== keyOption));

  const { first, more } = folded(fields.filter((field) => !isScript(field)));
  const template = fileTemplate(driver?.optionsSchema);
  const wrong = problem?.field == null ? null : bare(problem.field);
  const fieldOf = (field: FormField) => (
    <Fragment key={field.name}>
      <Field
        field={field}
        value={values[field.name] ?? field.initial}
        // A new address gets none of the old one's secrets.
        kept={
          grantedKey !== null && field.name === keyOption
            ? 'Croft has a key; type to use another'
            : preset === null && printer?.secretsSet.includes(field.name) === true
              ? 'Set; type to replace it'
              : null
        }
        onChange={(value) => setValues((all) => ({ ...all, [field.name]: value }))}
        problem={problem}
      />
      {driver !== null && field.name === keyOption && !isTyped && (
        <AskForKey
          driver={driver.name}
          who={driver.title}
          options={withoutKey}
          isGranted={grantedKey !== null}
          onGranted={setGrantedKey}
        />
      )}
    </Fragment>
  );
  if (added !== null) return <CameraOffers quiet printerId={added} onClose={onClose} />;
  return (
    <Dialog title={title} onClose={onClose}>
      <FormTrouble problem={unread} />
      {drivers === null ? (
        unread === null && <Loading what="the kinds of printers" />
      ) : (
        <form className="form" onSubmit={(event) => void save(event)}>
          {preset?.note != null && <p className="note">{preset.note}</p>}
          {printer === null && preset === null && (
            <p className="quiet">
              Or{' '}
              <Link href="/find" onClick={onClose}>
                find printers
              </Link>{' '}
              that announce themselves in the network.
            </p>
          )}
          <label>
            Name
            <input required maxLength={80} value={name} onChange={(e) => setName(e.target.value)} />
            <Problem problem={problem} field="name" />
          </label>
          <label>
            Kind
            <select value={driver?.name ?? ''} disabled={printer !== null} onChange={(e) => setChosen(e.target.value)}>
              {drivers.map((one) => (
                <option key={one.name} value={one.name}>
                  {one.title}
                </option>
              ))}
            </select>
          </label>
          {first.map(fieldOf)}
          {more.length > 0 && (
            // What is wrong in it is seen.
            <details className="form-more" open={more.some(({ name: one }) => one === wrong) ? true : undefined}>
              <summary>More: {plural(more.length, 'setting', 'settings')} that may stay as they are</summary>
              {more.map(fieldOf)}
            </details>
          )}
          {template !== null && <SettingsFileBox template={template} fields={fields} options={options} />}
          {driver?.canBeTried === true && (printer === null || preset !== null) && (
            <TryConnection
              driver={driver.name}
              calls={template !== null}
              options={options}
              grantedKey={isTyped ? null : grantedKey}
            />
          )}
          <div className="form-row">
            <label>
              Model
              <input value={model} onChange={(e) => setModel(e.target.value)} />
            </label>
            <label>
              Tags
              <input value={tags} placeholder="pla, large" onChange={(e) => setTags(e.target.value)} />
            </label>
          </div>
          <label>
            Who says that the bed is clear
            <select
              value={clearing}
              onChange={(e) => setClearing(driver?.clearing.find((one) => one === e.target.value) ?? 'OPERATOR')}
            >
              {(driver?.clearing.includes('OPERATOR') === true
                ? driver.clearing
                : ['OPERATOR' as const, ...(driver?.clearing ?? [])]
              ).map((one) => (
                <option key={one} value={one}>
                  {CLEARING[one]}
                </option>
              ))}
            </select>
            {clearing === 'AT_PRINTER' && (
              <small>
                Whoever takes the object off chooses “Set ready” at the printer’s screen, and the next print begins at
                once. What was set before the print ended, or while the printer was out of sight, does not count.
              </small>
            )}
            {driver?.clearingLimit != null && <small>{driver.clearingLimit}</small>}
            <Problem problem={problem} field="clearing" />
          </label>
          <FormTrouble problem={problem !== null && hasOwnPlace(problem, fields) ? null : problem} />
          <SheetActions onClose={onClose} busy={busy} yes={printer === null ? 'Add' : 'Save'} />
        </form>
      )}
    </Dialog>
  );
}

const bare = (field: string): string => field.replace(/^(input\.)?(options[./])?/, '');

function hasOwnPlace(problem: AskError, fields: readonly FormField[]): boolean {
  const field = problem.field === null ? null : bare(problem.field);
  return field === 'name' || field === 'clearing' || fields.some((one) => one.name === field);
}

function Problem({ problem, field }: { readonly problem: AskError | null; readonly field: string }) {
  if (problem?.field == null || bare(problem.field) !== field) return null;
  return (
    <small className="form-problem" role="alert">
      {problem.message} {problem.remedy}
    </small>
  );
}

const TYPES: Partial<Readonly<Record<FormField['kind'], string>>> = {
  number: 'number',
  integer: 'number',
  secret: 'password',
};

function Field({
  field,
  value,
  kept,
  onChange,
  problem,
}: {
  readonly field: FormField;
  readonly value: string | boolean;
  /** Of a secret that is set, and stays so when nothing is typed: what is said of it. */
  readonly kept: string | null;
  readonly onChange: (value: string | boolean) => void;
  readonly problem: AskError | null;
}) {
  if (field.kind === 'flag') {
    return (
      <label className="choice">
        <input type="checkbox" checked={value === true} onChange={(e) => onChange(e.target.checked)} /> {field.title}
        {field.help !== null && <small>{field.help}</small>}
      </label>
    );
  }
  const text = typeof value === 'string' ? value : '';
  if (field.kind === 'serial-port')
    return <PortField field={field} text={text} onChange={onChange} problem={problem} />;
  return (
    <label>
      {field.title}
      {field.kind === 'choice' ? (
        <select value={text} required={field.required} onChange={(e) => onChange(e.target.value)}>
          {!field.required && <option value="">–</option>}
          {field.choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <input
          type={TYPES[field.kind] ?? 'text'}
          step={field.kind === 'number' ? 'any' : field.kind === 'integer' ? 1 : undefined}
          placeholder={kept ?? undefined}
          autoComplete={field.kind === 'secret' ? 'new-password' : undefined}
          min={field.minimum ?? undefined}
          max={field.maximum ?? undefined}
          required={field.required && kept === null}
          value={text}
          onChange={(e) => onChange(e.target.value)}
        />
      )}
      {field.help !== null && <small>{field.help}</small>}
      {field.makeUp !== null && <MakeUp length={field.makeUp} onMade={onChange} />}
      <Problem problem={problem} field={field.name} />
    </label>
  );
}

function MakeUp({ length, onMade }: { readonly length: number; readonly onMade: (secret: string) => void }) {
  return (
    <button type="button" className="button make-up" onClick={() => onMade(madeUp(length))}>
      Make one up
    </button>
  );
}

function PortField({
  field,
  text,
  onChange,
  problem,
}: {
  readonly field: FormField;
  readonly text: string;
  readonly onChange: (value: string) => void;
  readonly problem: AskError | null;
}) {
  return (
    <>
      <label>
        {field.title}
        <input
          required={field.required}
          value={text}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onChange={(e) => onChange(e.target.value)}
        />
        {field.help !== null && <small>{field.help}</small>}
        <Problem problem={problem} field={field.name} />
      </label>
      <FoundPorts chosen={text} initial={String(field.initial)} onChoose={onChange} />
    </>
  );
}
