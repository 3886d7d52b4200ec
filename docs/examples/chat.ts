// A chat between any number of people, with no server but the first of them.
//
//   node docs/examples/chat.ts host Anna                   prints an address
//   node docs/examples/chat.ts tcp://127.0.0.1:4711 Ben    joins there
import { createInterface } from 'node:readline';
import { Endpoint } from 'banyan';

const [where = 'host', name = 'somebody'] = process.argv.slice(2);
const endpoint = new Endpoint();
const chat = endpoint.channel('chat');
const said = 1; // The kind of a message says what its payload is; each channel has its own kinds.

chat.handle(({ payload }) => console.log(Buffer.from(payload).toString()));

if (where === 'host') console.log(`Others join at ${await endpoint.listen('tcp://127.0.0.1:0')}`);
else {
  await endpoint.connect(where);
  console.log('Connected.');
}

endpoint.on('link', ({ up }) => console.log(up ? 'Connected again.' : 'The host is out of reach; trying again.'));
endpoint.on('peer', ({ here }) => console.log(here ? 'Somebody came.' : 'Somebody went.'));

for await (const line of createInterface({ input: process.stdin })) {
  chat.send(said, Buffer.from(`${name}: ${line}`));
  await endpoint.whenRoom(); // A sender that waits for room never fills memory.
}
await endpoint.close();
