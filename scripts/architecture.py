"""The picture of the rooms in docs/architecture.md, drawn from the code's own imports.

`python -m scripts.architecture` draws it anew; a test checks that it is current.
"""

from __future__ import annotations

import ast
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = Path("docs/architecture.md")
_DRAWN = re.compile(r"(?<=<!-- rooms -->\n).*?(?=<!-- /rooms -->)", re.DOTALL)
_WIDTH = 100


def dotted(path: Path) -> str:
    """The name that a module is imported by."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imported_names(tree: ast.Module, package: tuple[str, ...] = ()) -> Iterator[str]:
    """The dotted names that a module imports, anywhere in it; `from a import b` gives both a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            source = ".".join((*base, *([node.module] if node.module else [])))
            yield source
            yield from (f"{source}.{alias.name}" for alias in node.names)


def rooms(root: Path = ROOT) -> dict[str, tuple[str, frozenset[str]]]:
    """Room -> what its __init__.py says it is for, and the rooms that it imports; `components` is one."""
    folders = [path.parent for path in sorted((root / "wizard").glob("*/__init__.py"))]
    names = {folder.name for folder in folders}
    found = {}
    for folder in [*folders, root / "components"]:
        wanted: set[str] = set()
        for path in folder.rglob("*.py"):
            package = path.relative_to(root).parts[:-1]
            for name in imported_names(ast.parse(path.read_text("utf-8")), package):
                parts = name.split(".")
                wanted |= {parts[1]} & names if parts[0] == "wizard" and len(parts) > 1 else set()
                wanted |= {"components"} if parts[0] == "components" else set()
        words = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
        found[folder.name] = (
            words.partition("\n\n")[0].replace("\n", " "),
            frozenset(wanted - {folder.name}),
        )
    return found


def floors(imports: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """The rooms by height, the top first: each stands just above the highest one that it imports.

    Raises ValueError where rooms import each other in a circle.
    """
    height: dict[str, int] = {}
    while len(height) < len(imports):
        ready = {room for room, wanted in imports.items() if room not in height and wanted <= set(height)}
        if not ready:
            raise ValueError(f"rooms import each other in a circle: {sorted(set(imports) - set(height))}")
        height.update({room: 1 + max((height[one] for one in imports[room]), default=-1) for room in ready})
    top = max(height.values())
    return [sorted(room for room in height if height[room] == floor) for floor in range(top, -1, -1)]


def needed_arrows(imports: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Without the arrows that others imply: of a -> b -> c, a -> c is left out."""

    def below(room: str) -> set[str]:
        return set(imports[room]).union(*(below(one) for one in imports[room]), set())

    return {
        room: wanted - frozenset().union(*(below(one) for one in wanted), frozenset())
        for room, wanted in imports.items()
    }


def picture(found: Mapping[str, tuple[str, frozenset[str]]]) -> str:
    """The house in text: its floors, and in each room what it is for and the rooms right below it."""
    imports = {room: wanted for room, (_, wanted) in found.items()}
    arrows = needed_arrows(imports)
    lines: list[str] = []
    for number, floor in enumerate(floors(imports)):
        lines.append("-" * _WIDTH if number else "=" * _WIDTH)
        for room in floor:
            below = f"  -> {', '.join(sorted(arrows[room]))}" if arrows[room] else ""
            folder = room if room == "components" else f"wizard/{room}"
            lines += textwrap.wrap(
                f"{folder + '/':20}{found[room][0]}{below}", _WIDTH, subsequent_indent=" " * 20
            )
    return "\n".join([*lines, "=" * _WIDTH])


def updated(text: str) -> str:
    """The page with the picture between its two marks drawn anew."""
    return _DRAWN.sub(lambda _: f"```\n{picture(rooms())}\n```\n", text)


def main() -> int:
    page = ROOT / PAGE
    page.write_text(updated(page.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
