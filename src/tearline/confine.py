"""Take away from a worker process what reading a stranger's file does not need.

Promises, on Linux (x86_64, aarch64), from the moment ``confine`` returns and for every thread
started after it: no socket can be made, no program and no other process can be started, no other
process can be signalled or looked into, no name space, mount, module or key can be touched; memory
is limited; and the kernel kills the process when its parent goes, however busy it is. Elsewhere
``confine`` does what it can and says what it could not.

Does not promise: files. The process still reads and writes whatever its user may; its answers are
therefore read back by ``plain_loads``, which makes plain data and never calls what a file asks for.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import enum
import errno
import fcntl
import io
import json
import mmap
import os
import pickle
import platform
import resource
import select
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, ClassVar

OPEN_FILES = 256
TIED, LOOSE = b"tied", b"loose"  # what a process says when it is ready
SINGLE_THREADED = {  # set before the libraries are imported: the engine is what runs things at once
    "OMP_THREAD_LIMIT": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}

# name: (x86_64, aarch64); None where the architecture has no such call. Numbers are the kernel's.
_DENIED: dict[str, tuple[int | None, int | None]] = {
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, None), "vfork": (58, None),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440), "setpgid": (109, 154), "setsid": (112, 157),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "pivot_root": (155, 41),
    "mount": (165, 40), "umount2": (166, 39), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "open_by_handle_at": (304, 265), "fanotify_init": (300, 262),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "quotactl": (179, 60),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "settimeofday": (164, 170), "clock_settime": (227, 112),
}  # fmt: skip
_ASKED = {  # decided by one argument
    "socket": (41, 198), "socketpair": (53, 199), "clone": (56, 220), "clone3": (435, 435),
    "kill": (62, 129), "tgkill": (234, 131), "prlimit64": (302, 261), "ioctl": (16, 29),
}  # fmt: skip
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column, AUDIT_ARCH

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # classic BPF
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_CLONE_THREAD, _CLONE_NEW_SPACES = 0x00010000, 0x7E020000
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C  # typing into the user's terminal
_X32 = 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use: seconds by the clock, bytes of address space (0: any), the network."""

    seconds: float = 120.0
    address_space: int = 3 << 30
    network: bool = False


@dataclass(frozen=True, slots=True)
class Confinement:
    """What was taken away, and for whatever was not, why."""

    network_denied: bool = False
    programs_denied: bool = False
    memory_limited: bool = False
    dies_with_parent: bool = False
    why: tuple[str, ...] = ()


def confine(
    *, address_space: int = 0, network: bool = False, life: int | None = None
) -> Confinement:
    """Confine this process for good, and say what could be done.

    ``address_space`` is in bytes (0: no limit). ``life`` is the reading end of a pipe nobody writes
    to; when the last writing end closes, the kernel kills this process and what it started. Nothing
    here raises: what the machine does not offer is named in ``why``.
    """
    why: list[str] = []
    os.umask(0o077)
    _limit(resource.RLIMIT_CORE, 0, why)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES, why)
    memory = address_space > 0 and _limit(resource.RLIMIT_AS, address_space, why)
    dies = life is not None and _die_with(life, why)
    filtered = _install(network=network, why=why)
    return Confinement(filtered and not network, filtered, memory, dies, tuple(why))


def settle(limits: Limits, life: int | None = None) -> Confinement:
    """Make this process a worker: deaf to Ctrl-C, single-threaded libraries, confined.

    Also the initializer for another Executor's processes.
    """
    with contextlib.suppress(OSError):
        os.setsid()  # no terminal, and a group of its own, which dies together
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.environ.update(SINGLE_THREADED)
    return confine(address_space=limits.address_space, network=limits.network, life=life)


def attend(pipe: Connection, life: Connection, limits: Limits) -> None:
    """Do one job after the other until the pipe closes; the process's main function."""
    tied = settle(limits, life.fileno()).dies_with_parent
    # libraries in C print what they please, a record's words too; stdout is for the parent's data
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    pipe.send_bytes(TIED if tied else LOOSE)
    while True:
        try:
            task = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        try:
            call, args, kwargs = pickle.loads(task)  # noqa: S301 - from the parent
            answer = pickle.dumps((True, call(*args, **kwargs)), pickle.HIGHEST_PROTOCOL)
        except BaseException as exc:  # noqa: BLE001 - libraries raise outside Exception too
            answer = pickle.dumps((False, type(exc).__name__))
        pipe.send_bytes(answer)
        del task, answer


