import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FarmEvent, FarmState, LibraryFile } from '../src/live/farm-state.ts';
import type { Spool, SpoolUse } from '../src/materials/spool-words.ts';
import type { Camera } from '../src/cameras/use-cameras.ts';
import { watchCameras } from './mock-cameras.ts';
import { historyAnswer } from './mock-history.ts';
import { printerAnswer } from './mock-printer-answers.ts';
import { SETTINGS } from './mock-settings.ts';
import { deliveriesOf, webhookEventKinds, type WEBHOOKS } from './mock-webhooks.ts';
import { planOf } from './mock-slots.ts';
import {
  BAMBU,
  ELEGOO_CC2,
  IMPORT,
  KEY_REQUEST,
  MOONRAKER,
  OCTOPRINT,
  OWN_CAMERAS,
  PRUSA_CONNECT,
  TRIAL,
} from './mock-found.ts';
import type { Macro } from '../src/printer/macro-words.ts';
import type { FoundPrinters } from '../src/find/found-words.ts';
import type { FoundPort } from '../src/printer/port-words.ts';
import type { PrinterFiles } from '../src/printer/use-printer-files.ts';

/**
 * A server that knows nothing of printers: it shows the built page one scripted farm, so that every state of the page can be looked
 * at. Speaks what the page asks and no more; wishes of a person are taken and change nothing.
 */
export interface MockServer extends AsyncDisposable {
  readonly address: string;
  /** Sends a merge patch to every open page. */
  patch(change: unknown): void;
  /** Whose measurements the open pages ask for. */
  looked(): readonly string[];
  /** Ends at once, as a killed process does. */
  kill(): Promise<void>;
}

export interface MockFarm {
  readonly state: FarmState;
  readonly files?: readonly LibraryFile[];
  readonly events?: readonly FarmEvent[];
  readonly ports?: readonly FoundPort[];
  readonly found?: FoundPrinters;
  /** What lies on every printer; without it they hold no files. */
  readonly printerFiles?: PrinterFiles;
  readonly spools?: readonly Spool[];
  /** What a person must look at. */
  readonly uses?: readonly SpoolUse[];
  readonly macros?: readonly Macro[];
  readonly webhooks?: typeof WEBHOOKS;
  readonly cameras?: readonly Camera[];
  /** What an upload is told; without it every upload succeeds. */
  readonly uploadFault?: { readonly code: string; readonly message: string; readonly remedy: string };
}

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** The same as the combinator's (src/combinator/api/guard.ts): what breaks the policy there must break it here. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const DRIVERS = [
  {
    name: 'marlin',
    title: 'Marlin and relatives, over a serial line',
    optionsSchema: {
      type: 'object',
      required: ['connection'],
      properties: {
        connection: {
          type: 'string',
          format: 'serial-port',
          title: 'Connection',
          description: 'Choose a port, or type socket://host:port for a serial port on the network.',
        },
        baud: { type: 'integer', minimum: 1200, maximum: 4_000_000, default: 115_200, title: 'Baud rate' },
        maxNozzleTemperature: {
          type: 'number',
          default: 300,
          title: 'Highest nozzle temperature, °C',
          description: 'Files and commands that ask for more are refused.',
        },
        hasChamberHeater: { type: 'boolean', default: false, title: 'Has a chamber heater' },
        startScript: {
          type: 'string',
          format: 'gcode-script',
          title: 'Start: before the first line of each file',
          description: 'Places: {file} {print}, and {nozzle} {bed}, what the file heats to first.',
        },
        pauseScript: {
          type: 'string',
          format: 'gcode-script',
          title: 'Pause: when the head stands, and is parked',
          description:
            'Only what a resume can undo. Places: {file} {print} {nozzle} {bed} {layer} {x} {y} {z}, as the print stands.',
        },
        afterConnect: {
          type: 'array',
          items: { type: 'string' },
          format: 'gcode-script',
          title: 'After connecting: settings of the firmware',
          description: 'Sent once whenever the board has started anew, such as M413 S0 or M900 K0.05.',
        },
      },
    },
    clearing: ['OPERATOR'],
    emergencyStop: 'immediate',
    canPause: true,
    clearingLimit: null,
    canBeTried: false,
    keyOption: null,
    askable: ['SETTINGS', 'BED_MESH', 'CARD', 'CALIBRATION'],
    restarts: [],
  },
  BAMBU,
  MOONRAKER,
  PRUSA_CONNECT,
  OCTOPRINT,
  ELEGOO_CC2,
];

