import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { reset } from '../../local/servers/faulty-proxy';

test.each([
  ['open', () => {}],
  ['about to end', (socket: Socket) => socket.end()],
])('a connection that is %s can be reset', async (_, before) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port).on('error', () => {});
  const [socket] = (await once(server, 'connection')) as [Socket];
  const errors: Error[] = [];
  socket.on('error', (error) => errors.push(error));
  before(socket);
  reset(socket);
  await setImmediate();
  client.destroy();
  server.close();
  expect(errors).toEqual([]);
});
