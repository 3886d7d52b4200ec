import type { Clock } from '../clock.ts';
import { doorDefaults, type StreamLimits } from '../config.ts';
import type { Log } from '../log.ts';
import type { Frame, PeerId, Security, SocketOptions, Transport } from '../transport/transport.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { Bars, InboundCounters } from './channel-listener.ts';
import type { HandlerFailure } from './handler-pool.ts';
import type { Range } from './stream-range.ts';

export interface EndpointParts {
  nodeId: Uuid;
  incarnation: number;
  /** Asked for when a link is opened. */
  transport: () => Promise<Transport>;
  socketOptions: SocketOptions;
  limits: StreamLimits;
  /** Who may not send what; without it everybody may everything. */
  bars?: Bars;
  clock: Clock;
  log: Log;
}

/** How the sockets for children are protected: strangers may come to the control socket, and members to the data sockets. */
export interface DownlinkSecurity {
  control: Security;
  data: Security;
}

/** Control frames from clients; what they mean is the business of who is above. */
export interface ControlListeners {
  onChildControl(peer: PeerId, frame: Frame): void;
  onChildGone(peer: PeerId): void;
  /** This is missing of streams from below: the children have to be told. */
  onMissingFromChildren(ranges: readonly Range[]): void;
}

/** What happens on one uplink, the parent's or that of a host that may become the parent. */
export interface UplinkSessionListeners {
  onControl(frame: Frame): void;
  /** The control connection came up or broke. */
  onLink(up: boolean): void;
  /** The control connection could not be made this time; it is tried again. */
  onFailed(): void;
  /** Something of the host's stream came in. */
  onStream(): void;
}

export interface EndpointCounters extends InboundCounters {
  /** Messages that a socket or a full queue did not take. */
  refused: number;
  sentDown: number;
  sentUp: number;
  receivedUp: number;
  receivedDown: number;
  badRequests: number;
  handlerFailures: number;
  /** Stretches of messages that are being asked for now. */
  mending: number;
}

/** What an endpoint tells of itself. */
export interface EndpointListeners {
  /** Messages that never came and will not: nobody has them any more. */
  onLost?(range: Range): void;
  /** This node is too slow for the live stream and leaves it, or is back; and how many messages it is behind. */
  onSnail?(crawling: boolean, behind: number): void;
  onHandlerFailure?(failure: HandlerFailure): void;
}

/** Options of a socket with, or without, security. */
export function withSecurity(options: SocketOptions, security: Security | undefined): SocketOptions {
  return security === undefined ? options : { ...options, security };
}

/** Options of the sockets for children. */
export function downlinkOptions(
  options: SocketOptions,
  security: Security | DownlinkSecurity | undefined,
): { control: SocketOptions; data: SocketOptions } {
  if (security === undefined || !('data' in security)) {
    const both = withSecurity(options, security);
    return { control: both, data: both };
  }
  const { control, data } = security;
  return {
    control: { ...withSecurity(options, control), callers: doorDefaults.controlCallers },
    data: withSecurity(options, data),
  };
}
