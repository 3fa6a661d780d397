import type { HttpAnswer } from '../servers/faulty-proxy';

export function json(status: number, answer: object): HttpAnswer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(answer) };
}

export function xml(status: number, body: string): HttpAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
