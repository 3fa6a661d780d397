// Files land in a bucket, a few or hundreds at a time: one refresh, a minute after the last of them.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-spice-refresh/cdk-spice-refresh-go/cdkspicerefresh"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("S3Burst"), nil)
	landingBucket := awss3.NewBucket(stack, jsii.String("LandingBucket"), &awss3.BucketProps{
		EnforceSSL: jsii.Bool(true),
	})

	refresh := cdkspicerefresh.NewSpiceRefresh(stack, jsii.String("SpiceRefresh"), nil)
	refresh.AddDataSet(jsii.String("Sales"), &cdkspicerefresh.DataSetRefreshOptions{
		DataSet: cdkspicerefresh.SpiceDataSet_FromDataSetId(jsii.String("sales")),
		RefreshOn: &[]cdkspicerefresh.LandingEvent{
			cdkspicerefresh.LandingEvent_ObjectCreated(landingBucket, &cdkspicerefresh.ObjectCreatedOptions{
				KeyPrefix: jsii.String("sales/"),
			}),
		},
	})

	app.Synth(nil)
}
