import type { FastifyInstance, FastifyRequest } from 'fastify';
import { freedWhenRead } from '#lib/freed-when-read';
import type { Log } from '#lib/log-types';
import { nameOf, parseTarget, type UploadTarget } from '../accounts/access.ts';
import { bytesOf } from '../api/files-route.ts';
import type { Features } from '../features.ts';
import { askedSlots } from './asked-slots.ts';
import { createIntake, type Intake } from './intake.ts';
import { receiveForm } from './receive-form.ts';
import { refuseUpload, sendSentence, sendUploadError, uploadErrors } from './upload-errors.ts';

/** Below each, the same addresses; a slicer takes the path as a part of its host. */
const PREFIXES = ['', '/to/queue', '/to/tag/:tag', '/to/printer/:printer'] as const;

/**
 * What slicers call: the upload of OctoPrint (PrusaSlicer, OrcaSlicer, SuperSlicer, Cura) and that of PrusaLink, with what their Test
 * buttons and Cura's plug-in ask beside it. docs/guide/slicers.md says what to enter where.
 */
export function addSlicers(
  app: FastifyInstance,
  parts: {
    readonly features: Pick<Features, 'library' | 'queue' | 'printers'>;
    readonly version: string;
    readonly log: Log;
  },
): void {
  const intake = createIntake(parts.features);
  for (const prefix of PREFIXES) {
    app.register(
      async (scope) => {
        scope.addHook('onRoute', (route) => {
          route.config = { need: 'upload', refuse: refuseUpload, ...route.config };
        });
        scope.setErrorHandler(sendUploadError(parts.log));
        // Bodies are read by the handlers that want them, as they come.
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
        addQuestions(scope, parts.version);
        addOctoPrintUpload(scope, intake);
        addPrusaLinkUpload(scope, intake);
        // Slicers show the page of their host in a tab.
        if (prefix !== '')
          scope.get('/', { config: { need: 'public' } }, async (request, reply) => {
            const target = askedTarget(request);
            return reply.redirect(
              target?.kind === 'printer' ? `/printers/${encodeURIComponent(target.printerId)}` : '/queue',
            );
          });
      },
      { prefix },
    );
  }
}

/** What the address says; null where it says nothing. */
function askedTarget(request: FastifyRequest): UploadTarget | null {
  const { tag, printer } = request.params as { readonly tag?: string; readonly printer?: string };
  if (tag !== undefined) return parseTarget(`tag/${tag}`);
  if (printer !== undefined) return parseTarget(`printer/${printer}`);
  return request.routeOptions.url?.startsWith('/to/queue') === true ? { kind: 'queue' } : null;
}

/** Before a byte of the file is read. */
const slotsOf = (request: FastifyRequest, to: UploadTarget) =>
  askedSlots((request.query as { readonly slots?: unknown }).slots, to);

function addQuestions(scope: FastifyInstance, version: string): void {
  // “OctoPrint” is what slicers look for, in both kinds of host (OctoPrint.cpp, validate_version_text).
  scope.get('/api/version', async () => ({
    api: '0.1',
    server: '1.10.0',
    text: `OctoPrint (Croft ${version})`,
    capabilities: { 'upload-by-put': true },
  }));
  scope.get('/api/v1/storage', async () => ({
    storage_list: [{ path: '/local', name: 'Croft', type: 'LOCAL', read_only: false, available: true }],
  }));
  // The queue takes files whatever the printers do.
  scope.get('/api/printer', async () => ({
    temperature: {},
    sd: { ready: false },
    state: { text: 'Operational', flags: READY_FLAGS },
  }));
  scope.get('/api/job', async () => ({
    job: { file: { name: '', origin: null, size: null, date: null }, estimatedPrintTime: null, filament: null },
    progress: { completion: null, filepos: null, printTime: null, printTimeLeft: null },
    state: 'Operational',
  }));
  scope.get('/api/settings', async () => ({ feature: { sdSupport: false }, webcam: { streamUrl: '' }, plugins: {} }));
  scope.get('/api/printerprofiles', async () => ({
    profiles: { _default: { id: '_default', name: 'Croft', model: 'Croft', current: true, default: true } },
  }));
  scope.post('/api/login', async (request) => ({
    name: nameOf(request.principal),
    active: true,
    admin: false,
    user: true,
  }));
}

const READY_FLAGS = {
  operational: true,
  ready: true,
  paused: false,
  pausing: false,
  printing: false,
  cancelling: false,
  sdReady: false,
  error: false,
  closedOrError: false,
} as const;

function addOctoPrintUpload(scope: FastifyInstance, intake: Intake): void {
  scope.post('/api/files/local', { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request, reply) => {
    const to = await intake.target(request.principal, askedTarget(request));
    const slots = slotsOf(request, to);
    const { fields, taken } = await receiveForm(request.raw, ({ name, bytes }) => intake.take(name, bytes, null, to));
    const print = fields.get('print') === 'true';
    if (print) await taken.print(plateIn(fields, taken.name), slots);
    const { name } = taken;
    // Relative: the name under which the slicer reaches us is its own affair.
    const resource = `${request.url.split('?')[0]}/${encodeURIComponent(name)}`;
    const file = { name, path: name, origin: 'local', refs: { resource } };
    return reply
      .code(201)
      .header('location', resource)
      .send({ done: true, files: { local: file }, effectivePrint: print, effectiveSelect: print });
  });
  // Cura selects what it has sent; there is nothing to select where files wait in a queue.
  scope.post('/api/files/local/*', { bodyLimit: 64 * 1024 }, async (request, reply) => {
    const command = await shortJson(bytesOf(request.raw));
    if (command?.print === true) throw uploadErrors.printLater({});
    return reply.code(204).send();
  });
}

/** OrcaSlicer says which plate of a `.gcode.3mf` is meant; of any other file it says nothing. */
function plateIn(fields: ReadonlyMap<string, string>, name: string): number | null {
  if (!/\.3mf$/i.test(name)) return null;
  const text = fields.get('plateindex') ?? '';
  return /^\d{1,3}$/.test(text) ? Number(text) : null;
}

/** A command of a few words; null when it is none. */
async function shortJson(bytes: AsyncIterable<Uint8Array>): Promise<{ readonly print?: unknown } | null> {
  let text = '';
  for await (const chunk of bytes) {
    text += Buffer.from(chunk).toString('utf8');
    if (text.length > 64 * 1024) return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function addPrusaLinkUpload(scope: FastifyInstance, intake: Intake): void {
  scope.put<{ Params: { '*': string } }>(
    '/api/v1/files/local/*',
    { bodyLimit: Number.MAX_SAFE_INTEGER },
    async (request, reply) => {
      const to = await intake.target(request.principal, askedTarget(request));
      const slots = slotsOf(request, to);
      const length = request.headers['content-length'];
      if (length === undefined) throw uploadErrors.noLength({});
      const bytes = freedWhenRead(bytesOf(request.raw));
      const taken = await intake.take(request.params['*'], bytes, Number(length), to);
      const wish = request.headers['print-after-upload'];
      const print = typeof wish === 'string' && /^(\?1|1|true)$/i.test(wish.trim());
      if (print) await taken.print(null, slots);
      return reply.code(201).send({ name: taken.name, display_name: taken.name, path: `/local/${taken.name}` });
    },
  );
  scope.all('/api/v1/files/*', async (_request, reply) =>
    sendSentence(reply, 404, 'There is one storage here, named local.', 'Choose it in the slicer.'),
  );
}
