/** SQS in a process of its own, on loopback alone (fauxqs' own start would listen to the whole network). */
import { buildApp } from 'fauxqs';

const app = buildApp({ logger: false, defaultRegion: process.env.AWS_REGION });
process.send({ endpoint: await app.listen({ port: 0, host: '127.0.0.1' }) });
