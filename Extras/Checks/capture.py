"""Counts the HTTP requests that reach a port of this machine, by a packet capture on the loopback interface."""

import socket
import struct
import threading

METHODS = (b"GET ", b"POST ", b"HEAD ", b"PUT ", b"DELETE ", b"OPTIONS ")
EVERY_PROTOCOL = 3
HOST_TO_OTHERS = 4


class Capture:
    """Request lines that were sent to a port since it began. Needs the right to capture (root)."""

    def __init__(self, port):
        self.port = port
        self.requests = []
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(EVERY_PROTOCOL))
        self.socket.bind(("lo", 0))
        self.socket.settimeout(0.2)
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while not self.stopped.is_set():
            try:
                frame, address = self.socket.recvfrom(65_535)
            except TimeoutError:
                continue
            # Loopback shows every packet twice: going out, and coming in.
            if address[2] == HOST_TO_OTHERS:
                continue
            line = request_line(frame, self.port)
            if line:
                self.requests.append(line)

    def end(self):
        self.stopped.set()
        self.thread.join()
        self.socket.close()
        return self.requests


def request_line(frame, port):
    """The request line at the start of a TCP segment to the port, or None."""
    packet = frame[14:]
    if len(packet) < 40 or packet[0] >> 4 != 4 or packet[9] != socket.IPPROTO_TCP:
        return None
    segment = packet[(packet[0] & 15) * 4 :]
    if len(segment) < 20 or struct.unpack("!H", segment[2:4])[0] != port:
        return None
    data = segment[(segment[12] >> 4) * 4 :]
    return data.split(b"\r\n", 1)[0].decode(errors="replace") if data.startswith(METHODS) else None
