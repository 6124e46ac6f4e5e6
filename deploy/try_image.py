#!/usr/bin/env python3
"""Build and use the image where no Docker is: run the Dockerfile's own steps in a bare Debian root.

Usage, as root on a Debian with debootstrap:  deploy/try_image.py [--bind DIR ...] [--keep DIR]

Each stage starts from a root made by debootstrap, with Debian's Python under the name `python`: the version is its own,
not that of the FROM line. Nothing of this machine is seen in it but its name servers, certificates and pip's
configuration, and the folders that --bind names (read-only). Mounts are private to this process and go with it. The
image is then used as an ordinary user on a read-only root.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGES = "ca-certificates,python3,python3-venv"
OF_THIS_MACHINE = ("/etc/resolv.conf", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")
PRIVATE = "IMAGE_TEST_MOUNTS_ARE_PRIVATE"


@dataclass
class Stage:
    """One FROM of the Dockerfile, and what its steps have set so far."""

    name: str
    root: Path
    steps: list[tuple[str, str]] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: str = "root"
    settings: dict[str, str] = field(default_factory=dict)
    """ENTRYPOINT, CMD, HEALTHCHECK as written."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bind", action="append", default=[], metavar="DIR", help="show this folder in the root")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the roots here; a bare root found here is used")
    options = parser.parse_args()
    if os.geteuid() or not shutil.which("debootstrap"):
        sys.exit("needs root, and debootstrap (apt-get install debootstrap)")
    if PRIVATE not in os.environ:
        os.environ[PRIVATE] = "1"
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv])
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        try:
            stage = build_image(folder, options.bind)
            use_image(stage, folder)
        finally:
            # lazily, deepest first: a mount that outlived its use would be emptied with the folder
            for mount in reversed(list_mounts(folder)):
                subprocess.run(["umount", "--lazy", mount], check=False)


