import { changesOf, type Golden, readGolden, templatesNow } from '../support/golden';

const now = templatesNow();

test.each([...now.keys()])('the template of %s is the committed one', (stack) => {
  expect(changesOf(stack, readGolden(stack), now.get(stack) as Golden)).toBe('');
});

describe('a changed template', () => {
  const golden = readGolden('Dashboards');
  const resources = golden.Resources as Record<string, { readonly Type: string }>;
  const ids = (type: string): string[] => Object.keys(resources).filter((id) => resources[id]?.Type === type);

  /** The template with one more character in a logical id, everywhere. */
  const renamed = (id: string): Golden =>
    JSON.parse(JSON.stringify(golden).replaceAll(`"${id}"`, `"${id}X"`)) as Golden;

  test.each([
    ...ids('AWS::SQS::Queue'),
    ...ids('AWS::DynamoDB::Table'),
    ...ids('AWS::Logs::LogGroup'),
    ...ids('AWS::Lambda::Function'),
    ...ids('AWS::IAM::Role'),
    ...ids('AWS::Events::Rule'),
  ])('the comparison of templates fails when the logical id of %s changes, and says so', (id) => {
    const said = changesOf('Dashboards', golden, renamed(id));
    expect(said).toContain(`- Resources ${id} (AWS::`);
    expect(said).toContain(`+ Resources ${id}X (AWS::`);
    expect(said).toContain('accept it with "npm run golden" and commit test/golden/Dashboards.template.json');
  });

  test('the comparison of templates fails when a property changes, and says which, from what and to what', () => {
    const [id = ''] = ids('AWS::Lambda::Function');
    const changed = JSON.parse(JSON.stringify(golden).replace('"MemorySize":256', '"MemorySize":512')) as Golden;
    expect(changesOf('Dashboards', golden, changed)).toContain(`~ Resources ${id}.Properties.MemorySize: 256 -> 512`);
  });

  test('the comparison of templates does not fail when only the code of the function changes', () => {
    expect(JSON.stringify(golden)).toContain('ASSET_HASH.zip');
    expect(JSON.stringify(golden)).not.toMatch(/[0-9a-f]{64}/);
  });
});
