import type { HttpAnswer, HttpRequest } from '../servers/faulty-proxy';
import { xml } from './answers';
import type { AccountDescription } from './description';

/** The calls of CloudFormation that read a stack. */
export function answerCloudFormation(
  { stacks = {} }: AccountDescription,
  { body }: HttpRequest,
): HttpAnswer | undefined {
  const parameters = new URLSearchParams(body.toString());
  const action = parameters.get('Action') ?? '';
  if (action === 'DescribeStackResources') {
    return describeStackResources(stacks, parameters.get('PhysicalResourceId') ?? '');
  }
  const stack = stacks[parameters.get('StackName') ?? ''];
  if (!stack) {
    return refuseStack(`Stack with id ${parameters.get('StackName')} does not exist`);
  }
  if (action === 'GetTemplate') {
    const text = JSON.stringify(stack.template)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;');
    return xml(200, wrap(action, `<TemplateBody>${text}</TemplateBody>`));
  }
  if (action === 'ListStackResources') {
    const members = Object.entries(stack.physicalIds).map(
      ([logicalId, physicalId]) =>
        `<member><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId></member>`,
    );
    return xml(200, wrap(action, `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>`));
  }
  return undefined;
}

function describeStackResources(stacks: NonNullable<AccountDescription['stacks']>, physicalId: string): HttpAnswer {
  const found = Object.entries(stacks).find(([, { physicalIds }]) => Object.values(physicalIds).includes(physicalId));
  const member = `<member><StackName>${found?.[0]}</StackName><PhysicalResourceId>${physicalId}</PhysicalResourceId></member>`;
  return found
    ? xml(200, wrap('DescribeStackResources', `<StackResources>${member}</StackResources>`))
    : refuseStack(`Stack for ${physicalId} does not exist`);
}

function refuseStack(message: string): HttpAnswer {
  return xml(
    400,
    `<ErrorResponse><Error><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
  );
}

const wrap = (action: string, inner: string): string =>
  `<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`;