def build_image(folder: Path, binds: list[str]) -> Stage:
    """Run every stage; return the last one."""
    bare = folder / "bare"
    if not bare.exists():
        run_command("debootstrap", "--variant=minbase", f"--include={PACKAGES}", read_suite(), str(bare))
        (bare / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    stages = parse_dockerfile((REPOSITORY / "deploy" / "Dockerfile").read_text(encoding="utf-8"), folder)
    for stage in stages:
        shutil.rmtree(stage.root, ignore_errors=True)
        run_command("cp", "--archive", str(bare), str(stage.root))
        prepare_root(stage.root, binds)
        for instruction, words in stage.steps:
            print(f"{stage.name}: {instruction} {words}", flush=True)
            run_step(stage, instruction, words, {each.name: each.root for each in stages})
    return stages[-1]


def parse_dockerfile(text: str, folder: Path) -> list[Stage]:
    """Read the stages and their steps; comments are left out, and lines that end in a backslash are joined."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    stages: list[Stage] = []
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        instruction, words = line.split(maxsplit=1)
        if instruction == "FROM":
            name = words.partition(" AS ")[2] or "image"
            stages.append(Stage(name, folder / name))
        else:
            stages[-1].steps.append((instruction, words))
    return stages


def run_step(stage: Stage, instruction: str, words: str, roots: dict[str, Path]) -> None:
    match instruction:
        case "RUN":
            run_in_root(stage, ["sh", "-c", words])
        case "COPY":
            copy_files(stage, words, roots)
        case "ENV":
            for pair in shlex.split(words):
                name, _, value = pair.partition("=")
                stage.environment[name] = value.replace("$PATH", stage.environment.get("PATH", os.environ["PATH"]))
        case "WORKDIR":
            stage.folder = words
            (stage.root / words.lstrip("/")).mkdir(parents=True, exist_ok=True)
        case "USER":
            stage.user = words
        case "VOLUME":
            (stage.root / words.lstrip("/")).mkdir(parents=True, exist_ok=True)
        case "ENTRYPOINT" | "CMD" | "HEALTHCHECK":
            stage.settings[instruction] = words
        case _:
            sys.exit(f"the Dockerfile has a step that this script does not know: {instruction}")


def copy_files(stage: Stage, words: str, roots: dict[str, Path]) -> None:
    *sources, target = [word for word in words.split() if not word.startswith("--")]
    given = re.match(r"--from=(\S+)", words)
    origin = roots[given[1]] if given else REPOSITORY
    to = stage.root / str(Path(stage.folder, target)).lstrip("/")
    for source in sources:
        path = origin / source.lstrip("/")
        to.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, to, symlinks=True, dirs_exist_ok=True)
        else:
            shutil.copy2(path, to)


def prepare_root(root: Path, binds: list[str]) -> None:
    for file in OF_THIS_MACHINE:
        if Path(file).exists():
            (root / file.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, root / file.lstrip("/"))
    for bind in binds:
        (root / bind.lstrip("/")).mkdir(parents=True, exist_ok=True)
        run_command("mount", "--bind", "-o", "ro", bind, str(root / bind.lstrip("/")))
    run_command("mount", "-t", "proc", "proc", str(root / "proc"))
    run_command("mount", "--bind", "/dev", str(root / "dev"))


def use_image(stage: Stage, folder: Path) -> None:
    """Start it as `docker run --read-only --tmpfs /tmp --volume data:/data` would, and see that it works."""
    data, root = folder / "data", stage.root
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    run_in_root(stage, ["true"])  # the user exists
    owner = subprocess.run(
        ["chroot", str(root), "id", "-u", stage.user], capture_output=True, text=True, check=True
    ).stdout.strip()
    run_command("chown", f"{owner}:{owner}", str(data))
    run_command("mount", "--rbind", str(root), str(root))  # with what is mounted in it
    run_command("mount", "-o", "remount,bind,ro", str(root))
    run_command("mount", "-t", "tmpfs", "tmpfs", str(root / "tmp"))
    run_command("mount", "--bind", str(data), str(root / "data"))
    entry, health = json.loads(stage.settings["ENTRYPOINT"]), stage.settings["HEALTHCHECK"].partition("CMD ")[2]
    refused = run_in_root(stage, ["touch", "/opt/written"], check=False)
    if not refused or owner == "0":
        sys.exit("the image is not read-only, or runs as root")
    run_in_root(stage, [*entry, "--version"])
    run_in_root(stage, [*entry, "demo", "--out", "/data/demo"])
    run_in_root(stage, [*entry, "db", "upgrade"])
    run_in_root(stage, json.loads(health))
    run_in_root(stage, [*entry, "schedule", "--print"])
    print(f"the image builds, runs as user {owner} on a read-only root, and says that it is healthy")


def run_in_root(stage: Stage, command: list[str], *, check: bool = True) -> int:
    """Run a command in the stage's root, as its user, in its folder and with its environment; its exit code."""
    environment = {"PATH": os.environ["PATH"], "HOME": "/tmp", "LC_ALL": "C.UTF-8", **stage.environment}
    environment |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    words = f"cd {shlex.quote(stage.folder)} && exec {shlex.join(command)}"
    user = [f"--userspec={stage.user}"] if stage.user != "root" else []
    done = subprocess.run(["chroot", *user, str(stage.root), "sh", "-c", words], env=environment, check=False)
    if check and done.returncode:
        sys.exit(f"{shlex.join(command)} ended with {done.returncode}")
    return done.returncode


def run_command(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def read_suite() -> str:
    """The name of this machine's Debian, whose packages it reaches."""
    words = Path("/etc/os-release").read_text(encoding="utf-8")
    found = re.search(r"^VERSION_CODENAME=(\w+)", words, re.MULTILINE)
    return found[1] if found else "stable"


def list_mounts(folder: Path) -> list[str]:
    lines = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    return sorted(line.split()[1] for line in lines if line.split()[1].startswith(f"{folder}/"))


if __name__ == "__main__":
    main()
