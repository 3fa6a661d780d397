import { App, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DataSetAccess, SpiceRefresh } from 'cdk-spice-refresh';

/** Pipelines ask for a refresh by the data set's id; its owner allows it by a tag. No data set is named at deployment. */
const stack = new Stack(new App(), 'RequestsByName');
const pipelineRole = new Role(stack, 'PipelineRole', { assumedBy: new ServicePrincipal('glue.amazonaws.com') });

const refresh = new SpiceRefresh(stack, 'SpiceRefresh', {
  acceptRequests: { access: DataSetAccess.tagOnly('spice-refresh', 'allowed') },
});
refresh.grantRequestRefresh(pipelineRole);
