import { Type } from 'typebox';

/**
 * What REST shows, in JSON Schema: the document for programs is made of these, and a test compares them with what is really sent. The
 * fields are those of the GraphQL types of the same names.
 */
const text = (description: string) => Type.String({ description });
const time = (description: string) => Type.String({ description, format: 'date-time' });
const nullable = <Inner extends Parameters<typeof Type.Union>[0][number]>(inner: Inner) =>
  Type.Union([inner, Type.Null()]);
const number = (description: string) => Type.Number({ description });
const texts = (description: string) => Type.Array(Type.String(), { description });

export const FileResource = Type.Object(
  {
    digest: text('SHA-256 of the file: its name everywhere.'),
    name: text('As it was uploaded.'),
    sizeBytes: number('Its length.'),
    addedAt: time('When it came into the library.'),
    thumbnail: nullable(text('Address of its picture.')),
    metadata: nullable(
      Type.Object({}, { description: 'What the slicer says of it; `FileMetadata` of schema.graphql.' }),
    ),
    metadataProblem: nullable(text('Why nothing could be read from it.')),
    warnings: texts('What a person should know before printing it.'),
  },
  { $id: 'File', description: 'A file of the library.' },
);

export const JobSlot = Type.Object(
  {
    printerId: Type.String({ description: 'At which printer; at others the farm finds the slots itself.' }),
    filament: Type.Integer({ minimum: 0, maximum: 255, description: 'Its place in the file, counted from 0.' }),
    slot: Type.Integer({ minimum: 0, maximum: 255, description: '`slot` of the printer’s own `slots`.' }),
  },
  { $id: 'JobSlot', description: 'Which slot a filament comes from.', additionalProperties: false },
);

export const JobResource = Type.Object(
  {
    id: text('Its id.'),
    name: text('Its name.'),
    file: FileResource,
    plate: nullable(Type.Integer({ description: 'Of a file with several plates, the one that is printed.' })),
    copies: Type.Integer({ description: 'How many are asked for.' }),
    completed: Type.Integer({ description: 'How many are made.' }),
    active: Type.Integer({ description: 'How many are under way.' }),
    troubled: Type.Integer({ description: 'How many wait for a person’s word.' }),
    priority: Type.Integer({ description: 'Higher goes first.' }),
    tags: texts('Printers must carry all of these.'),
    printerIds: texts('Only these printers; empty means any.'),
    status: text('TO_DO, ACTIVE, HELD, NEEDS_ATTENTION, COMPLETED or CANCELLED.'),
    version: Type.Integer({ description: 'Grows with every change of it.' }),
    createdAt: time('When it was made.'),
    slots: Type.Array(JobSlot, { description: 'The slots that a person chose for filaments of the file.' }),
    waiting: Type.Array(Type.Object({}), { description: 'Why it waits: `WaitingReason` of schema.graphql.' }),
    prints: Type.Array(Type.Object({}), { description: 'Its attempts: `Print` of schema.graphql.' }),
  },
  { $id: 'Job', description: 'A wish: a file, so many times.' },
);

export const PrinterResource = Type.Object(
  {
    id: text('Its id.'),
    name: text('Its name.'),
    driver: text('Which driver speaks to it.'),
    model: nullable(text('What it is.')),
    tags: texts('What jobs may ask for.'),
    held: Type.Boolean({ description: 'Whether it is kept from taking jobs.' }),
    phase: text('OFFLINE, READY, PRINTING, AWAITING_RETRIEVAL …: `Phase` of schema.graphql.'),
    phaseSince: nullable(time('Since when.')),
    bed: Type.Object(
      {
        state: text('CLEAR, OCCUPIED or UNKNOWN. Nothing is printed unless it is clear.'),
        bedId: nullable(text('What a confirmation must name.')),
      },
      { description: '`Bed` of schema.graphql.' },
    ),
    reachable: Type.Boolean({ description: 'Whether it answers.' }),
    attention: nullable(text('Why a person is needed.')),
    print: nullable(Type.Object({}, { description: 'What holds it: `Print` of schema.graphql.' })),
    temperatures: Type.Array(
      Type.Object({ name: text('Which heater.'), actual: number('°C.'), target: nullable(number('°C.')) }),
      { description: 'As measured last.' },
    ),
  },
  {
    $id: 'Printer',
    description: 'A printer, as it stands. It has more fields than these: `Printer` of schema.graphql.',
  },
);

