import { Reference, type ResourceEnvironment, Stack, Tokenization } from 'aws-cdk-lib';
import { isStandIn } from '../stand-in';

/** What has an environment: a resource or a reference to one, or its ARN or an attribute of it. */
export type Source = string | { readonly env: ResourceEnvironment };

/**
 * Where a source is, and so its events are: as far as it is known at synthesis, by the first that says it. A reference
 * says where it was made, which for some that are made of an ARN is not where the resource is: then give its ARN first.
 */
export function environmentOf(...sources: Source[]): ResourceEnvironment | undefined {
  for (const source of sources) {
    const environment = typeof source === 'string' ? environmentOfText(source) : source.env;
    if (environment) {
      return environment;
    }
  }
  return undefined;
}

/** Of an ARN what is in it, or else of the stack that makes the resource it comes from; of a name nothing is known. */
function environmentOfText(text: string): ResourceEnvironment | undefined {
  const [arn, , , region, account] = text.split(':');
  if (arn === 'arn' && region && account && !isStandIn(text)) {
    return { region, account };
  }
  const made = Tokenization.reverseString(text).tokens.find(Reference.isReference);
  return made && Stack.of(made.target).env;
}
