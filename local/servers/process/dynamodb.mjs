/** DynamoDB in memory, in a process of its own. */
import dynalite from 'dynalite';

const server = dynalite({ createTableMs: 0 });
// no connection is cut but by a fault that was drawn
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  process.send({ endpoint: `http://127.0.0.1:${server.address().port}` });
});
