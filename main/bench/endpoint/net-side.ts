import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { Arrivals } from './arrivals.ts';
import { Deframer, framed } from './length-framing.ts';
import type { NetPart } from './part.ts';
import { machineTime, payloadBytes, type Side } from './side.ts';

/** The baseline in plain Node: the least that a round trip between two processes takes. */
export function netSide(part: NetPart): Promise<Side> {
  return part.role === 'echo' ? echoSide() : askSide(part.host);
}

async function echoSide(): Promise<Side> {
  const server = createServer({ noDelay: true }, (socket) => {
    const deframer = new Deframer((frame) => void socket.write(framed(frame)));
    socket.on('data', (bytes) => deframer.read(bytes));
    // Whoever asked has gone: the bench is over.
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { addresses: [String(port)], arrivals: new Arrivals(machineTime) };
}

async function askSide(port: string): Promise<Side> {
  const socket = connect({ host: '127.0.0.1', port: Number(port), noDelay: true });
  await once(socket, 'connect');
  const payload = Buffer.alloc(payloadBytes, 7);
  let answered = (): void => {};
  const deframer = new Deframer(() => answered());
  socket.on('data', (bytes) => deframer.read(bytes));
  return {
    addresses: [],
    arrivals: new Arrivals(machineTime),
    ask: () =>
      new Promise((resolve) => {
        answered = resolve;
        socket.write(framed(payload));
      }),
  };
}
