from aws_cdk import App, Duration, Stack
from aws_cdk.aws_events import Schedule
from aws_cdk.aws_iam import Role, ServicePrincipal
from aws_cdk.aws_s3 import Bucket
from cdk_spice_refresh import (
    DataSetAccess,
    Ingestion,
    IngestionQuota,
    LandingEvent,
    RefreshRequestsOptions,
    RefreshWhen,
    SpiceDataSet,
    SpiceRefresh,
    SpiceRefreshMonitoring,
)
from constructs import Construct


class OrdersStack(Stack):
    """What people set most often: all landing events, incremental ingestions, quota, requests by name, monitoring."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)

        landing_bucket = Bucket(self, "LandingBucket", enforce_ssl=True)
        pipeline_role = Role(self, "PipelineRole", assumed_by=ServicePrincipal("glue.amazonaws.com"))

        refresh = SpiceRefresh(
            self,
            "SpiceRefresh",
            accept_requests=RefreshRequestsOptions(access=DataSetAccess.tag_only("spice-refresh", "allowed")),
        )
        refresh.grant_request_refresh(pipeline_role)

        orders = refresh.add_data_set(
            "Orders",
            data_set=SpiceDataSet.from_data_set_id("orders"),
            refresh_on=[
                LandingEvent.object_created(landing_bucket, key_prefix="orders/", key_suffix="/_SUCCESS"),
                LandingEvent.schedule(Schedule.cron(hour="6", minute="0")),
            ],
            refresh_when=RefreshWhen.all(within=Duration.hours(2)),
            ingestion=Ingestion.incremental(full_every=Duration.days(7)),
            quota=IngestionQuota.enterprise(reserved=4),
        )

        monitoring = SpiceRefreshMonitoring(self, "Monitoring", refresh=refresh)
        monitoring.watch(orders, freshness_objective=Duration.hours(1), lands_at_least_every=Duration.days(1))


if __name__ == "__main__":
    app = App()
    OrdersStack(app, "Orders")
    app.synth()
