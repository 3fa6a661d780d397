import { Policies } from '../../sim/aws/iam';
import type { WireRequest } from './faulty-proxy';

/** Who signed a request, and what their policies let them do. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
  readonly policies: Policies;
}

/** Access keys and whose they are. A signature is not checked, only who it claims to be from. */
export class Callers {
  private readonly byAccessKey = new Map<string, Caller>();

  add(accessKeyId: string, caller: { arn: string; account: string; policies: readonly unknown[] }): void {
    this.byAccessKey.set(accessKeyId, { ...caller, policies: new Policies(caller.policies) });
  }

  /** Whose request it is, and the region that it was signed for; `undefined` if it bears no key that is known. */
  of(request: WireRequest): { readonly caller: Caller; readonly region: string } | undefined {
    const { accessKeyId, region } = credentialOf(request);
    const caller = this.byAccessKey.get(accessKeyId);
    return caller && { caller, region };
  }
}

/** The access key of a request, and the region it was signed for. */
export function credentialOf({ headers }: WireRequest): { readonly accessKeyId: string; readonly region: string } {
  const [, accessKeyId = '', region = ''] =
    /Credential=([^/]+)\/\d{8}\/([^/]+)\//.exec(String(headers.authorization)) ?? [];
  return { accessKeyId, region };
}
