import { onTestFinished } from 'vitest';
import type * as zmq from 'zeromq';
import { systemClock } from '../../../../app/clock.ts';
import { silentLog } from '../../../../app/log.ts';
import { systemRandom } from '../../../../app/random.ts';
import { newCurveKeys } from '../../../../app/transport/curve-keys.ts';
import { defaultLinkTimings } from '../../../../app/transport/link-timings.ts';
import type { Security, SocketOptions } from '../../../../app/transport/transport.ts';
import { encodeZ85 } from '../../../../app/transport/zeromq/z85.ts';
import type { Links } from '../../../../app/transport/zmtp/patterns/links.ts';
import { ZmtpSockets } from '../../../../app/transport/zmtp/zmtp-sockets.ts';
import { anyPort, socketOptions } from '../../../contract/transport-fixture.ts';

/** How our sockets and libzmq's are brought together. */
export interface Setting {
  mechanism: 'NULL' | 'CURVE';
  /** Who binds, and with CURVE is the server. */
  binds: 'we' | 'libzmq';
}

export const settings: Setting[] = (['NULL', 'CURVE'] as const).flatMap((mechanism) =>
  (['we', 'libzmq'] as const).map((binds) => ({ mechanism, binds })),
);

/** Sockets of both kinds that can be linked, until the test is over. */
export interface Meeting {
  ours: ZmtpSockets;
  options: SocketOptions;
  /** Gives a socket of libzmq the right keys, and closes it after the test. */
  theirs<S extends zmq.Socket>(socket: S): S;
  link(our: Links, their: zmq.Socket): Promise<void>;
}

export function meeting({ mechanism, binds }: Setting): Meeting {
  const parts = { clock: systemClock(), random: systemRandom(), log: silentLog, timings: defaultLinkTimings };
  const ours = new ZmtpSockets(parts);
  onTestFinished(() => ours.close());
  const [server, client] = [newCurveKeys(parts.random), newCurveKeys(parts.random)];
  const asServer: Security = { role: 'server', keys: server, admits: () => true };
  const asClient: Security = { role: 'client', keys: client, serverKey: server.publicKey };
  const security = binds === 'we' ? asServer : asClient;

  const protect = (socket: zmq.Socket): void => {
    const keys = binds === 'we' ? client : server;
    socket.curveSecretKey = encodeZ85(keys.secretKey);
    if (binds === 'libzmq') socket.curveServer = true;
    else {
      socket.curvePublicKey = encodeZ85(keys.publicKey);
      socket.curveServerKey = encodeZ85(server.publicKey);
    }
  };
  return {
    ours,
    options: socketOptions(mechanism === 'CURVE' ? { security } : {}),
    theirs: (socket) => {
      onTestFinished(() => socket.close());
      socket.linger = 0;
      // Short, so that heartbeats take part in every test.
      socket.heartbeatInterval = 20;
      socket.heartbeatTimeout = 10_000;
      if (mechanism === 'CURVE') protect(socket);
      return socket;
    },
    link: async (our, their) => {
      if (binds === 'we') their.connect(await our.bind(anyPort));
      else {
        await their.bind(anyPort);
        our.connect(their.lastEndpoint ?? '');
      }
    },
  };
}
