import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnJob } from 'aws-cdk-lib/aws-glue';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from 'cdk-spice-refresh';
import type { Construct } from 'constructs';

/** A retailer's dashboards: three SPICE data sets, fed by files in a bucket and by a Glue job. */
export class DashboardsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const landingBucket = new Bucket(this, 'LandingBucket', { enforceSSL: true });
    const inventoryJob = new CfnJob(this, 'InventoryJob', {
      name: 'load-inventory',
      role: new Role(this, 'JobRole', { assumedBy: new ServicePrincipal('glue.amazonaws.com') }).roleArn,
      command: { name: 'glueetl', scriptLocation: landingBucket.s3UrlForObject('scripts/load-inventory.py') },
    });
    const inventory = new CfnDataSet(this, 'Inventory', {
      awsAccountId: this.account,
      dataSetId: 'inventory',
      name: 'Inventory',
      importMode: 'SPICE',
      physicalTableMap: {
        stock: {
          relationalTable: {
            dataSourceArn: this.formatArn({ service: 'quicksight', resource: 'datasource', resourceName: 'warehouse' }),
            name: 'stock',
            inputColumns: [{ name: 'units', type: 'INTEGER' }],
          },
        },
      },
    });

    const refresh = new SpiceRefresh(this, 'SpiceRefresh');

    refresh.addDataSet('Sales', {
      dataSet: SpiceDataSet.fromDataSetId('sales'),
      refreshOn: [LandingEvent.objectCreated(landingBucket, { keyPrefix: 'sales/' })],
    });
    refresh.addDataSet('Inventory', {
      dataSet: SpiceDataSet.fromDataSet(inventory),
      refreshOn: [LandingEvent.glueJobSucceeded(inventoryJob)],
    });
    refresh.addDataSet('Forecast', {
      dataSet: SpiceDataSet.fromDataSetId('forecast'),
      refreshOn: [LandingEvent.objectCreated(landingBucket, { keyPrefix: 'forecast/', keySuffix: '.parquet' })],
    });
  }
}

if (require.main === module) {
  new DashboardsStack(new App(), 'Dashboards');
}
