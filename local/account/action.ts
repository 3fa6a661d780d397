import type { HttpAnswer, HttpRequest } from '../servers/faulty-proxy';
import { json, xml } from './answers';
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
    case 's3':
      return refusal(service, 'AccessDenied', 'Access Denied', 403);
    case 'sqs':
      return refusal(service, 'com.amazonaws.sqs#AccessDenied', message, 403);
    case 'sts':
    case 'cloudformation':
      return refusal(service, 'AccessDenied', message, 403);
    case 'quicksight':
      return refusal(service, 'AccessDeniedException', message, 401);
    default:
      return refusal(service, 'AccessDeniedException', message, 400);
  }
}

/** As each protocol says why a call is refused. */
export function refusal(service: string, code: string, message: string, status = 400): HttpAnswer {
  switch (service) {
    case 'quicksight':
      return {
        status,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
        body: JSON.stringify({ Message: message }),
      };
    case 's3':
      return xml(status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
    case 'sts':
    case 'cloudformation':
      return xml(
        status,
        `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    default:
      return json(status, { __type: code, message });
  }
}
