import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '#lib/log-types';
import { defineErrors, errorEntry, UserError } from '#lib/user-error';
import type { AccessRefusal } from '../accounts/check-access.ts';
import { STATUS_OF } from '../api/files-route.ts';
import { faultOf } from '../api/wire-errors.ts';

export const uploadErrors = defineErrors({
  otherTarget: errorEntry<{ target: string }>({
    code: 'key-other-target',
    cause: ({ target }) => `This key sends files to ${target} only.`,
    remedy: 'Leave the path after the host out, or use a key for this target.',
  }),
  noLength: errorEntry<Record<never, never>>({
    code: 'length-needed',
    cause: () => 'The upload does not say how long it is.',
    remedy: 'Send it with a Content-Length.',
  }),
  badSlots: errorEntry<{ reason: string }>({
    code: 'bad-slots',
    cause: ({ reason }) => `The slots of this upload cannot be used: ${reason}.`,
    remedy: 'Write ?slots=0:2,1:5 for “filament 0 from slot 2, filament 1 from slot 5”, and send it to /to/printer/….',
    field: () => 'slots',
  }),
  printLater: errorEntry<Record<never, never>>({
    code: 'print-with-upload',
    cause: () => 'A file that is in the library is printed from Croft’s page.',
    remedy: 'Send it again with “print” chosen, or add it to the queue there.',
  }),
});

const STATUS: Readonly<Record<string, number>> = {
  ...STATUS_OF,
  'key-other-target': 403,
  'length-needed': 411,
  'print-with-upload': 409,
  'bad-upload-form': 400,
  'unknown-printer': 404,
  'file-refused': 415,
};

/**
 * Slicers show what they are answered as it stands, in a small dialog: one or two sentences, no JSON. Cura shows it only when the
 * type is exactly `text/plain` (OctoPrintOutputDevice.py, _onUploadFinished).
 */
export function sendSentence(reply: FastifyReply, status: number, message: string, remedy: string): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'text/plain')
    .send(Buffer.from(`${message} ${remedy}`));
}

export function sendUploadError(log: Log) {
  return (error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined => {
    // Nobody is left to be told.
    if (reply.raw.destroyed) return undefined;
    // What the server itself refuses before any of ours has seen it, such as a type that is none.
    const refused = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
    if (!(error instanceof UserError) && refused < 500)
      return sendSentence(reply, refused, error.message, 'Correct the request and send it again.');
    const { message, remedy } = faultOf(error, log, request.routeOptions.url ?? '');
    const status = error instanceof UserError ? (STATUS[error.code] ?? 422) : 500;
    return sendSentence(reply, status, message, remedy);
  };
}

/** A program that showed no key may log in by digest; one that showed a wrong key must not be asked for a password. */
export function refuseUpload(reply: FastifyReply, refusal: AccessRefusal): FastifyReply {
  const shown = reply.request.headers['x-api-key'] ?? '';
  if (refusal.challenge !== null && shown === '') reply.header('www-authenticate', refusal.challenge);
  return sendSentence(reply, refusal.status, refusal.message, refusal.remedy);
}
