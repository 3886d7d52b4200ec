"""Sockets of pyzmq that talk to a test. Usage: python_peer.py PORTS [SERVER_KEY PUBLIC_KEY SECRET_KEY]

Connects to the test's ROUTER, PULL, PUB and REP at the four PORTS (with commas between them),
then binds a REP in the clear and writes its port. What comes back is written, for the test to see.
"""
import sys
import zmq

ports = [int(port) for port in sys.argv[1].split(",")]
keys = [key.encode() for key in sys.argv[2:5]]
context = zmq.Context()


def open_socket(kind):
    socket = context.socket(kind)
    socket.linger = 0
    socket.rcvtimeo = 10_000
    # Heartbeats take part, but a busy machine is no reason to hang up.
    socket.heartbeat_ivl = 20
    socket.heartbeat_timeout = 10_000
    if keys:
        socket.curve_serverkey, socket.curve_publickey, socket.curve_secretkey = keys
    return socket


def connected(kind, port):
    socket = open_socket(kind)
    if kind == zmq.SUB:
        socket.subscribe(b"news")
    socket.connect(f"tcp://127.0.0.1:{port}")
    return socket


dealer = connected(zmq.DEALER, ports[0])
push = connected(zmq.PUSH, ports[1])
sub = connected(zmq.SUB, ports[2])
req = connected(zmq.REQ, ports[3])

dealer.send_multipart([b"from python", b"two"])
print("dealer", dealer.recv_multipart(), flush=True)
for number in range(1000):
    push.send_multipart([str(number).encode(), b"x" * 300])
print("sub", sub.recv_multipart(), flush=True)
req.send(b"question")
print("req", req.recv(), flush=True)

rep = context.socket(zmq.REP)
rep.linger = 0
print("bound", rep.bind_to_random_port("tcp://127.0.0.1"), flush=True)
rep.send(b"python says " + rep.recv())
# The reply leaves before the process does.
rep.close(linger=1000)
for socket in (dealer, push, sub, req):
    socket.close()
context.term()
