/** Where the simulator takes place. */
export const ENVIRONMENT = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };

interface Place {
  readonly account: string;
  readonly region: string;
  /** `aws` if absent. */
  readonly partition?: string;
}

export function dataSetArn({ account, region, partition = 'aws' }: Place, id: string): string {
  return `arn:${partition}:quicksight:${region}:${account}:dataset/${id}`;
}
