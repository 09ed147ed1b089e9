"""The offline bundle and the Debian package, built from the lock: ``bundle.py bundle`` and ``bundle.py deb``.

Built on Debian 12 with its Python 3.11, with a registry at hand; installed where there is no network. ``--sign KEY``
signs the list of hashes with a key of gpg's ring (who is released to checks it with gpgv, which every Debian has).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = ROOT / "deploy" / "packaging"
UNITS = ("hoivanban.service", "hoivanban.socket", "hoivanban.example.toml", "nginx.conf")
SUMS = "SHA256SUMS"
#: Where the environment lies on the machine that it is installed on; the units name it.
PREFIX = Path("opt/hoivanban")
MAINTAINER = os.environ.get("DEBEMAIL", "Hoi Van Ban <hoivanban@localhost>")


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """The output of a program that must succeed; what it says otherwise goes to the terminal."""
    done = subprocess.run(list(map(str, command)), cwd=cwd, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def release_version() -> str:
    """The project's version with the day and the commit, so that a later build is a later version."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return f"{version}+{run('git', 'log', '-1', '--format=%cd.g%h', '--date=format:%Y%m%d%H%M')}"


def release_time() -> int:
    """The moment of the commit: every file of a release bears it."""
    return int(run("git", "log", "-1", "--format=%ct"))


def collect_wheels(folder: Path) -> None:
    """The wheels of the lock, checked against its hashes, and the project's own with its client package."""
    pip = (sys.executable, "-m", "pip")
    quiet = ("--quiet", "--disable-pip-version-check")
    run(*pip, "download", *quiet, "--require-hashes", "--no-deps", "--only-binary=:all:", "-d", folder,
        "-r", ROOT / "deploy" / "locks" / "small.txt")  # fmt: skip
    # Of the commit, as the source in the bundle: what lies uncommitted in the working tree goes into neither.
    with tempfile.TemporaryDirectory() as source:
        run("git", "archive", "-o", f"{source}/source.tar", "HEAD")
        run("tar", "-xf", "source.tar", cwd=Path(source))
        run(*pip, "wheel", *quiet, "--no-deps", "-w", folder, source, Path(source) / "clients" / "python")


def make_environment(wheels: Path, target: Path) -> Path:
    """A virtual environment of the wheels; returns its site-packages. Its commands name the later place, /opt."""
    run(sys.executable, "-m", "venv", "--without-pip", target)
    python = target / "bin" / "python"
    (pip,) = wheels.glob("pip-[0-9]*.whl")
    install = (python, pip / "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile")
    run(*install, "--disable-pip-version-check", "--root-user-action=ignore", *sorted(wheels.glob("*.whl")))
    (site,) = target.glob("lib/python*/site-packages")
    run(sys.executable, HERE / "surplus.py", site)
    for name in site.glob("pip*"):
        shutil.rmtree(name)
    later = "/" + str(PREFIX / ".venv")
    for file in [*(target / "bin").iterdir(), target / "pyvenv.cfg"]:
        if file.is_file() and not file.is_symlink():
            file.write_bytes(file.read_bytes().replace(str(target).encode(), later.encode()))
    for name in (target / "bin").glob("pip*"):
        name.unlink()
    (target / "bin" / "python3").unlink()
    for name in ("python", "python3", "python3.11"):
        (target / "bin" / name).unlink(missing_ok=True)
        (target / "bin" / name).symlink_to("/usr/bin/python3" if name == "python3" else "python3")
    config = target / "pyvenv.cfg"
    kept = [line for line in config.read_text().splitlines() if line.partition(" = ")[0] not in ("home", "executable")]
    config.write_text("\n".join(["home = /usr/bin", "executable = /usr/bin/python3.11", *kept]) + "\n")
    return site


def write_parts_list(environment: Path, site: Path, folder: Path) -> None:
    """The list of parts (CycloneDX) and the licence notices of an environment."""
    run(sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--spec-version", "1.6",
        "--output-format", "JSON", "-o", folder / "sbom.cdx.json", "--pyproject", ROOT / "pyproject.toml",
        environment / "bin" / "python")  # fmt: skip
    print(run(sys.executable, HERE / "parts.py", folder / "sbom.cdx.json", site))
    print(run(sys.executable, HERE / "notices.py", site, folder / "THIRD-PARTY.txt"))


