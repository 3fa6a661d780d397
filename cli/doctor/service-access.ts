/** What a service asks for: AWS sends who it acts for along. */
export interface ServiceRequest {
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

type Words = string | readonly string[];

interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | Readonly<Record<string, Words>>;
  readonly Action?: Words;
  readonly Resource?: Words;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Words>>>>;
}

/**
 * Whether a resource policy lets a service in, as far as policies of queues and keys go: statements that allow, with
 * conditions on who the service acts for. Any other condition is taken to hold, so that what is found is certain.
 *
 * @param policy as AWS stores it: a JSON text; none lets no service in
 */
export function letsIn(policy: string | undefined, request: ServiceRequest): boolean {
  return allowing(policy).some((statement) => applies(statement, request));
}

/** Whether a resource policy lets another account act, as far as it names the account or anyone; see above. */
export function letsAccountIn(policy: string | undefined, account: string, action: string, resource: string): boolean {
  const request = { service: '', action, resource, sourceArn: '', sourceAccount: account };
  const isOf = (principal: string): boolean => principal === account || principal.split(':')[4] === account;
  return allowing(policy).some(({ Principal, ...statement }) => {
    const named = typeof Principal === 'string' ? [Principal] : words(Principal?.AWS);
    const isNamed = named.some((principal) => principal === '*' || isOf(principal));
    return isNamed && applies({ ...statement, Principal: '*' }, request);
  });
}

/** The statements that allow. */
function allowing(policy: string | undefined): Statement[] {
  const { Statement: statements = [] } = JSON.parse(policy || '{}') as { Statement?: Statement | Statement[] };
  return [statements].flat().filter(({ Effect }) => Effect === 'Allow');
}

function applies({ Principal, Action, Resource, Condition }: Statement, request: ServiceRequest): boolean {
  const principals =
    typeof Principal === 'string' ? [Principal] : [...words(Principal?.Service), ...words(Principal?.AWS)];
  return (
    principals.some((principal) => principal === '*' || principal === request.service) &&
    words(Action).some((action) => matches(action.toLowerCase(), request.action.toLowerCase())) &&
    (Resource === undefined || words(Resource).some((resource) => matches(resource, request.resource))) &&
    Object.entries(Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, key, words(values), request)),
    )
  );
}

function holds(operator: string, key: string, values: readonly string[], request: ServiceRequest): boolean {
  const given = { 'aws:sourcearn': request.sourceArn, 'aws:sourceaccount': request.sourceAccount }[key.toLowerCase()];
  const [, kind] = /^(Arn|String)(Equals|Like)(IfExists)?$/.exec(operator) ?? [];
  if (given === undefined || kind === undefined) {
    return true;
  }
  // of ARNs, both operators take wildcards
  const isExact = operator.startsWith('StringEquals');
  return values.some((value) => (isExact ? value === given : matches(value, given)));
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}

const words = (value: Words | undefined): readonly string[] => (value === undefined ? [] : [value].flat());