export const UploadResource = Type.Object(
  {
    digest: text('SHA-256 of the file.'),
    name: text('The name that it has in the library.'),
    duplicate: Type.Boolean({ description: 'Whether the library had it already.' }),
  },
  { $id: 'Upload', description: 'What became of an upload.' },
);

export const FaultResource = Type.Object(
  {
    error: Type.Object({
      code: text('Stable, kebab-case.'),
      message: text('The cause.'),
      remedy: text('What helps.'),
      field: Type.Optional(text('Which part of the request was wrong.')),
      rule: Type.Optional(text('The rule that it broke.')),
    }),
  },
  { $id: 'Fault', description: 'Every answer that is no success.' },
);

export const NewJob = Type.Object(
  {
    digest: Type.String({ description: 'Of a file of the library.' }),
    name: Type.Optional(Type.String({ description: 'The name of the file when left out.' })),
    copies: Type.Integer({ default: 1, minimum: 1, maximum: 10_000, description: 'How many.' }),
    priority: Type.Integer({ default: 0, minimum: -1000, maximum: 1000, description: 'Higher goes first.' }),
    tags: Type.Array(Type.String(), { default: [], description: 'Printers must carry all of these.' }),
    printerIds: Type.Array(Type.String(), { default: [], description: 'Only these printers; empty means any.' }),
    held: Type.Boolean({ default: false, description: 'Kept back until it is released.' }),
    plate: Type.Optional(Type.Integer({ minimum: 1, description: 'Of a file with several plates.' })),
    slots: Type.Array(JobSlot, {
      default: [],
      maxItems: 1_000,
      description: 'Slots for filaments of the file, where the farm is not to find them by material and colour.',
    }),
  },
  { $id: 'NewJob', additionalProperties: false },
);

export const NewPrinter = Type.Object(
  {
    name: Type.String({ description: 'Its name.' }),
    driver: Type.String({ description: 'One of `drivers` of schema.graphql.' }),
    options: Type.Object({}, { default: {}, description: 'As the driver’s own schema says.' }),
    model: Type.Optional(Type.String({ description: 'What it is.' })),
    tags: Type.Array(Type.String(), { default: [], description: 'What jobs may ask for.' }),
    clearing: Type.String({ default: 'OPERATOR', description: '`ClearingPolicy` of schema.graphql.' }),
  },
  { $id: 'NewPrinter', additionalProperties: false },
);

const page = (size: number) => ({
  first: Type.Integer({ default: size, minimum: 1, maximum: 200, description: 'How many at once.' }),
  after: Type.Optional(Type.String({ description: '`endCursor` of the page before.' })),
});

export const FilePage = Type.Object(
  { ...page(50), search: Type.Optional(Type.String({ description: 'Words that the file must have.' })) },
  { additionalProperties: false },
);
export const JobPage = Type.Object(
  { ...page(100), active: Type.Boolean({ default: true, description: 'Only those that are not over.' }) },
  { additionalProperties: false },
);
export const Nothing = Type.Object({}, { additionalProperties: false });

/** A page of what has the name `items` in the document. */
export const listOf = (name: string, items: string) =>
  Type.Object(
    {
      items: Type.Array(Type.Ref(items)),
      total: Type.Integer({ description: 'In all pages.' }),
      endCursor: Type.Union([Type.String(), Type.Null()], { description: 'For `after` of the next page.' }),
      hasMore: Type.Boolean({ description: 'Whether there is a next page.' }),
    },
    { $id: name },
  );
