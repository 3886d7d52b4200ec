/** A process that uses every kind of socket, closes its transport, and has nothing more to do. */
import { anyPort, bytes, socketOptions } from '../../contract/transport-fixture.ts';
import { realTransport } from './real-transports.ts';

const transport = realTransport(process.argv[2] === 'zmtp' ? 'zmtp' : 'zeromq');
const options = socketOptions({ sendTimeoutMs: 60_000 });

const address = await transport.puller(options).bind(anyPort);
const routerAddress = await transport.router(options).bind(anyPort);
const publisher = transport.publisher(options);
const subscriber = transport.subscriber(options);
subscriber.onFrame(() => {});
subscriber.subscribe(bytes(''));
subscriber.connect(await publisher.bind(anyPort));
const dealer = transport.dealer(options);
dealer.onFrame(() => {});
dealer.connect(routerAddress);
await dealer.send(bytes('nobody listens to this'));

const pusher = transport.pusher(options);
pusher.connect(address);
for (let sent = 0; sent < 100; sent += 1) await pusher.send(new Uint8Array(10_000));
const unheard = transport.pusher(options);
unheard.connect('tcp://127.0.0.1:1');
const waiting = unheard.send(bytes('for nobody')).catch(() => process.stdout.write('refused '));

await transport.close();
await waiting;
process.stdout.write('closed');
