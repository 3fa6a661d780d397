import { dataSetIdOf } from '../../lambda/outcome/outcome';

/** What data sets are called in one list: their id, and account and region before it where the id alone is not unique. */
export function uniqueNames(dataSetArns: readonly string[]): ReadonlyMap<string, string> {
  const forms = [
    dataSetIdOf,
    (arn: string) => `${arn.split(':')[3]}/${dataSetIdOf(arn)}`,
    (arn: string) => `${arn.split(':')[4]}/${arn.split(':')[3]}/${dataSetIdOf(arn)}`,
  ];
  const taken = forms.map((form) => dataSetArns.map(form));
  return new Map(
    dataSetArns.map((arn) => {
      const at = forms.findIndex((form, index) => taken[index]?.filter((name) => name === form(arn)).length === 1);
      return [arn, forms[at]?.(arn) ?? arn];
    }),
  );
}
