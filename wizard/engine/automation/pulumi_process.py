"""The `pulumi` command as the Automation API starts it: found, checked, and stopped in an orderly way."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping
from typing import IO, Any

from pulumi import automation
from pulumi.automation import errors
from pulumi.automation._cmd import OnOutput

from wizard.failures import UsageFailure
from wizard.screen.terminal import safe
from wizard.stack import pulumi_command
from wizard.stack.pulumi_command import INSTALL_PAGE

# Seconds that a short command has to stop in.
_STOPS_WITHIN = 10.0


class Cli(automation.PulumiCommand):
    """The CLI in a session of its own, so that a terminal's Ctrl-C reaches it only through `stop`.

    Ctrl-C goes to every process in the foreground. The CLI would begin to stop while this process,
    which runs the program for it, is stopping too; and a second Ctrl-C meant for one would hit both.
    """

    def __init__(self, root: str | None = None) -> None:
        super().__init__(root)
        self._running: subprocess.Popen[str] | None = None

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> automation.CommandResult:
        """Runs one command to its end. Raises the SDK's CommandError when it fails."""
        environment = {**os.environ, **additional_env, "PULUMI_AUTOMATION_API": "true"}
        if os.path.isabs(self.command):
            # The plugins that came with this CLI lie beside it.
            beside = os.path.dirname(self.command)
            environment["PATH"] = os.pathsep.join([beside, environment.get("PATH", os.defpath)])
        process = subprocess.Popen(
            [self.command, "--non-interactive", *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment,
            encoding="utf-8",
            errors="replace",
            **_own_session(),
        )
        self._running = process
        said: tuple[list[str], list[str]] = ([], [])
        readers = [
            threading.Thread(target=_read, args=(stream, told, lines), daemon=True)
            for stream, told, lines in zip(
                (process.stdout, process.stderr), (on_output, on_error), said, strict=True
            )
        ]
        try:
            for reader in readers:
                reader.start()
            for reader in readers:
                reader.join()
            code = process.wait()
        except KeyboardInterrupt:
            # Outside of perform(): short commands, which stop at once.
            self.stop(1)
            try:
                process.wait(_STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                # On a full disk it waits for ever.
                self.stop(3)
                process.wait()
            raise
        finally:
            self._running = None
        result = automation.CommandResult("\n".join(said[0]), "\n".join(said[1]), code)
        if code:
            raise errors.create_command_error(result)
        return result

    def stop(self, presses: int) -> None:
        """What the n-th Ctrl-C does to the running command, if there is one.

        The first lets it finish what it has begun and save its state; the second ends it at once, with what
        it had begun noted as pending; the third kills it, and its lock stays. (`pulumi cancel` does none of
        this where the state is in files: it only takes the lock away.)
        """
        process = self._running
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            if presses > 2:
                _kill(process)
            else:
                process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT))


def _kill(process: subprocess.Popen[str]) -> None:
    """With its plugins: they hold its output open, and whoever reads that would wait for them."""
    if os.name == "nt":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _own_session() -> dict[str, Any]:
    if os.name == "nt":
        return {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    return {"start_new_session": True}


def _read(stream: IO[str], told: OnOutput | None, lines: list[str]) -> None:
    with stream:
        for line in stream:
            lines.append(line.rstrip())
            if told:
                told(lines[-1])


def find() -> Cli | None:
    """The CLI on PATH, or where an installer leaves it without changing PATH; None without one.

    Raises UsageFailure for one that is too old or doesn't run.
    """
    found = pulumi_command.find()
    if found is None:
        return None
    try:
        cli = Cli(None if found.is_on_path else found.root)
    except (automation.InvalidVersionError, OSError, subprocess.CalledProcessError) as error:
        raise UsageFailure(
            f"The `pulumi` command at {safe(found.path)} can't be used ({safe(error)}). "
            f"Install it again: {INSTALL_PAGE}"
        ) from None
    version = cli.version
    fault = version and pulumi_command.version_fault((version.major, version.minor, version.patch))
    if fault:
        raise UsageFailure(f"pulumi {version} at {safe(found.path)} is {fault}. Update it: {INSTALL_PAGE}")
    return cli
