import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';
import type { FormField } from './form-fields.ts';
import { type FileTemplate, settingsFile } from './settings-file.ts';

/** As nobody else calls this host. */
const LOOPBACK = /^(localhost|127\.|\[::1\])/;

/** The file that a printer is given so that it finds this server, while what stands in it is known: a secret is never shown again. */
export function SettingsFileBox({
  template,
  fields,
  options,
}: {
  readonly template: FileTemplate;
  readonly fields: readonly FormField[];
  readonly options: Readonly<Record<string, unknown>>;
}) {
  const file = settingsFile(template, fields, options, window.location.hostname);
  return (
    <section className="settings-file" aria-label={template.title}>
      <strong>{template.title}</strong>
      <p className="quiet">{template.help}</p>
      {'missing' in file ? (
        <p className="note">It is shown here when the field “{file.missing}” is filled in.</p>
      ) : (
        <>
          {LOOPBACK.test(window.location.hostname) && (
            <p className="note">
              No printer reaches this server as {window.location.hostname}: put its address in your network there, or
              open this page by that address.
            </p>
          )}
          <pre tabIndex={0}>{file.text}</pre>
          <div className="settings-file-ways">
            <a
              className="button"
              download={template.name}
              href={`data:text/plain;charset=utf-8,${encodeURIComponent(file.text)}`}
            >
              <Icon name="down" /> Save {template.name}
            </a>
            <button
              type="button"
              className="button"
              onClick={() =>
                act(
                  async () => navigator.clipboard.writeText(file.text),
                  'The settings file is copied.',
                  'Mark the text and copy it yourself.',
                )
              }
            >
              Copy
            </button>
          </div>
        </>
      )}
    </section>
  );
}
