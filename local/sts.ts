import { randomBytes, randomUUID } from 'node:crypto';
import type { Callers } from './callers';
import type { LocalClock } from './clock';
import { Wire, type WireAnswer, type WireRequest } from './wire';

/** STS' own default. Milliseconds. */
const LIFETIME = 3_600_000;

/** A role that somebody may assume. */
export interface LocalRole {
  readonly arn: string;
  /** Who may assume it … */
  readonly trusted: string;
  /** … and what they must say; by default nothing. */
  readonly externalId?: string;
  /** What it may do: policy documents. */
  readonly policies: readonly unknown[];
}

/**
 * STS' `AssumeRole`: gives an access key of its own to whoever the role trusts and their own policies let.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export class StsServer {
  readonly wire: Wire;
  /** Roles that were assumed, in the order they were. */
  readonly assumed: string[] = [];

  constructor(
    private readonly roles: readonly LocalRole[],
    private readonly callers: Callers,
    private readonly clock: LocalClock,
  ) {
    this.wire = new Wire(clock, (request) => this.answer(request));
  }

  private async answer(request: WireRequest): Promise<WireAnswer> {
    const parameters = new URLSearchParams(request.body.toString());
    const roleArn = parameters.get('RoleArn') ?? '';
    const role = this.roles.find(({ arn }) => arn === roleArn);
    const caller = this.callers.of(request)?.caller;
    const allowed =
      parameters.get('Action') === 'AssumeRole' &&
      role &&
      caller?.arn === role.trusted &&
      (parameters.get('ExternalId') ?? undefined) === role.externalId &&
      (await caller.policies.allows({
        principal: caller.arn,
        action: 'sts:AssumeRole',
        resource: roleArn,
        accountId: caller.account,
        context: role.externalId ? { 'sts:ExternalId': role.externalId } : {},
      }));
    if (!allowed) {
      const message = `User: ${caller?.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
      return xml(
        403,
        'ErrorResponse',
        `<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error>`,
      );
    }
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    const [, , , , account = ''] = roleArn.split(':');
    this.callers.add(accessKeyId, { arn: roleArn, account, policies: role.policies });
    this.assumed.push(roleArn);
    const expiration = new Date(this.clock.now() + LIFETIME).toISOString();
    return xml(
      200,
      'AssumeRoleResponse',
      '<AssumeRoleResult><Credentials>' +
        `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>local</SecretAccessKey>` +
        `<SessionToken>local</SessionToken><Expiration>${expiration}</Expiration></Credentials>` +
        `<AssumedRoleUser><AssumedRoleId>AROALOCAL:${parameters.get('RoleSessionName')}</AssumedRoleId>` +
        `<Arn>${roleArn}</Arn></AssumedRoleUser></AssumeRoleResult>`,
    );
  }
}

function xml(status: number, name: string, inner: string): WireAnswer {
  const body =
    `<${name} xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${inner}` +
    `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${name}>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
