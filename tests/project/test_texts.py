"""What no file of the project may say: folders of somebody's machine, hosts of a package index."""

from __future__ import annotations

from tests.project.sources import ROOT, modules, project_files

# Put together here, so that this file doesn't name them either.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("proxy", "golang", "org"),
        ("sum", "golang", "org"),
        ("repo1", "maven", "org"),
        ("repo", "maven", "apache", "org"),
        ("static", "crates", "io"),
        ("deb", "debian", "org"),
    )
]
FOLDERS = [
    "/".join(("", *parts, ""))
    for parts in (("work",), ("root",), ("tmp", "w"), ("tmp", "team"), ("opt", "wheels"))
]


def test_no_file_names_a_machine_folder_or_a_package_host() -> None:
    hits = [
        f"{path}: {word}"
        for path in project_files()
        for word in (*HOSTS, *FOLDERS)
        if word in (ROOT / path).read_text(encoding="utf-8", errors="replace")
    ]
    assert hits == []


def test_a_python_file_ends_with_a_line_end_and_has_no_carriage_returns() -> None:
    texts = {str(path): (ROOT / path).read_bytes() for path in modules()}
    assert [name for name, text in texts.items() if b"\r" in text or (text and text[-1:] != b"\n")] == []
