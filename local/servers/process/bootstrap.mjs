/**
 * What Lambda runs in an execution environment: loads the handler, asks the runtime API for the next invocation, and
 * tells it the answer. One invocation at a time, for as long as the runtime API answers.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getHeapSpaceStatistics } from 'node:v8';

const agent = new Agent({ keepAlive: true });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const url = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${path}`;
    const asked = request(url, { method, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ headers: response.headers, body: text }));
    });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const inWords = (error) => {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return { errorType: name, errorMessage: message, stackTrace: stack.split('\n') };
};

async function load() {
  const [file = '', name = ''] = (process.env._HANDLER ?? '').split('.');
  const module = await import(pathToFileURL(join(process.env.LAMBDA_TASK_ROOT ?? '', `${file}.mjs`)).href);
  return module[name];
}

async function run() {
  let handler;
  try {
    handler = await load();
  } catch (error) {
    await call('POST', 'init/error', inWords(error));
    throw error;
  }
  for (;;) {
    const { headers, body } = await call('GET', 'invocation/next');
    const awsRequestId = String(headers['lambda-runtime-aws-request-id']);
    const deadline = Number(headers['lambda-runtime-deadline-ms']);
    const context = { awsRequestId, getRemainingTimeInMillis: () => deadline - Date.now() };
    try {
      await call('POST', `invocation/${awsRequestId}/response`, await handler(JSON.parse(body), context));
    } catch (error) {
      await call('POST', `invocation/${awsRequestId}/error`, inWords(error));
    }
  }
}

/** Where V8 keeps what it has compiled: that grows for as long as it finds something worth compiling again. */
const COMPILED = /^(code|trusted)/;

// how much it holds, to find out whether it grows
process.on('message', (message) => {
  if (message.measure) {
    globalThis.gc();
    const rss = process.memoryUsage.rss();
    const heapUsed = getHeapSpaceStatistics()
      .filter(({ space_name }) => !COMPILED.test(space_name))
      .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
    // one of them is the directory itself
    const openFiles = readdirSync('/dev/fd').length - 1;
    process.send({ measured: { heapUsed, rss, openFiles } });
  }
});

run().catch((error) => {
  console.error(JSON.stringify({ level: 'FATAL', message: `the execution environment ends: ${error}` }));
  process.exit(1);
});
