package example;

import io.github.cdkspicerefresh.DataSetRefreshOptions;
import io.github.cdkspicerefresh.LandingEvent;
import io.github.cdkspicerefresh.ObjectCreatedOptions;
import io.github.cdkspicerefresh.SpiceDataSet;
import io.github.cdkspicerefresh.SpiceRefresh;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.s3.Bucket;

/** Files land in a bucket, a few or hundreds at a time: one refresh, a minute after the last of them. */
public final class S3Burst {
    private S3Burst() {}

    public static void main(final String[] args) {
        final App app = new App();
        final Stack stack = new Stack(app, "S3Burst");
        final Bucket landingBucket =
                Bucket.Builder.create(stack, "LandingBucket").enforceSsl(true).build();

        final SpiceRefresh refresh = new SpiceRefresh(stack, "SpiceRefresh");
        refresh.addDataSet(
                "Sales",
                DataSetRefreshOptions.builder()
                        .dataSet(SpiceDataSet.fromDataSetId("sales"))
                        .refreshOn(List.of(LandingEvent.objectCreated(
                                landingBucket,
                                ObjectCreatedOptions.builder().keyPrefix("sales/").build())))
                        .build());

        app.synth();
    }
}