export async function startMock(farm: MockFarm, port = 0): Promise<MockServer> {
  const pages = new Map<WebSocket, { readonly id: string; readonly looked: readonly string[] }>();
  /** All that was told; a page that comes back is told the rest. */
  const told: unknown[] = [];
  const server = createServer((request, response) => {
    answer(farm, request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ server, path: '/graphql', handleProtocols: () => 'graphql-transport-ws' });
  sockets.on('connection', (socket) => {
    socket.on('close', () => pages.delete(socket));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string; id?: string; payload?: Question };
      const send = (type: string, payload?: unknown): void =>
        socket.send(JSON.stringify({ type, ...(message.id === undefined ? {} : { id: message.id }), payload }));
      if (message.type === 'connection_init') send('connection_ack');
      if (message.type === 'ping') send('pong');
      if (message.type !== 'subscribe' || message.id === undefined) return;
      const query = message.payload?.query ?? '';
      if (query.includes('WatchFarm')) {
        const { after, measured } = message.payload?.variables ?? {};
        const looked = Array.isArray(measured) ? measured.map(String) : [];
        pages.set(socket, { id: message.id, looked });
        const say = (farmUpdate: object): void =>
          send('next', { data: { farm: { snapshot: null, patch: null, ...farmUpdate } } });
        if (typeof after !== 'string') say({ sequence: String(told.length), snapshot: farm.state });
        else {
          for (let at = Number(after); at < told.length; at++) say({ sequence: String(at + 1), patch: told[at] });
          say({ sequence: String(told.length), patch: measurementsOf(farm.state, looked) });
        }
      }
      if (query.includes('AskForKey')) send('next', { data: { askForKey: KEY_REQUEST } });
      if (query.includes('TryPrinter')) send('next', { data: { tryPrinter: TRIAL } });
      if (query.includes('WatchFoundPrinters'))
        send('next', { data: { foundPrinters: farm.found ?? { printers: [], troubles: [] } } });
      if (query.includes('WatchFoundPorts')) send('next', { data: { foundPorts: farm.ports ?? [] } });
      if (query.includes('WatchGcode')) send('next', { data: { gcodeHistory: GCODE } });
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const kill = async (): Promise<void> => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    patch(change) {
      told.push(change);
      for (const [socket, { id }] of pages) {
        const data = { farm: { sequence: String(told.length), snapshot: null, patch: change } };
        socket.send(JSON.stringify({ type: 'next', id, payload: { data } }));
      }
    },
    looked: () => [...new Set([...pages.values()].flatMap(({ looked }) => looked))],
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

async function answer(farm: MockFarm, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
  response.setHeader('content-security-policy', POLICY);
  response.setHeader('x-content-type-options', 'nosniff');
  if (path === '/graphql') {
    const { query, variables } = JSON.parse(body) as Question;
    return json(response, 200, { data: dataFor(farm, query, variables ?? {}) });
  }
  if (path === '/api/files' && farm.uploadFault !== undefined)
    return json(response, 422, { error: { ...farm.uploadFault, field: null } });
  if (path === '/api/files') return json(response, 201, { digest: 'd1', name: 'bracket.gcode', duplicate: false });
  if (path === '/api/cameras/watch') {
    const asked = new URL(request.url ?? '', 'http://mock').searchParams.getAll('id');
    return watchCameras(asked, response);
  }
  if (path.startsWith('/api/pictures/')) {
    response.setHeader('content-type', 'image/svg+xml');
    response.end(picture(Number(path.slice('/api/pictures/'.length))));
    return;
  }
  const file = join(DIST, path);
  const found = extname(path) !== '' && existsSync(file) ? file : join(DIST, 'index.html');
  response.setHeader('content-type', TYPES[extname(found)] ?? 'application/octet-stream');
  response.end(readFileSync(found));
}

/** What somebody is told who begins to look at these. */
function measurementsOf({ printers }: FarmState, looked: readonly string[]): unknown {
  const known = looked.flatMap((id) => printers[id] ?? []);
  return { printers: Object.fromEntries(known.map(({ id, temperatures, line }) => [id, { temperatures, line }])) };
}

interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

function dataFor(farm: MockFarm, query: string, variables: Readonly<Record<string, unknown>>): unknown {
  if (query.includes('query Webhooks ')) return { webhooks: { localAllowed: false, items: farm.webhooks ?? [] } };
  if (query.includes('query EventKinds')) return { eventKinds: webhookEventKinds };
  if (query.includes('query WebhookDeliveries')) {
    const { id, after } = variables;
    return { webhookDeliveries: deliveriesOf(String(id), typeof after === 'string' ? after : null) };
  }
  if (query.includes('RecentEvents')) return { events: { endCursor: '0', items: farm.events ?? [] } };
  if (query.includes('query Cameras')) return { cameras: farm.cameras ?? [] };
  if (query.includes('LookForCameras')) return { lookForCameras: OWN_CAMERAS };
  if (query.includes('CheckPrinterImport')) return { checkPrinterImport: IMPORT };
  if (query.includes('query LibraryShelf')) return SHELF;
  if (query.includes('query Library(')) {
    const items = (farm.files ?? []).map(entryOf);
    return { library: { total: items.length, hasMore: false, endCursor: null, items } };
  }
  if (query.includes('query FileDetail')) {
    const [file] = farm.files ?? [];
    return { fileDetail: file === undefined ? null : detailOf(file) };
  }
  if (query.includes('FinishedJobs')) return { jobs: { total: 0, hasMore: false, endCursor: null, items: [] } };
  if (query.includes('query SpoolUses')) {
    const items = farm.uses ?? [];
    return { spoolUses: { hasMore: false, endCursor: null, items } };
  }
  if (query.includes('query UsbCameras'))
    return {
      usbCameras: [
        {
          name: 'HD Pro Webcam C920 1A2B3C',
          url: 'usb:///dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920_1A2B3C-video-index0',
        },
      ],
    };
  if (query.includes('query SlotPlans')) {
    const told = Object.values(farm.state.printers).filter(({ slots }) => slots.length > 0);
    return { slotPlans: told.map(({ id }) => planOf(id)) };
  }
  if (query.includes('query SpoolByCode')) return { spoolByCode: farm.spools?.[0] ?? null };
  if (query.includes('query Spools')) {
    const items = farm.spools ?? [];
    return { spools: { total: items.length, hasMore: false, endCursor: null, items } };
  }
  if (query.includes('PrinterFiles(')) {
    const files = farm.printerFiles ?? { supported: false, items: [] };
    return { printerFiles: files, refreshPrinterFiles: files };
  }
  if (query.includes('query Spoolman '))
    return {
      spoolman: {
        url: 'http://spoolman.local:7912',
        hasPassword: true,
        syncedAt: AT,
        problem: null,
        linked: 14,
        waiting: 2,
      },
    };
  if (query.includes('MaterialSettings'))
    return { materialSettings: { version: 1, lowStockPercent: 20, currency: '€' } };
  const past = historyAnswer(query, Object.values(farm.state.printers));
  if (past !== null) return past;
  const told = printerAnswer(query);
  if (told !== null) return told;
  if (query.includes('query FarmSettings')) return SETTINGS;
  if (query.includes('mutation ReadOwnMacros')) return { readOwnMacros: farm.macros === undefined ? null : OWN_MACROS };
  if (query.includes('query Macros')) return { macros: farm.macros ?? [] };
  if (query.includes('Drivers')) return { drivers: DRIVERS };
  return {};
}

const OWN_MACROS = [
  { name: 'CLEAN_NOZZLE', description: '', parameters: [] },
  {
    name: 'LOAD_FILAMENT',
    description: 'Heats, and draws new filament in',
    parameters: [
      { name: 'TEMP', isNumber: true, initial: '220' },
      { name: 'MATERIAL', isNumber: false, initial: null },
    ],
  },
  { name: 'PARK_HEAD', description: '', parameters: [] },
];

const SHELF = {
  libraryFolders: [
    { path: 'Orders', files: 4 },
    { path: 'Orders/November', files: 12 },
    { path: 'Prototypes', files: 3 },
  ],
  libraryTags: [
    { tag: 'petg', files: 7 },
    { tag: 'urgent', files: 2 },
  ],
  libraryUsage: { bytes: 3.2e9, freeBytes: 48e9, quotaGigabytes: 20, trashedFiles: 2, trashedBytes: 4e6 },
};

const entryOf = (file: LibraryFile, at = 0) => ({
  file,
  kind: 'GCODE',
  printable: true,
  folder: at % 3 === 0 ? 'Orders/November' : '',
  tags: at % 2 === 0 ? ['petg'] : [],
  version: 1 + (at % 3),
  plateCount: 0,
  trashedAt: null,
});

const detailOf = (file: LibraryFile) => ({
  file,
  entry: entryOf(file),
  plates: [],
  facts: {
    slicer: 'PrusaSlicer',
    slicerVersion: '2.9.4',
    printTimeSeconds: 5400,
    layerHeightMm: 0.2,
    layerCount: 210,
    supports: false,
    filaments: [{ extruder: 0, used: true, type: 'PETG', colour: '#D9822B', lengthMm: 12_400, weightGrams: 37 }],
  },
  sources: [{ name: file.name, kind: 'upload', detail: null, at: AT }],
  versions: [],
  linked: [],
});

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** A stand-in for a slicer's picture: a block in one of a few colours. */
function picture(seed: number): string {
  const colour = ['#d9822b', '#3d8b6d', '#7a6bb0', '#b5483d', '#4a86b8'][seed % 5];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g fill="${colour}"><path d="M50 18 84 36 50 54 16 36Z" opacity=".75"/><path d="M16 36 50 54V88L16 70Z"/><path d="M84 36 50 54V88L84 70Z" opacity=".88"/></g></svg>`;
}

const AT = '2026-11-24T10:00:00.000Z';
const GCODE = {
  dropped: 12,
  lines: Array.from({ length: 40 }, (_, i) => [
    {
      at: AT,
      direction: 'SENT',
      text: `N${1000 + i} G1 X${(20 + i * 1.7).toFixed(2)} Y34.18 E${(i * 0.04).toFixed(4)}`,
    },
    {
      at: AT,
      direction: 'RECEIVED',
      text: i % 7 === 6 ? 'ok T:214.8 /215.0 B:60.1 /60.0 @:58 B@:12' : `ok N${1000 + i} P15 B3`,
    },
  ]).flat(),
};
