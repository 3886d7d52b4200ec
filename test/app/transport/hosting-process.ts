/** A process that hosts a puller and writes its address and then each frame it gets. */
import { anyPort, socketOptions, textOf } from '../../contract/transport-fixture.ts';
import { realTransport } from './real-transports.ts';

const puller = realTransport(process.argv[2] === 'zmtp' ? 'zmtp' : 'zeromq').puller(socketOptions());
puller.onFrame((frame) => void process.stdout.write(`${textOf(frame)}\n`));
process.stdout.write(`${await puller.bind(anyPort)}\n`);
