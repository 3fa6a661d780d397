import type { HttpAnswer, HttpRequest } from '../servers/faulty-proxy';
import { functionActionOf } from './function-reads';
import { quickSightActionOf } from './quick-sight-reads';

/** The IAM action that a call needs, where it is one that the local account knows. */
export function actionOf(service: string, request: HttpRequest): string | undefined {
  const { headers, body, method, path } = request;
  switch (service) {
    case 'quicksight':
      return quickSightActionOf(request);
    case 's3':
      return method === 'GET'
        ? `s3:${new URL(path, 'http://localhost').searchParams.has('notification') ? 'GetBucketNotification' : 'GetObject'}`
        : undefined;
    case 'lambda':
      return functionActionOf(request);
    case 'sts':
    case 'cloudformation':
      return `${service}:${new URLSearchParams(body.toString()).get('Action')}`;
    default: {
      const target = String(headers['x-amz-target'] ?? '');
      return `${PREFIXES[service] ?? service}:${target.slice(target.lastIndexOf('.') + 1)}`;
    }
  }
}

/** Where the name that a request is signed for is not the prefix of the actions. */
const PREFIXES: Readonly<Record<string, string>> = {
  monitoring: 'cloudwatch',
  // Cloud Control asks with the permissions of the caller
  cloudcontrolapi: 'cloudformation',
};

/** As each protocol says that a policy does not allow the call. */
export function denial(service: string, action: string): HttpAnswer {
  const message = `User: test is not authorized to perform: ${action}`;
  switch (service) {
    case 'quicksight':
      return {
        status: 401,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' },
        body: JSON.stringify({ Message: message }),
      };
    case 's3':
      return xml(`<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`);
    case 'sts':
    case 'cloudformation':
      return xml(
        `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    case 'sqs':
      return json({ __type: 'com.amazonaws.sqs#AccessDenied', message });
    default:
      return json({ __type: 'AccessDeniedException', message });
  }
}

const xml = (body: string): HttpAnswer => ({ status: 403, headers: { 'content-type': 'text/xml' }, body });

const json = (body: object): HttpAnswer => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
});