def _limit(which: int, most: int, why: list[str]) -> bool:
    """Lower a resource limit, soft and hard, never raising one."""
    hard = resource.getrlimit(which)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(which, (most, most))
    except (OSError, ValueError) as exc:
        why.append(f"resource limit {which} not set: {exc}")
        return False
    return True


def _die_with(life: int, why: list[str]) -> bool:
    """Ask the kernel to kill this process's group when the pipe's other end closes."""
    try:
        group = -os.getpgrp() if os.getpgrp() == os.getpid() else os.getpid()
        fcntl.fcntl(life, fcntl.F_SETOWN, group)
        fcntl.fcntl(life, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(life, fcntl.F_SETFL, fcntl.fcntl(life, fcntl.F_GETFL) | os.O_ASYNC)
    except (OSError, AttributeError) as exc:
        why.append(f"the kernel cannot tie this process to its parent: {exc}")
        return False
    watch = select.poll()
    watch.register(life, 0)
    if watch.poll(0):  # it was closed before the kernel was asked to tell
        os._exit(1)
    return True


def _install(*, network: bool, why: list[str]) -> bool:
    """Install the system call filter; False (with the reason) where that cannot be done."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _MACHINES or sys.maxsize < 1 << 32:
        why.append(f"no system call filter for {sys.platform} on {machine}")
        return False
    steps = _filter(machine, os.getpid(), network=network)
    packed = b"".join(struct.pack("HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(packed, len(packed))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))

    program = Program(len(steps), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero) or libc.prctl(
        _PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), ctypes.byref(program), zero, zero
    ):
        why.append(f"system call filter refused: {os.strerror(ctypes.get_errno())}")
        return False
    return True


def _filter(machine: str, pid: int, *, network: bool) -> list[tuple[int, int, int, int]]:
    """Return the filter as classic BPF: (code, jump if true, jump if false, constant)."""
    column, architecture = _MACHINES[machine]
    no, yes, kill = (
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _KILL),
    )
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), kill, (_LOAD, 0, 0, 0)]
    if machine == "x86_64":
        steps += [(_AT_LEAST, 0, 1, _X32), kill]
    for numbers in _DENIED.values():
        if (number := numbers[column]) is not None:
            steps += [(_EQUAL, 0, 1, number), no]

    def asked(name: str, *rule: tuple[int, int, int, int]) -> None:
        steps.extend([(_EQUAL, 0, len(rule), _ASKED[name][column]), *rule])

    first, second = (_LOAD, 0, 0, 16), (_LOAD, 0, 0, 24)  # lower halves of the arguments
    if not network:
        asked("socket", no)
        asked("socketpair", first, (_EQUAL, 1, 0, socket.AF_UNIX), no, yes)
    # glibc asks clone3 first, whose flags a filter cannot read, and then clone
    asked("clone3", (_RETURN, 0, 0, _ERRNO | errno.ENOSYS))
    asked(
        "clone",
        first,
        (_ANY_BIT, 2, 0, _CLONE_NEW_SPACES),
        (_ANY_BIT, 0, 1, _CLONE_THREAD),
        yes,
        no,
    )
    asked("kill", first, (_EQUAL, 1, 0, pid), no, yes)
    asked("tgkill", first, (_EQUAL, 1, 0, pid), no, yes)
    asked("prlimit64", first, (_EQUAL, 2, 0, 0), (_EQUAL, 1, 0, pid), no, yes)
    asked("ioctl", second, (_EQUAL, 1, 0, _TIOCSTI), (_EQUAL, 0, 1, _TIOCLINUX), no, yes)
    return [*steps, yes]


_PLAIN = {
    "builtins": frozenset({"set", "frozenset", "complex", "bytearray", "range", "slice"}),
    "datetime": frozenset({"date", "datetime", "time", "timedelta", "timezone"}),
    "decimal": frozenset({"Decimal"}),
    "pathlib": frozenset({"Path", "PosixPath", "PurePath", "PurePosixPath"}),
    "collections": frozenset({"Counter", "OrderedDict"}),
}


class _PlainUnpickler(pickle._Unpickler):  # noqa: SLF001 - there is no other to build on
    """Makes built-in values and our own dataclasses and enums; imports and calls nothing else.

    The one in Python, since in the one in C nothing can stand between a pickle and an object's
    state: it would let an answer rewrite a class or an enum's member here (5 ms a page dearer).
    """

    dispatch: ClassVar[dict[int, Any]] = dict(pickle._Unpickler.dispatch)  # noqa: SLF001

    def __init__(self, data: bytes, packages: frozenset[str]) -> None:
        super().__init__(io.BytesIO(data))
        self._packages = packages

    def find_class(self, module: str, name: str) -> type:
        """Return a class already loaded that holds plain data; anything else is refused."""
        found = getattr(sys.modules.get(module), name, None)
        if isinstance(found, type) and (
            name in _PLAIN.get(module, ())
            or (
                module.partition(".")[0] in self._packages
                and (
                    dataclasses.is_dataclass(found)
                    or issubclass(found, enum.Enum)
                    or (issubclass(found, tuple) and hasattr(found, "_fields"))
                )
            )
        ):
            return found
        raise pickle.UnpicklingError(f"not plain data: {module}.{name}")

    def load_build(self) -> None:
        """Give state to a new dataclass instance, and to nothing that was here before."""
        target = self.stack[-2]  # type: ignore[attr-defined]
        if isinstance(target, type) or not dataclasses.is_dataclass(target):
            raise pickle.UnpicklingError("state for what is no dataclass")
        super().load_build()  # type: ignore[misc]

    dispatch[pickle.BUILD[0]] = load_build


def plain_loads(data: bytes, packages: frozenset[str] = frozenset({"tearline"})) -> object:
    """Read a pickle that an untrusted process wrote, with dataclasses and enums of ``packages``.

    UnpicklingError (or another exception of the pickle's making) where it holds anything else.
    """
    return _PlainUnpickler(data, packages).load()


def probe() -> Confinement:
    """Say what confinement does on this machine, by trying each thing in a process made for it."""
    context = get_context("forkserver")
    near, far = context.Pipe()
    process = context.Process(target=_try_all, args=(far,), daemon=True)
    process.start()
    far.close()
    said: dict[str, bool] = {}
    why: list[str] = []
    try:
        while near.poll(20):
            message = json.loads(near.recv_bytes())
            why += message.pop("why", [])
            said |= message
    except (EOFError, OSError):
        pass
    process.kill()
    process.join()
    if process.exitcode == 0:
        why.append("a program could be started")
    return Confinement(**said, why=tuple(why))


def _try_all(pipe: Connection) -> None:
    """Confine this process and try what should fail; the last trial ends it if it succeeds."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def tell(**facts: bool | list[str]) -> None:
        pipe.send_bytes(json.dumps(facts).encode())

    tell(dies_with_parent=_try_orphan())
    most = 1 << 30
    tell(why=list(confine(address_space=most).why))
    try:
        mmap.mmap(-1, most).close()
    except (OSError, MemoryError):
        tell(memory_limited=True)
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()
    except PermissionError:
        tell(network_denied=True)
    try:
        os.execv("/bin/sh", ["sh", "-c", "exit 0"])  # noqa: S606 - it must not start
    except OSError as exc:
        tell(programs_denied=exc.errno == errno.EPERM)
    os._exit(1)


def _try_orphan() -> bool:
    """Start a child that waits in C, let go of it, and say whether the kernel killed it."""
    life, hold = os.pipe()
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hold)
        os.write(tell, b"y" if _die_with(life, []) else b"n")
        ctypes.PyDLL(None).pause()
        os._exit(0)
    os.read(told, 1)
    os.close(hold)
    until = time.monotonic() + 3
    while time.monotonic() < until:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False
