import type { HttpAnswer } from '#drivers/http-exchange';
import { Refused, WrongCredentials } from '#drivers/network-trouble';
import { parsePrinterJson } from '#drivers/printer-json';
import { isRecord } from './protocol/message.ts';

/** The `result` of an answer over HTTP. Throws `Refused`, `WrongCredentials`. */
export function resultOf({ status, text }: HttpAnswer): unknown {
  const body = parse(text);
  if (status >= 200 && status < 300) return isRecord(body) && 'result' in body ? body.result : body;
  const told = isRecord(body) && isRecord(body.error) ? body.error.message : null;
  const message = typeof told === 'string' ? told : `The printer’s host answered HTTP ${status}.`;
  throw status === 401 ? new WrongCredentials(message) : new Refused(status, message);
}

function parse(text: string): unknown {
  try {
    return parsePrinterJson(text);
  } catch {
    return null;
  }
}
