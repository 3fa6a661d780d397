from aws_cdk import App, Stack
from aws_cdk.aws_s3 import Bucket
from cdk_spice_refresh import LandingEvent, SpiceDataSet, SpiceRefresh

# A data set is built on another one: it is refreshed after it, which QuickSight does not do by itself.
app = App()
stack = Stack(app, "ParentAndChild")
landing_bucket = Bucket(stack, "LandingBucket", enforce_ssl=True)

refresh = SpiceRefresh(stack, "SpiceRefresh")
sales = refresh.add_data_set(
    "Sales",
    data_set=SpiceDataSet.from_data_set_id("sales"),
    refresh_on=[LandingEvent.object_created(landing_bucket, key_prefix="sales/")],
)
refresh.add_data_set(
    "SalesByRegion",
    data_set=SpiceDataSet.from_data_set_id("sales-by-region"),
    refresh_on=[LandingEvent.refresh_succeeded(sales)],
)

app.synth()
