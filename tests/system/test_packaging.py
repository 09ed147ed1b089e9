"""Bundle and Debian package: what install.sh accepts, what the package holds, licences that are stated.

Both are built and installed as a whole by hand (a registry and root are needed); docs/figures.md says with what result.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.checkout import ROOT

PACKAGING = ROOT / "deploy" / "packaging"


def script(name: str) -> ModuleType:
    """A build script as a module: they stand in no package."""
    spec = importlib.util.spec_from_file_location(f"packaging_{name}", PACKAGING / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def keys() -> Iterator[dict[str, Path]]:
    """Two public keys, and the ring that signs with the first; in a short folder, for gpg's socket has a name limit."""
    gpg = shutil.which("gpg")
    if gpg is None or shutil.which("gpgv") is None:
        pytest.skip("gpg is not installed (package gnupg)")
    folder = Path(tempfile.mkdtemp(prefix="gpg-"))
    rings = {}
    for name in ("release", "other"):
        home = folder / name
        home.mkdir(mode=0o700)
        command = [gpg, "--homedir", str(home), "--batch"]
        made = [*command, "--passphrase", "", "--quick-gen-key", f"{name}@localhost", "ed25519", "sign", "0"]
        subprocess.run(made, check=True, capture_output=True)
        rings[name] = folder / f"{name}.gpg"
        rings[name].write_bytes(subprocess.run([*command, "--export"], check=True, capture_output=True).stdout)
    yield {**rings, "home": folder / "release"}
    for name in ("release", "other"):
        subprocess.run(["gpgconf", "--homedir", str(folder / name), "--kill", "all"], check=False, capture_output=True)
    shutil.rmtree(folder)


@pytest.fixture
def bundle(keys: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small signed bundle with the real scripts."""
    module = script("bundle")
    folder = tmp_path / "gói"
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / "một.whl").write_bytes(b"1")
    for name in ("install.sh", "remove.sh", "account.sh", "hoivanban"):
        shutil.copy(PACKAGING / name, folder)
    monkeypatch.setenv("GNUPGHOME", str(keys["home"]))
    module.sign(module.write_sums(folder), "release@localhost")
    return folder


def checked(folder: Path, *options: str | Path) -> tuple[int, str]:
    done = subprocess.run(
        ["sh", str(folder / "install.sh"), "--check", *map(str, options)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_whole_bundle_with_the_right_signature_is_accepted(bundle: Path, keys: dict[str, Path]) -> None:
    code, said = checked(bundle, "--key", keys["release"])
    assert code == 0, said
    assert "Chữ ký đúng" in said
    code, said = checked(bundle)
    assert code == 0
    assert "Chưa kiểm chữ ký" in said


def test_another_key_a_changed_a_missing_and_an_added_file_are_refused(bundle: Path, keys: dict[str, Path]) -> None:
    assert checked(bundle, "--key", keys["other"])[0] == 1
    (bundle / "wheels" / "một.whl").write_bytes(b"2")
    code, said = checked(bundle, "--key", keys["release"])
    assert (code, "bị hỏng hoặc bị sửa" in said) == (1, True)
    (bundle / "wheels" / "một.whl").unlink()
    assert checked(bundle, "--key", keys["release"])[0] == 1
    (bundle / "wheels" / "một.whl").write_bytes(b"1")
    assert checked(bundle, "--key", keys["release"])[0] == 0
    (bundle / "wheels" / "hai.whl").write_bytes(b"3")
    code, said = checked(bundle, "--key", keys["release"])
    assert (code, "không nằm trong danh sách" in said) == (1, True)
    (bundle / "wheels" / "hai.whl").unlink()
    # Whoever changes a file and its hash still has no signature over the list.
    (bundle / "wheels" / "một.whl").write_bytes(b"2")
    script("bundle").write_sums(bundle)
    code, said = checked(bundle, "--key", keys["release"])
    assert (code, "Chữ ký của gói không khớp" in said) == (1, True)
    (bundle / "SHA256SUMS.sig").unlink()
    code, said = checked(bundle, "--key", keys["release"])
    assert (code, "không có chữ ký" in said) == (1, True)


def test_the_package_says_what_it_needs_and_runs_its_scripts(tmp_path: Path) -> None:
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb is not installed (package dpkg)")
    tree = tmp_path / "tree"
    (tree / "usr" / "bin").mkdir(parents=True)
    shutil.copy(PACKAGING / "hoivanban", tree / "usr" / "bin" / "hoivanban")
    made = script("bundle").build_package(tree, "0.1.0+1", tmp_path)
    assert made.name == "hoivanban_0.1.0+1_amd64.deb"

    def told(*command: str) -> str:
        return subprocess.run(["dpkg-deb", *command], capture_output=True, text=True, check=True).stdout

    assert told("--field", str(made), "Version", "Architecture").split() == [
        "Version:", "0.1.0+1", "Architecture:", "amd64",
    ]  # fmt: skip
    assert "python3 (<< 3.12)" in told("--field", str(made), "Depends")
    assert "root/root" in told("--contents", str(made))
    control = tmp_path / "control"
    told("--control", str(made), str(control))
    assert "@" not in (control / "control").read_text(encoding="utf-8").replace("hoivanban@localhost", "")
    assert all((control / name).stat().st_mode & 0o111 for name in ("preinst", "postinst", "prerm", "postrm"))


@pytest.mark.parametrize(
    "path", [*PACKAGING.glob("*.sh"), PACKAGING / "hoivanban", *PACKAGING.glob("debian/p*")], ids=lambda path: path.name
)
def test_the_scripts_are_plain_shell(path: Path) -> None:
    done = subprocess.run(["sh", "-n", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "bash" not in path.read_text(encoding="utf-8")


def test_notices_hold_each_package_with_its_licence(tmp_path: Path) -> None:
    module = script("notices")
    known = [one for one in distributions() if one.metadata["Name"].lower() in ("pypdf", "lxml", "sqlalchemy")]
    text = module.notices(known)
    assert text.count("Licence: ") == len(known) == 3
    assert "Redistribution and use in source and binary forms" in text
    unclear = tmp_path / "unclear-1.0.dist-info"
    unclear.mkdir()
    (unclear / "METADATA").write_text("Metadata-Version: 2.1\nName: unclear\nVersion: 1.0\n")
    with pytest.raises(module.LicenceMissing, match="unclear"):
        module.notices(list(distributions(path=[str(tmp_path)])))


def test_every_part_has_a_licence_and_tests_are_no_part_of_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tool leaves out licences that are stated in words, and cannot know what is handed on."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    parts = script("parts")
    listed = [{"name": "Django", "licenses": ["BSD"]}, {"name": "protobuf"}, {"name": "pyrage"}, {"name": "torch"}]
    product = parts.locked_names(["protobuf==7.36.2 \\\n    --hash=sha256:0\nPyrage==1.4\n"]) | parts.BESIDE_LOCKS
    made = parts.completed(
        {"bomFormat": "CycloneDX", "components": listed}, {"protobuf": "3-Clause BSD", "pyrage": ""}, product
    )
    assert made["bomFormat"] == "CycloneDX"
    shown = [(one["name"], one["licenses"], one.get("scope")) for one in made["components"]]
    see = [{"license": {"name": "see THIRD-PARTY.txt"}}]
    assert shown == [
        ("Django", ["BSD"], "excluded"),
        ("protobuf", [{"license": {"name": "3-Clause BSD"}}], None),
        ("pyrage", see, None),
        ("torch", see, None),
    ]
