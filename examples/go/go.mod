module example.com/s3-burst

go 1.23

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.257.0
	github.com/aws/jsii-runtime-go v1.140.0
	github.com/cdk-spice-refresh/cdk-spice-refresh-go/cdkspicerefresh v0.1.0
)
