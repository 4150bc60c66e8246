from __future__ import annotations

import pytest

from patchcritic.languages.javascript.resolve import ModuleResolver
from patchcritic.snapshot import MemorySnapshot

FILES = {
    "package.json": '{"name": "top", "main": "./dist/main.js", "exports": {".": {"import": '
    '"./dist/main.mjs", "require": "./dist/main.js"}, "./extra": "./lib/extra.js"}}',
    "src/main.ts": "",
    "lib/extra.js": "",
    "lib/typed.ts": "",
    "lib/both.js": "",
    "lib/both.ts": "",
    "lib/sub/index.jsx": "",
    "lib/data.json": "{}",
    "packages/one/package.json": '{"name": "@scope/one", "main": "entry"}',
    "packages/one/entry.cjs": "",
    "packages/one/util.js": "",
    "packages/two/package.json": "{broken",
    "packages/two/index.js": "",
    "tsconfig.json": '{// paths\n"compilerOptions": {"paths": {"@/*": ["./lib/*"],}, /* x */}}',
    "tests/a.test.js": "",
}


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("../lib/extra", "lib/extra.js"),
        ("../lib/extra.js", "lib/extra.js"),
        ("../lib/typed.js", "lib/typed.ts"),
        ("../lib/both", "lib/both.js"),
        ("../lib/sub", "lib/sub/index.jsx"),
        ("../lib/sub/", "lib/sub/index.jsx"),
        ("../lib/data.json", "lib/data.json"),
        ("../lib/extra?raw", "lib/extra.js"),
        ("..", "src/main.ts"),
        ("../", "src/main.ts"),
        ("top", "src/main.ts"),
        ("top/extra", "lib/extra.js"),
        ("@scope/one", "packages/one/entry.cjs"),
        ("@scope/one/util", "packages/one/util.js"),
        ("../packages/two", "packages/two/index.js"),
        ("@/typed", "lib/typed.ts"),
        ("@/nothing", None),
        ("react", None),
        ("../../outside", None),
        ("../lib/missing", None),
    ],
)
def test_resolution(module: str, expected: str | None) -> None:
    assert ModuleResolver(MemorySnapshot(FILES)).resolve("tests/a.test.js", module) == expected
