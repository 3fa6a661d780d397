from aws_cdk import App, Stack
from aws_cdk.aws_s3 import Bucket
from cdk_spice_refresh import LandingEvent, SpiceDataSet, SpiceRefresh

# Files land in a bucket, a few or hundreds at a time: one refresh, a minute after the last of them.
app = App()
stack = Stack(app, "S3Burst")
landing_bucket = Bucket(stack, "LandingBucket", enforce_ssl=True)

refresh = SpiceRefresh(stack, "SpiceRefresh")
refresh.add_data_set(
    "Sales",
    data_set=SpiceDataSet.from_data_set_id("sales"),
    refresh_on=[LandingEvent.object_created(landing_bucket, key_prefix="sales/")],
)

app.synth()
