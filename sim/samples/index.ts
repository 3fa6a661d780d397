/**
 * Events as AWS documents them: each with the page that shows it. What a test wants to vary is a parameter, the
 * rest is as on the page, shortened where it is long.
 *
 * "Schema registry" is EventBridge's own registry `aws.events`, as `@aws-cdk/aws-service-spec` 0.1.216 on npm holds it:
 * it gives source, detail-type and the names and types of the fields, but no values.
 */

export * from './exports';
export * from './glue';
export * from './queries';
export * from './transfers';
export * from './workflows';
