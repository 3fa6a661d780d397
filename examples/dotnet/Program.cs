using Amazon.CDK;
using Amazon.CDK.AWS.S3;
using CdkSpiceRefresh;

// Files land in a bucket, a few or hundreds at a time: one refresh, a minute after the last of them.
var app = new App();
var stack = new Stack(app, "S3Burst");
var landingBucket = new Bucket(stack, "LandingBucket", new BucketProps { EnforceSSL = true });

var refresh = new SpiceRefresh(stack, "SpiceRefresh");
refresh.AddDataSet("Sales", new DataSetRefreshOptions
{
    DataSet = SpiceDataSet.FromDataSetId("sales"),
    RefreshOn = new[] { LandingEvent.ObjectCreated(landingBucket, new ObjectCreatedOptions { KeyPrefix = "sales/" }) },
});

app.Synth();
