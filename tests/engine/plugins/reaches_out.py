"""A job that tries what reading a file never needs, and says which attempts the kernel let through."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading


def _tries(job: tuple[int, int]) -> dict[str, object]:
    port, parent = job
    libc = ctypes.CDLL(None, use_errno=True)

    def call(name: str, *args: object) -> None:
        if getattr(libc, name)(*args) == -1:
            raise OSError(ctypes.get_errno(), name)

    def thread() -> None:
        t = threading.Thread(target=os.getpid)
        t.start()
        t.join()

    numbers = {"x86_64": (101, 425, 321), "aarch64": (117, 425, 280)}[os.uname().machine]
    return {
        "loopback": lambda: socket.create_connection(("127.0.0.1", port), timeout=2),
        "ipv6": lambda: socket.socket(socket.AF_INET6),
        "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "netlink": lambda: socket.socket(socket.AF_NETLINK),
        "packet": lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW),
        "inet pair": lambda: socket.socketpair(socket.AF_INET),
        "program": lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
        "execve": lambda: os.execv("/bin/true", ["true"]),
        "fork": os.fork,
        "kill parent": lambda: os.kill(parent, signal.SIGCONT),
        "kill all": lambda: os.kill(-1, signal.SIGCONT),
        "ptrace": lambda: call("syscall", numbers[0], 16, parent, 0, 0),
        "io_uring": lambda: call("syscall", numbers[1], 8, None),
        "bpf": lambda: call("syscall", numbers[2], 0, None, 0),
        "unshare": lambda: call("unshare", 0x10000000),
        "mount": lambda: call("mount", b"none", b"/mnt", b"tmpfs", 0, None),
        "parent's limits": lambda: __import__("resource").prlimit(parent, 7, (64, 64)),
        "more memory": lambda: __import__("resource").setrlimit(9, (1 << 40, 1 << 40)),
        "terminal": lambda: os.open("/dev/tty", os.O_RDWR),
        "thread": thread,
        "unix pair": lambda: socket.socketpair()[0].close(),  # noqa: PLW0108
        "kill self": lambda: os.kill(os.getpid(), 0),
    }


def work(job: tuple[int, int]) -> dict[str, int]:
    """Return the error number of each attempt, 0 where it went through."""
    found: dict[str, int] = {}
    for name, attempt in _tries(job).items():
        try:
            attempt()
            found[name] = 0
        except (OSError, ValueError) as exc:
            found[name] = getattr(exc, "errno", None) or -1
        except Exception:
            found[name] = -2
    return found


def i386(_job: int) -> str:
    """Call the kernel through its 32-bit door (int 0x80, getpid), which the filter must shut."""
    import mmap

    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20; int 0x80; ret
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    return f"let through: {ctypes.CFUNCTYPE(ctypes.c_int)(address)()}"


def x32(_job: int) -> str:
    """Call the kernel by an x32 number (getpid), which the filter must not pass."""
    return f"let through: {ctypes.CDLL(None).syscall(0x40000000 + 39)}"
