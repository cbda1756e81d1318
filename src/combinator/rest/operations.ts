import type { TSchema } from 'typebox';
import type { Need } from '../accounts/access.ts';
import type { RequestContext } from '../api/graphql.ts';
import type { Resolvers } from '../api/resolvers.ts';
import {
  FilePage,
  FileResource,
  JobPage,
  JobResource,
  listOf,
  NewJob,
  NewPrinter,
  Nothing,
  PrinterResource,
} from './resources.ts';

type Values = Readonly<Record<string, unknown>>;

/** One thing that a script may ask for: the route, its line in the OpenAPI document, and the root field of GraphQL that does it. */
export interface RestOperation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With `:name` for what is named in it. */
  readonly path: string;
  readonly tells: string;
  readonly need: Need;
  /** Of the query, or of the body where there is one. */
  readonly takes: TSchema;
  readonly status: 200 | 201;
  readonly answers: TSchema;
  /** `unknown` is answered 404. */
  readonly run: (fields: Resolvers, values: Values, context: RequestContext) => unknown;
}

const field = (kind: 'Query' | 'Mutation', name: string, args?: (values: Values) => Values) => {
  return (fields: Resolvers, values: Values, context: RequestContext): unknown => {
    const resolve = fields[kind][name];
    if (resolve === undefined) throw new Error(`${kind}.${name} is no field of the schema`);
    return resolve(args?.(values) ?? values, context);
  };
};

const FileList = listOf('FileList', 'File');
const JobList = listOf('JobList', 'Job');
const PrinterList = listOf('PrinterList', 'Printer');

/** Everything that stands in `/api` for scripts, beside the bytes of files. */
export const REST_OPERATIONS: readonly RestOperation[] = [
  {
    method: 'GET',
    path: '/api/library',
    tells: 'The library, newest first.',
    need: 'viewer',
    takes: FilePage,
    status: 200,
    answers: FileList,
    run: field('Query', 'files'),
  },
  {
    method: 'GET',
    path: '/api/library/:checksum',
    tells: 'One file of the library.',
    need: 'viewer',
    takes: Nothing,
    status: 200,
    answers: FileResource,
    run: field('Query', 'file', ({ checksum }) => ({ digest: checksum })),
  },
  {
    method: 'GET',
    path: '/api/printers',
    tells: 'Every printer, in the order of their names.',
    need: 'viewer',
    takes: Nothing,
    status: 200,
    answers: PrinterList,
    async run(fields, values, context) {
      const items = (await field('Query', 'printers')(fields, values, context)) as readonly unknown[];
      return { items, total: items.length, endCursor: null, hasMore: false };
    },
  },
  {
    method: 'GET',
    path: '/api/printers/:id',
    tells: 'One printer.',
    need: 'viewer',
    takes: Nothing,
    status: 200,
    answers: PrinterResource,
    run: field('Query', 'printer'),
  },
  {
    method: 'POST',
    path: '/api/printers',
    tells: 'Adds a printer.',
    need: 'technician',
    takes: NewPrinter,
    status: 201,
    answers: PrinterResource,
    run: field('Mutation', 'addPrinter', (input) => ({ input })),
  },
  {
    method: 'GET',
    path: '/api/jobs',
    tells: 'Jobs in the order of the queue.',
    need: 'viewer',
    takes: JobPage,
    status: 200,
    answers: JobList,
    run: field('Query', 'jobs'),
  },
  {
    method: 'GET',
    path: '/api/jobs/:id',
    tells: 'One job.',
    need: 'viewer',
    takes: Nothing,
    status: 200,
    answers: JobResource,
    run: field('Query', 'job'),
  },
  {
    method: 'POST',
    path: '/api/jobs',
    tells: 'Adds a job. It is printed when a printer is ready for it (MA15).',
    need: 'operator',
    takes: NewJob,
    status: 201,
    answers: JobResource,
    run: field('Mutation', 'addJob', (input) => ({ input })),
  },
  {
    method: 'DELETE',
    path: '/api/jobs/:id',
    tells: 'Cancels a job; its prints that are under way are cancelled too.',
    need: 'operator',
    takes: Nothing,
    status: 200,
    answers: JobResource,
    run: field('Mutation', 'cancelJob'),
  },
];
