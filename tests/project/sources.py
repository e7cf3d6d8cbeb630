"""Every file that is part of the project, and what each Python module imports."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from scripts.architecture import dotted, imported_names

ROOT = Path(__file__).parents[2]
OUTSIDE = {"venv", ".git", "__pycache__", ".pytest_cache", ".ruff_cache"}


def _listed_by_git() -> list[str]:
    """What git tracks or would track; nothing where there is no git, or this is no clone."""
    if shutil.which("git") is None:
        return []
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=False,
    )
    return [name for name in listed.stdout.split("\0") if name]


@cache
def project_files() -> tuple[Path, ...]:
    """The relative paths of all files of the project."""
    names = _listed_by_git()
    found = {Path(name) for name in names} or {path.relative_to(ROOT) for path in ROOT.rglob("*")}
    return tuple(sorted(path for path in found if not OUTSIDE & set(path.parts) and (ROOT / path).is_file()))


def modules(*folders: str) -> list[Path]:
    """The Python files under these folders of the project, or all of them."""
    python = (path for path in project_files() if path.suffix == ".py")
    return [path for path in python if not folders or path.parts[0] in folders]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def imports(path: Path) -> Iterator[str]:
    """The dotted names that a module imports, anywhere in it; `from a import b` gives both a and a.b."""
    return imported_names(tree(path), path.parts[:-1])


def module_imports(*folders: str) -> dict[str, set[str]]:
    """Module -> the others of these folders that it imports; of `from a import b`, where b is
    a module, b alone."""
    paths = {dotted(path): path for path in modules(*folders)}
    found = {}
    for name, path in paths.items():
        named = [one for one in imports(path) if one in paths]
        # A package's name comes before its module's where the latter is what is imported.
        found[name] = {
            one for one, after in zip(named, [*named, ""][1:], strict=True) if not after.startswith(f"{one}.")
        } - {name}
    return found
