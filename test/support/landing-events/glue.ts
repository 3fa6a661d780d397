import { CfnCrawler, CfnJob } from 'aws-cdk-lib/aws-glue';
import { LandingEvent } from '../../../lib';
import * as samples from '../../../sim/samples';
import type { Entries } from './entry';

export const GLUE: Entries = {
  glueJobSucceeded: {
    landingEvent: (scope) => LandingEvent.glueJobSucceeded(CfnJob.fromJobName(scope, 'Job', 'load-sales')),
    delivery: 'best effort',
    sample: samples.glueJobStateChange('load-sales', 'SUCCEEDED'),
    failed: samples.glueJobStateChange('load-sales', 'FAILED'),
    otherResource: samples.glueJobStateChange('load-stock', 'SUCCEEDED'),
    lookAlikes: [samples.dataBrewJobStateChange('load-sales', 'SUCCEEDED')],
  },
  glueCrawlerSucceeded: {
    landingEvent: (scope) =>
      LandingEvent.glueCrawlerSucceeded(CfnCrawler.fromCrawlerName(scope, 'Crawler', 'crawl-sales')),
    delivery: 'best effort',
    sample: samples.glueCrawlerStateChange('crawl-sales', 'Succeeded'),
    failed: samples.glueCrawlerStateChange('crawl-sales', 'Failed'),
    otherResource: samples.glueCrawlerStateChange('crawl-stock', 'Succeeded'),
    lookAlikes: [samples.glueCrawlerStateChange('crawl-sales', 'Started')],
  },
  glueTableChanged: {
    landingEvent: () => LandingEvent.glueTableChanged({ databaseName: 'Lake', tableName: 'SALES' }),
    delivery: 'best effort',
    sample: samples.glueTableStateChange('lake', 'sales', 'UpdateTable'),
    otherResource: samples.glueTableStateChange('lake', 'stock', 'UpdateTable'),
    lookAlikes: [
      samples.glueTableStateChange('attic', 'sales', 'UpdateTable'),
      samples.glueTableStateChange('lake', 'sales', 'DeletePartition'),
      samples.glueTableStateChange('lake', 'sales', 'BatchDeletePartition'),
      samples.glueTableStateChange('lake', 'sales', 'DeleteTable'),
    ],
  },
  gluePartitionsCreated: {
    landingEvent: () => LandingEvent.gluePartitionsCreated({ databaseName: 'Lake', tableName: 'Orders' }),
    delivery: 'best effort',
    sample: samples.glueTableStateChange('lake', 'orders', 'BatchCreatePartition'),
    otherResource: samples.glueTableStateChange('lake', 'stock', 'BatchCreatePartition'),
    lookAlikes: [
      samples.glueTableStateChange('attic', 'orders', 'CreatePartition'),
      samples.glueTableStateChange('lake', 'orders', 'UpdateTable'),
    ],
  },
  glueDataQualityPassed: {
    landingEvent: () =>
      LandingEvent.glueDataQualityPassed('sales-rules', {
        minimumScore: 0.95,
        databaseName: 'Lake',
        tableName: 'Sales',
      }),
    delivery: 'best effort',
    sample: samples.glueDataQualityResult('sales-rules', 0.95),
    failed: samples.glueDataQualityResult('sales-rules', 0.94),
    otherResource: samples.glueDataQualityResult('stock-rules', 1),
    lookAlikes: [samples.glueDataQualityResult('sales-rules', 1, { databaseName: 'lake', tableName: 'stock' })],
  },
  dataBrewJobSucceeded: {
    landingEvent: () => LandingEvent.dataBrewJobSucceeded('clean-sales'),
    delivery: 'best effort',
    sample: samples.dataBrewJobStateChange('clean-sales', 'SUCCEEDED'),
    failed: samples.dataBrewJobStateChange('clean-sales', 'FAILED'),
    otherResource: samples.dataBrewJobStateChange('clean-stock', 'SUCCEEDED'),
    lookAlikes: [samples.glueJobStateChange('clean-sales', 'SUCCEEDED')],
  },
};
