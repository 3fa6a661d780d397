from aws_cdk import App, Duration, Stack
from aws_cdk.aws_glue import CfnJob
from cdk_spice_refresh import LandingEvent, SpiceDataSet, SpiceRefresh

# A Glue job loads the data. AWS sends its event on a best-effort basis: the data set is refreshed once a day even if
# the event never arrives.
app = App()
stack = Stack(app, "GlueWithSafetyNet")
stock_job = CfnJob.from_job_name(stack, "StockJob", "load-stock")

refresh = SpiceRefresh(stack, "SpiceRefresh")
refresh.add_data_set(
    "Stock",
    data_set=SpiceDataSet.from_data_set_id("stock"),
    refresh_on=[LandingEvent.glue_job_succeeded(stock_job)],
    refresh_at_least_every=Duration.hours(24),
)

app.synth()
