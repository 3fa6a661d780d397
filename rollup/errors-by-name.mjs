const SCHEMAS = /\/@aws-sdk\/client-(?:dynamodb|sqs)\/dist-es\/schemas\/schemas_0\.js$/;
const CLASSES = /\/@aws-sdk\/client-(?:dynamodb|sqs)\/dist-es\/models\/errors\.js$/;
const REGISTERED = /^n0_registry\.registerError\((\w+)\$, \1\);$/gm;

/**
 * Leaves out the class and the schema that DynamoDB's and SQS's clients have for each error, a tenth of the entry. The clients
 * throw an error without a class as the service's general exception, of its name and message.
 */
export function errorsByName() {
  return {
    name: 'errors-by-name',
    transform(code, id) {
      if (!SCHEMAS.test(id)) {
        return null;
      }
      const without = code.replace(REGISTERED, '');
      if (without === code) {
        this.error(`${id} does not register the classes of errors the way it did: leave them out in another way`);
      }
      return { code: without, map: null };
    },
    generateBundle(_options, bundle) {
      for (const { modules = {} } of Object.values(bundle)) {
        const used = Object.keys(modules).find((id) => CLASSES.test(id) && modules[id].renderedLength > 0);
        if (used) {
          this.error(`a class of ${used} is used, and no error will ever be one: ask for the name of the error`);
        }
      }
    },
  };
}
