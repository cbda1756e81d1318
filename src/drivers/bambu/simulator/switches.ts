/** How this printer may misbehave; all may be changed while it runs. */
export interface Switches {
  accessCode: string;
  /** Off in one of the ways in which firmwares show it. */
  developerMode: 'on' | 'off-told' | 'off-by-hms' | 'off-by-fun' | 'off-silently';
  /** Reports tell only what changed, as of P1 and A1; else everything each time, as of X1. */
  deltasOnly: boolean;
  /** The state of a print that begins comes one report before its number. */
  tellsIdLate: boolean;
  /** A start is answered at once and shows so much later; the state of the print before stays until then, s of the printer's time. */
  acceptSeconds: number;
  /** Commands are answered at once with success, and obeyed so much later, ms. */
  slowMs: number;
  /** So many of the next starts are refused. */
  startsRefused: number;
  /** A start is answered with success, and nothing happens. */
  ignoreStart: boolean;
  /** The connection breaks when a start arrives, which is obeyed all the same. */
  dropAtStart: boolean;
  /** Answers that an object is left out, and prints it all the same. */
  deafToSkips: boolean;
  /** So many of the next commands vanish: neither obeyed nor answered. */
  commandsLost: number;
  /** Sockets stay open and nothing is told any more. */
  isSilent: boolean;
  /** The version is never told. */
  hidesVersion: boolean;
  /** Connections beyond these are closed at once. */
  connectionLimit: number;
  /** Data connections must go on with the session of the control connection, as the real server demands. */
  needsSessionReuse: boolean;
  /** Connections to its files beyond these are told so, and closed. */
  fileConnectionLimit: number;
  /** Agrees to secure data connections and never does, as some firmwares of the A1; or refuses the others, as the real server does. */
  dataChannel: 'either' | 'never-secured' | 'secured';
  /** An upload is taken no faster; bytes per second of the printer's time. */
  uploadSpeed: number | null;
  /** An upload ends after so many bytes, and is confirmed as if it were whole. */
  truncateUploadAt: number | null;
  /** The data connection dies after so many bytes. */
  cutUploadAt: number | null;
  /** A whole upload is answered “426 connection closed”. */
  falseAbort: boolean;
  /** A whole upload is confirmed so much later, ms. */
  confirmLateMs: number;
  /** The data connection of the next downloads dies after so many bytes. */
  cutDownloadAt: number | null;
  /** A download ends after so many bytes, and is confirmed as if it were whole. */
  truncateDownloadAt: number | null;
  /** Transfers begin at the beginning alone. */
  cannotRestart: boolean;
  /** A file that is fetched is still being written: it is longer afterwards. */
  growsWhileRead: boolean;
  /** No card, or a full one. */
  refuseUpload: boolean;
  /** No file is ever deleted. */
  keepsFiles: boolean;
  /** The file server's own idea of the code. */
  refuseFileLogin: boolean;
  /** As its AMS units call themselves: from 0 on, 128 and more for an AMS HT, 16 for that of an A2L; null: as many as there are trays for. */
  units: readonly number[] | null;
  /** Four to an AMS, one to an AMS HT; null for a printer without one. */
  trays: readonly SimulatedTray[] | null;
  /** Which nozzle each AMS feeds, of a printer with two; null for a printer with one. */
  feeds: readonly ('left' | 'right')[] | null;
  /** Flags of itself; bits 8 and 9 speak of its card, and are 0 without one. */
  homeFlag: number;
  /** As it names itself. */
  model: string;
  /** What was typed for the spool at the back; null for a printer that tells of none. */
  external: { readonly type: string; readonly colour: string } | null;
}

export interface SimulatedTray {
  /** Null: empty. */
  readonly type: string | null;
  readonly colour: string;
  /** The spool’s own number, where it has one. */
  readonly uuid?: string;
  /** Of an empty one: what it goes on telling, as of before. */
  readonly claims?: string;
}

export const NO_FAULTS: Switches = {
  homeFlag: -1_066_295_913,
  accessCode: '12345678',
  developerMode: 'on',
  deltasOnly: true,
  tellsIdLate: false,
  acceptSeconds: 0,
  slowMs: 0,
  startsRefused: 0,
  ignoreStart: false,
  dropAtStart: false,
  deafToSkips: false,
  commandsLost: 0,
  isSilent: false,
  hidesVersion: false,
  connectionLimit: 30,
  needsSessionReuse: true,
  fileConnectionLimit: 10,
  dataChannel: 'secured',
  uploadSpeed: null,
  truncateUploadAt: null,
  cutUploadAt: null,
  falseAbort: false,
  confirmLateMs: 0,
  cutDownloadAt: null,
  truncateDownloadAt: null,
  cannotRestart: false,
  growsWhileRead: false,
  refuseUpload: false,
  keepsFiles: false,
  refuseFileLogin: false,
  units: null,
  trays: null,
  feeds: null,
  model: 'Bambu Lab P1S',
  external: null,
};
