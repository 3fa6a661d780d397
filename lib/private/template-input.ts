import { RuleTargetInput, type RuleTargetInputProperties } from 'aws-cdk-lib/aws-events';

/** An input template that is written by hand, so that it is known what stands in quotes. */
export class TemplateInput extends RuleTargetInput {
  constructor(private readonly properties: RuleTargetInputProperties) {
    super();
  }

  public override bind(): RuleTargetInputProperties {
    return this.properties;
  }
}
