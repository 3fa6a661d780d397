import { manifestLocations, s3Location } from '../../../cli/discover/manifest';

test.each([
  ['s3://bucket/a/b.csv', { bucket: 'bucket', prefix: 'a/b.csv' }],
  ['s3://bucket/', { bucket: 'bucket', prefix: '' }],
  ['s3://bucket', { bucket: 'bucket', prefix: '' }],
  ['s3a://bucket/a', { bucket: 'bucket', prefix: 'a' }],
  ['https://bucket.s3.eu-west-1.amazonaws.com/a%20b/', { bucket: 'bucket', prefix: 'a b/' }],
  ['https://s3.amazonaws.com/bucket/a/', { bucket: 'bucket', prefix: 'a/' }],
  ['https://s3-eu-west-1.amazonaws.com/bucket', { bucket: 'bucket', prefix: '' }],
  ['https://example.com/a.csv', undefined],
  ['hdfs://x/y', undefined],
  ['', undefined],
])('the location %s in a manifest is a bucket and a prefix, or none', (uri, expected) => {
  expect(s3Location(uri)).toEqual(expected);
});

test('a manifest names files and prefixes', () => {
  const text = JSON.stringify({ fileLocations: [{ URIs: ['s3://b/1.csv'] }, { URIPrefixes: ['s3://b/p/'] }] });
  expect(manifestLocations(text)).toEqual([
    { bucket: 'b', prefix: '1.csv' },
    { bucket: 'b', prefix: 'p/' },
  ]);
});

test.each(['', '{}', '{"fileLocations":[]}', '{"fileLocations":[{"URIs":["https://example.com/x"]}]}'])(
  '%p is no manifest whose files are all known',
  (text) => {
    expect(manifestLocations(text)).toBeUndefined();
  },
);
