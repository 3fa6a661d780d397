import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { DataSetAccess, DataSetAccessRole, LandingEvent, SpiceDataSet, SpiceRefresh } from 'cdk-spice-refresh';
import type { Construct } from 'constructs';

/** Where the data lands and the function runs. */
const PLATFORM = { account: '123456789012', region: 'eu-west-1' };
/** Where the finance team has its dashboards. */
const FINANCE = { account: '210987654321', region: 'us-east-1' };

/**
 * A data platform that refreshes data sets in its own account, in another region and in another account, and any data
 * set that a pipeline asks for by name if its owner has tagged it. Queues, ledger and log are under a key of its own.
 */
export class PlatformStack extends Stack {
  public readonly refresh: SpiceRefresh;
  public readonly landingBucket: Bucket;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    this.landingBucket = new Bucket(this, 'LandingBucket', { enforceSSL: true });
    this.refresh = new SpiceRefresh(this, 'SpiceRefresh', {
      encryptionKey: new Key(this, 'Key', { enableKeyRotation: true }),
      acceptRequests: { access: DataSetAccess.tagOnly('refresh-on-request', 'allowed') },
    });
    const pipeline = new Role(this, 'PipelineRole', { assumedBy: new ServicePrincipal('glue.amazonaws.com') });
    this.refresh.grantRequestRefresh(pipeline);

    this.refresh.addDataSet('Sales', {
      dataSet: SpiceDataSet.fromDataSetId('sales'),
      refreshOn: [LandingEvent.objectCreated(this.landingBucket, { keyPrefix: 'sales/' })],
    });
    this.refresh.addDataSet('SalesOfAmerica', {
      dataSet: SpiceDataSet.fromDataSetArn(`arn:aws:quicksight:us-west-2:${PLATFORM.account}:dataset/sales-us`),
      refreshOn: [LandingEvent.objectCreated(this.landingBucket, { keyPrefix: 'sales-us/' })],
    });
  }
}

/** In the finance team's account: what the platform may refresh there. */
export class FinanceStack extends Stack {
  public readonly accessRole: DataSetAccessRole;

  constructor(scope: Construct, id: string, refresh: SpiceRefresh, props?: StackProps) {
    super(scope, id, props);
    this.accessRole = new DataSetAccessRole(this, 'SpiceRefreshAccess', {
      refreshRole: refresh.role,
      externalId: 'finance',
      dataSets: [SpiceDataSet.fromDataSetId('bookings')],
    });
  }
}

/** Both accounts. In real life they may as well be two apps: see `DataSetAccessRole.fromDataSetAccessRoleAttributes`. */
export function accountsApp(app = new App()): { app: App; platform: PlatformStack; finance: FinanceStack } {
  const platform = new PlatformStack(app, 'Platform', { env: PLATFORM });
  const finance = new FinanceStack(app, 'Finance', platform.refresh, { env: FINANCE });
  platform.refresh.addDataSet('Bookings', {
    dataSet: SpiceDataSet.fromDataSetArn(`arn:aws:quicksight:${FINANCE.region}:${FINANCE.account}:dataset/bookings`),
    accessRole: finance.accessRole,
    refreshOn: [LandingEvent.objectCreated(platform.landingBucket, { keyPrefix: 'bookings/' })],
  });
  return { app, platform, finance };
}

if (require.main === module) {
  accountsApp();
}
