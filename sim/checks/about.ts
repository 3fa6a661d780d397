/** Whether a message is about a data set: it has its ARN, or the beginning of ARNs and its id. */
export function isAbout({ body }: { readonly body: string }, dataSetArn: string): boolean {
  const end = dataSetArn.indexOf('/') + 1;
  const [arnPrefix, id] = [dataSetArn.slice(0, end), dataSetArn.slice(end)];
  const says = (text: string): boolean => body.includes(`"${text}"`);
  return says(dataSetArn) || (says(arnPrefix) && says(id));
}