def copy_documents(folder: Path) -> None:
    """Documentation, licence and changes."""
    shutil.copytree(ROOT / "docs", folder, dirs_exist_ok=True)
    for name in ("README.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)


def write_sums(folder: Path) -> Path:
    """The hashes of every file of a folder, as ``sha256sum --check`` reads them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(SUMS))
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
    return folder / SUMS


def sign(file: Path, key: str) -> None:
    """A detached signature beside a file, with a key of gpg's ring."""
    run("gpg", "--batch", "--yes", "--local-user", key, "--output", f"{file}.sig", "--detach-sign", file)


def build_bundle(work: Path, out: Path, key: str | None) -> Path:
    """The archive with everything: wheels, source, units, samples, documents, scripts, hashes, signature."""
    version = release_version()
    name = f"hoivanban-{version}-debian12-amd64"
    folder = work / name
    folder.mkdir()
    shutil.copytree(work / "wheels", folder / "wheels")
    run("git", "archive", "--format=tar.gz", "-o", folder / f"hoivanban-{version}-source.tar.gz", "HEAD")
    for target, sources in {"units": UNITS, "locks": ("locks/small.txt",)}.items():
        (folder / target).mkdir()
        for source in sources:
            shutil.copy(ROOT / "deploy" / source, folder / target)
    shutil.copytree(ROOT / "corpus" / "documents", folder / "samples")
    copy_documents(folder / "docs")
    for script in ("install.sh", "remove.sh", "account.sh", "hoivanban", "surplus.py"):
        shutil.copy(HERE / script, folder)
    (folder / "VERSION").write_text(version + "\n")
    site = make_environment(work / "wheels", work / "listed")
    write_parts_list(work / "listed", site, folder)
    sums = write_sums(folder)
    if key is not None:
        sign(sums, key)
    archive = out / f"{name}.tar"
    with tarfile.open(archive, "w") as tar:
        for path in (folder, *sorted(folder.rglob("*"))):
            tar.add(path, str(path.relative_to(work)), recursive=False, filter=_as_released)
    return archive


def _as_released(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = release_time()
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


def stage_package(work: Path) -> Path:
    """The tree of the Debian package: what lies where on the machine, without the control files."""
    tree = work / "tree"
    environment = tree / PREFIX / ".venv"
    environment.parent.mkdir(parents=True)
    site = make_environment(work / "wheels", environment)
    document = tree / "usr/share/doc/hoivanban"
    document.mkdir(parents=True)
    write_parts_list(environment, site, document)
    # Byte code in advance: the service may not write there. Its paths are those of the machine, not of this tree.
    compiler = (sys.executable, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash")
    subprocess.run([*compiler, "-s", str(tree), "-p", "/", str(site)], check=False, stdout=subprocess.DEVNULL)
    copy_documents(document)
    (document / "copyright").write_bytes((ROOT / "LICENSE").read_bytes())
    (document / "changelog.gz").write_bytes(gzip.compress((ROOT / "CHANGELOG.md").read_bytes(), mtime=0))
    shared = tree / "usr/share/hoivanban"
    shutil.copytree(ROOT / "corpus" / "documents", shared / "samples")
    for source in ("packaging/account.sh", "hoivanban.example.toml", "nginx.conf"):
        shutil.copy(ROOT / "deploy" / source, shared)
    units = tree / "lib/systemd/system"
    units.mkdir(parents=True)
    for unit in ("hoivanban.service", "hoivanban.socket"):
        shutil.copy(ROOT / "deploy" / unit, units)
    command = tree / "usr/bin/hoivanban"
    command.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "hoivanban", command)
    command.chmod(0o755)
    return tree


def build_package(tree: Path, version: str, out: Path) -> Path:
    """The Debian package of a staged tree."""
    control = tree / "DEBIAN"
    control.mkdir()
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink()) // 1024
    for source in sorted((HERE / "debian").iterdir()):
        text = source.read_text(encoding="utf-8")
        for name, value in (("VERSION", version), ("MAINTAINER", MAINTAINER), ("SIZE", str(size))):
            text = text.replace(f"@{name}@", value)
        (control / source.name).write_text(text, encoding="utf-8")
        (control / source.name).chmod(0o644 if source.name == "control" else 0o755)
    run("chmod", "-R", "u+w,go-w,a+rX", tree)
    package = out / f"hoivanban_{version}_amd64.deb"
    run("dpkg-deb", "-Zzstd", "--root-owner-group", "--build", tree, package)
    return package


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("bundle", "deb", "sbom"))
    parser.add_argument("--sign", metavar="KEY")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    options = parser.parse_args()
    out = options.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    if options.what == "sbom":
        environment = Path(sys.prefix)
        (site,) = environment.glob("lib/python*/site-packages")
        write_parts_list(environment, site, out)
        return
    work = out / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    collect_wheels(work / "wheels")
    if options.what == "bundle":
        made = build_bundle(work, out, options.sign)
    else:
        made = build_package(stage_package(work), release_version(), out)
        if options.sign:
            sign(made, options.sign)
    shutil.rmtree(work)
    print(f"{made} ({made.stat().st_size / 1e6:.0f} MB)")


if __name__ == "__main__":
    main()
