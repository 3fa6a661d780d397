from aws_cdk import App, Stack
from aws_cdk.aws_glue import CfnJob
from aws_cdk.aws_iam import Role, ServicePrincipal
from aws_cdk.aws_quicksight import CfnDataSet
from aws_cdk.aws_s3 import Bucket
from cdk_spice_refresh import LandingEvent, SpiceDataSet, SpiceRefresh
from constructs import Construct


class DashboardsStack(Stack):
    """A retailer's dashboards: three SPICE data sets, fed by files in a bucket and by a Glue job."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)

        landing_bucket = Bucket(self, "LandingBucket", enforce_ssl=True)
        inventory_job = CfnJob(
            self,
            "InventoryJob",
            name="load-inventory",
            role=Role(self, "JobRole", assumed_by=ServicePrincipal("glue.amazonaws.com")).role_arn,
            command=CfnJob.JobCommandProperty(
                name="glueetl",
                script_location=landing_bucket.s3_url_for_object("scripts/load-inventory.py"),
            ),
        )
        inventory = CfnDataSet(
            self,
            "Inventory",
            aws_account_id=self.account,
            data_set_id="inventory",
            name="Inventory",
            import_mode="SPICE",
            physical_table_map={
                "stock": CfnDataSet.PhysicalTableProperty(
                    relational_table=CfnDataSet.RelationalTableProperty(
                        data_source_arn=self.format_arn(
                            service="quicksight", resource="datasource", resource_name="warehouse"
                        ),
                        name="stock",
                        input_columns=[CfnDataSet.InputColumnProperty(name="units", type="INTEGER")],
                    )
                )
            },
        )

        refresh = SpiceRefresh(self, "SpiceRefresh")

        refresh.add_data_set(
            "Sales",
            data_set=SpiceDataSet.from_data_set_id("sales"),
            refresh_on=[LandingEvent.object_created(landing_bucket, key_prefix="sales/")],
        )
        refresh.add_data_set(
            "Inventory",
            data_set=SpiceDataSet.from_data_set(inventory),
            refresh_on=[LandingEvent.glue_job_succeeded(inventory_job)],
        )
        refresh.add_data_set(
            "Forecast",
            data_set=SpiceDataSet.from_data_set_id("forecast"),
            refresh_on=[
                LandingEvent.object_created(landing_bucket, key_prefix="forecast/", key_suffix=".parquet")
            ],
        )


if __name__ == "__main__":
    app = App()
    DashboardsStack(app, "Dashboards")
    app.synth()
