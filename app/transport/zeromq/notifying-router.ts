import { Router } from 'zeromq';

/** ZMQ_ROUTER_NOTIFY and its ZMQ_NOTIFY_DISCONNECT: drafts in libzmq 4.3.5, and in no typing. */
const routerNotifyOption = 97;
const notifyDisconnect = 2;

/** A ROUTER that reports each peer that went as a message `[routing id, empty]`, where this build of libzmq can. */
export class NotifyingRouter extends Router {
  /** Asks for the reports; false if this build can't. Native sockets take no new properties, so keep the answer. */
  notifyDepartures(): boolean {
    try {
      this.setInt32Option(routerNotifyOption, notifyDisconnect);
      return true;
    } catch {
      return false;
    }
  }
}
