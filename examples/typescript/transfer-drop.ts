import { App, Stack } from 'aws-cdk-lib';
import { CfnServer } from 'aws-cdk-lib/aws-transfer';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from 'cdk-spice-refresh';

/** A partner uploads files by SFTP: each upload that is complete counts, and an upload that breaks off does not. */
const stack = new Stack(new App(), 'TransferDrop');
const server = new CfnServer(stack, 'Server', { protocols: ['SFTP'] });

const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
refresh.addDataSet('Prices', {
  dataSet: SpiceDataSet.fromDataSetId('prices'),
  refreshOn: [LandingEvent.transferUploadCompleted(server.attrServerId)],
});
