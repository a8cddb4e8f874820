"""Kernels for notebooks: started anew, or forked from a preloaded process with the same outputs."""

import gc
import multiprocessing
import os
import signal
from pathlib import Path
from queue import Empty

from jupyter_client import AsyncKernelClient, AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from helpers import paths, settings

PRELOADED = "helpers.editions.preloaded"
RARELY = 50_000  # new objects between two searches for garbage: a tenth less time, no more memory


def preload() -> None:
    """Start the process that kernels are forked from, which imports meanwhile."""
    from multiprocessing import forkserver

    settings.fix()  # some settings count at a start or an import: forks cannot change them
    multiprocessing.get_context("forkserver").set_forkserver_preload([PRELOADED])
    forkserver.ensure_running()


class Kernels:
    """Kernels that all see the fixed settings and `variables`. With `outputs`, each notebook has a
    folder of its own below it. With `forked`, they are forks of one preloaded process, where the
    system `CAN_FORK`; a program that asks for them needs its `if __name__ == "__main__":`."""

    def __init__(
        self, variables: dict[str, str], outputs: Path | None = None, forked: bool = False
    ):
        self.environment = settings.environment()
        for name in (
            paths.RAW_VARIABLE,
            paths.OUTPUT_VARIABLE,
            paths.FINDINGS_VARIABLE,
        ):
            self.environment.pop(name, None)
        self.environment |= variables
        self.outputs = outputs
        self.forked = forked
        self.running = []
        self.killed = False
        if forked:
            preload()

    def manager(self, name: str) -> type[AsyncKernelManager]:
        """The class that starts the kernel of the notebook `name`, in the project's folder."""
        place = {"env": self.environment, "cwd": str(paths.ROOT)}
        if self.outputs:
            (self.outputs / name).mkdir(exist_ok=True)  # a second try finds it
            place["env"] = self.environment | {paths.OUTPUT_VARIABLE: str(self.outputs / name)}
        kernels = self

        class Manager(AsyncKernelManager):
            client_factory = Client

            async def start_kernel(self, **options):
                if kernels.forked:
                    spec = self.kernel_spec
                    self.provisioner = ForkProvisioner(kernel_id="", kernel_spec=spec, parent=self)
                await super().start_kernel(**options | place)
                kernels.running.append(self)
                if kernels.killed:
                    kernels.kill()

        return Manager

    def kill(self) -> None:
        """End every kernel, also one that starts later; the threads then come back."""
        self.killed = True
        for manager in list(self.running):
            process = getattr(manager.provisioner, "process", None)
            if process:
                process.kill()


class Client(AsyncKernelClient):
    """jupyter_client's own waits, at each start, for a fifth of a second of silence as well."""

    async def wait_for_ready(self, timeout: int) -> None:
        """Until the kernel answers on both channels. Raises RuntimeError when it does not."""
        for _try in range(timeout):
            self.kernel_info()
            try:
                await self.shell_channel.get_msg(timeout=1)
                return await self.iopub_channel.get_msg(timeout=1)
            except Empty:
                if not await self.is_alive():
                    raise RuntimeError("the kernel ended before its first answer") from None
        raise RuntimeError("the kernel did not answer")


class ForkProvisioner(LocalProvisioner):
    """Starts a kernel as a fork of the preloaded process instead of a program."""

    async def launch_kernel(self, cmd: list[str], **options):
        """The connection, as from LocalProvisioner; of the command only its file is used."""
        connection = cmd[cmd.index("-f") + 1]
        arguments = (connection, dict(options["env"]), str(options["cwd"]))
        context = multiprocessing.get_context("forkserver")
        fork = context.Process(target=_serve, args=arguments, daemon=True)
        fork.start()
        # As much of the interface of Popen as jupyter_client asks for beyond that of a Process.
        fork.stdin = fork.stdout = fork.stderr = None
        fork.poll = lambda: fork.exitcode
        fork.wait = fork.join
        fork.send_signal = lambda number: fork.exitcode is None and os.kill(fork.pid, number)
        self.process = fork
        self.pid = fork.pid
        self.pgid = None
        return self.connection_info


def _serve(connection: str, environment: dict[str, str], folder: str) -> None:
    from ipykernel.kernelapp import IPKernelApp

    settings.end_with_parent()
    gc.enable()
    gc.set_threshold(RARELY)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    kernel = IPKernelApp.instance()
    kernel.initialize(["-f", connection])
    kernel.start()
