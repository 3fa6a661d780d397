import { randomBytes, randomUUID } from 'node:crypto';
import type { RoleResource } from '../../sim/template/resources';
import type { LocalClock } from '../accelerated-clock';
import type { Credentials } from './credentials';
import { FaultyProxy, type HttpAnswer, type HttpRequest } from './faulty-proxy';

/** STS' own default. Milliseconds. */
const LIFETIME = 3_600_000;

/**
 * STS' `AssumeRole`: gives an access key of its own to a caller that the role's trust policy lets in and their own policies let go there.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export class StsServer {
  readonly proxy: FaultyProxy;
  /** Roles that were assumed, in the order they were. */
  readonly assumed: string[] = [];

  constructor(
    private readonly roles: readonly RoleResource[],
    private readonly credentials: Credentials,
    private readonly clock: LocalClock,
  ) {
    this.proxy = new FaultyProxy(clock, (request) => this.answer(request));
  }

  private async answer(request: HttpRequest): Promise<HttpAnswer> {
    const parameters = new URLSearchParams(request.body.toString());
    const roleArn = parameters.get('RoleArn') ?? '';
    const role = this.roles.find(({ arn }) => arn === roleArn);
    const credential = this.credentials.of(request)?.credential;
    const allowed =
      parameters.get('Action') === 'AssumeRole' &&
      role &&
      credential &&
      (await credential.policies.allows(
        {
          principal: credential.arn,
          action: 'sts:AssumeRole',
          resource: roleArn,
          accountId: accountOf(roleArn),
          context: {
            'aws:PrincipalArn': credential.arn,
            'sts:ExternalId': parameters.get('ExternalId') ?? [],
          },
        },
        role.trustPolicy,
      ));
    if (!allowed) {
      const message = `User: ${credential?.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
      return xml(
        403,
        'ErrorResponse',
        `<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error>`,
      );
    }
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    this.credentials.add(accessKeyId, { arn: roleArn, account: accountOf(roleArn), policies: role.policies });
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

function xml(status: number, name: string, inner: string): HttpAnswer {
  const body =
    `<${name} xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${inner}` +
    `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${name}>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
