import { Policies } from '../../sim/aws/iam';
import type { HttpRequest } from './faulty-proxy';

/** Who signed a request, and what their policies let them do. */
export interface Credential {
  readonly arn: string;
  readonly account: string;
  readonly policies: Policies;
}

/** Access keys and whose they are. A signature is not checked, only who it claims to be from. */
export class Credentials {
  private readonly byAccessKey = new Map<string, Credential>();

  add(accessKeyId: string, credential: { arn: string; account: string; policies: readonly unknown[] }): void {
    this.byAccessKey.set(accessKeyId, { ...credential, policies: new Policies(credential.policies) });
  }

  /** Whose request it is, and the region that it was signed for; `undefined` if it bears no key that is known. */
  of(request: HttpRequest): { readonly credential: Credential; readonly region: string } | undefined {
    const { accessKeyId, region } = credentialOf(request);
    const credential = this.byAccessKey.get(accessKeyId);
    return credential && { credential, region };
  }
}

/** The access key of a request, and the region it was signed for. */
export function credentialOf({ headers }: HttpRequest): { readonly accessKeyId: string; readonly region: string } {
  const [, accessKeyId = '', region = ''] =
    /Credential=([^/]+)\/\d{8}\/([^/]+)\//.exec(String(headers.authorization)) ?? [];
  return { accessKeyId, region };
}
