import { randomBytes, randomUUID } from 'node:crypto';
import type { RoleResource } from '../../sim/template/deployment';
import type { LocalClock } from '../accelerated-clock';
import type { Callers } from './credentials';
import { Wire, type WireAnswer, type WireRequest } from './faulty-proxy';

/** STS' own default. Milliseconds. */
const LIFETIME = 3_600_000;

/**
 * STS' `AssumeRole`: gives an access key of its own to whoever the role's trust policy lets in and their own policies let go there.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export class StsServer {
  readonly wire: Wire;
  /** Roles that were assumed, in the order they were. */
  readonly assumed: string[] = [];

  constructor(
    private readonly roles: readonly RoleResource[],
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
      caller &&
      (await caller.policies.allows(
        {
          principal: caller.arn,
          action: 'sts:AssumeRole',
          resource: roleArn,
          accountId: accountOf(roleArn),
          context: {
            'aws:PrincipalArn': caller.arn,
            'sts:ExternalId': parameters.get('ExternalId') ?? [],
          },
        },
        role.trustPolicy,
      ));
    if (!allowed) {
      const message = `User: ${caller?.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
      return xml(
        403,
        'ErrorResponse',
        `<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error>`,
      );
    }
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    this.callers.add(accessKeyId, { arn: roleArn, account: accountOf(roleArn), policies: role.policies });
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

/** `arn:PARTITION:iam::ACCOUNT:role/NAME` → `ACCOUNT`. */
const accountOf = (roleArn: string): string => roleArn.split(':')[4] ?? '';

function xml(status: number, name: string, inner: string): WireAnswer {
  const body =
    `<${name} xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${inner}` +
    `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${name}>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
