import { type CfnResource, Stack } from 'aws-cdk-lib';

/**
 * The properties of a resource as its template will have them: with what was set later, by aspects or as overrides.
 * Ask in a validation, which comes after all of these.
 */
export function renderedProperties(resource: CfnResource): Readonly<Record<string, unknown>> {
  // the CDK's types leave it out, since apps need it only through the template; it has been there since version 1
  const rendered = resource as CfnResource & { _toCloudFormation(): object };
  const resolved = Stack.of(resource).resolve(rendered._toCloudFormation());
  // as in the file, what is undefined is not there
  const { Resources } = JSON.parse(JSON.stringify(resolved));
  const [{ Properties = {} }] = Object.values(Resources) as [{ Properties?: Record<string, unknown> }];
  return Properties;
}
