"""Files of the virtual system, held against a real folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from patchcritic.tracer.core.undecided import Undecided

PROGRAMS = {
    "write and read": """
p = base / 'a.txt'
out = [p.write_text('h\\u00e4\\n', encoding='utf-8'), p.read_text(encoding='utf-8'), p.exists(),
       p.is_file(), p.stat().st_size, p.read_bytes(), os.path.getsize(p), p.suffix]
""",
    "modes": """
p = str(base / 'm')
out = []
with open(p, 'w') as f: out += [f.write('one\\ntwo\\n'), f.mode, f.name == p, f.writable()]
with open(p) as f: out += [f.readline(), f.read(), f.tell(), f.seek(0), list(f)]
with open(p, 'a') as f: f.write('three')
with open(p, 'r+b') as f: out += [f.read(2), f.write(b'X'), f.seek(0), f.read()]
with open(p, 'rb', buffering=0) as f: out += [f.read(3), f.mode]
with open(p, 'w+') as f: f.write('abc'); f.seek(1); out += [f.read(), f.truncate(1)]
out += [open(p).read(), f.closed]
""",
    "newlines": """
p = base / 'n'
with open(p, 'w', newline='\\r\\n') as f: f.write('a\\nb\\n')
out = [p.read_bytes(), p.read_text(), open(p, newline='').read()]
""",
    "folders": """
(base / 'd' / 'e').mkdir(parents=True)
(base / 'd' / 'x.py').touch(); (base / 'd' / 'e' / 'y.py').write_text('1')
names = lambda paths: sorted(str(each.relative_to(base)) for each in paths)
out = [names((base / 'd').iterdir()), names(base.rglob('*.py')), names(base.glob('*/*.py')),
       sorted(os.listdir(base / 'd')), sorted(e.name for e in os.scandir(base / 'd') if e.is_dir()),
       [(sorted(a), sorted(b)) for _, a, b in os.walk(base)], os.path.isdir(base / 'd')]
shutil.copytree(base / 'd', base / 'c'); out.append(names(base.rglob('*')))
shutil.rmtree(base / 'd'); out.append(names(base.rglob('*')))
(base / 'c' / 'x.py').rename(base / 'z.py'); os.replace(base / 'c' / 'e', base / 'f')
out.append(names(base.rglob('*')))
(base / 'z.py').unlink(); (base / 'c').rmdir(); out.append(names(base.rglob('*')))
""",
    "temporary": """
with tempfile.TemporaryDirectory() as folder:
    with tempfile.NamedTemporaryFile('w+', dir=folder, suffix='.t') as f:
        f.write('abc'); f.flush(); f.seek(0)
        out = [f.read(), os.path.exists(f.name), f.name.endswith('.t')]
    out += [os.path.exists(f.name), os.listdir(folder)]
number, name = tempfile.mkstemp(dir=base)
os.write(number, b'xyz'); os.close(number)
out += [os.path.exists(folder), open(name).read()]
""",
    "working folder": """
os.chdir(base); open('rel', 'w').close()
out = [os.listdir('.'), os.path.abspath('rel') == str(base / 'rel'), Path('rel').resolve().name,
       os.getcwd() == str(base), Path.cwd() == base, os.path.relpath(base / 'a' / 'b')]
""",
    "what is not there": """
out = []
def attempt(action):
    try:
        out.append(action())
    except (OSError, ValueError, TypeError, LookupError) as error:
        out.append((type(error).__name__, str(error).replace(str(base), '')))
(base / 'f').write_text('x'); (base / 'd').mkdir(); (base / 'd' / 'g').touch()
attempt(lambda: open(base / 'no'))
attempt(lambda: open(base / 'no' / 'no', 'w'))
attempt(lambda: open(base / 'f' / 'x'))
attempt(lambda: open(base / 'd'))
attempt(lambda: open(base / 'd', 'w'))
attempt(lambda: open(base / 'f', 'x'))
attempt(lambda: open(base / 'f', 'q'))
attempt(lambda: open(base / 'f', 'rw'))
attempt(lambda: open(base / 'f', 'b'))
attempt(lambda: open(base / 'f', 'bt'))
attempt(lambda: open(base / 'f', 'rb', encoding='utf-8'))
attempt(lambda: open(base / 'f', 'r', buffering=0))
attempt(lambda: open(base / 'f', 5))
attempt(lambda: open(str(base) + '\\0'))
attempt(lambda: open(''))
attempt(lambda: open(base / 'f').write('x'))
attempt(lambda: open(base / 'f', 'w').read())
attempt(lambda: (base / 'd').mkdir())
attempt(lambda: (base / 'n' / 'm').mkdir())
attempt(lambda: (base / 'd').rmdir())
attempt(lambda: (base / 'no').unlink())
attempt(lambda: os.listdir(base / 'f'))
attempt(lambda: os.listdir(base / 'no'))
attempt(lambda: os.rename(base / 'no', base / 'x'))
attempt(lambda: os.stat(base / 'no'))
attempt(lambda: os.readlink(base / 'f'))
attempt(lambda: os.makedirs(base / 'd'))
attempt(lambda: os.makedirs(base / 'd', exist_ok=True))
""",
    "environment": """
os.environ['TRACED_A'] = 'b'
out = [os.getenv('TRACED_A'), os.environ.get('TRACED_NONE', 1), 'TRACED_A' in os.environ,
       os.path.expandvars('$TRACED_A/x')]
del os.environ['TRACED_A']
try:
    os.environ['TRACED_A']
except KeyError as error:
    out.append(error.args)
""",
    "paths": """
out = [os.path.join('a', '/b', 'c'), os.path.splitext('a.tar.gz'), os.path.normpath('a/../b//c'),
       os.path.basename('/x/y'), os.path.commonpath(['/a/b', '/a/c']), os.sep, os.fspath(Path('q')),
       Path('/a/b') / '../c', Path('a/b.c').stem, fnmatch.filter(['a.py', 'b'], '*.py'),
       isinstance(Path('x'), os.PathLike), repr(Path('x').parent), os.name]
""",
}
HEAD = """
import fnmatch, os, shutil, tempfile
from pathlib import Path
base = Path({base!r})
"""


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_files_behave_as_in_a_real_folder(
    trace: Callable[[str], Any],
    program: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    code = compile(
        HEAD.format(base=str(tmp_path)) + program, "program.py", "exec", dont_inherit=True
    )
    exec(code, names)  # noqa: S102 - programs of this test suite
    virtual = "import os\nos.makedirs('/tmp/base')\n" + HEAD.format(base="/tmp/base") + program
    assert repr(trace(virtual)) == repr(names["out"])


def test_the_tree_can_be_read(trace: Callable[..., Any]) -> None:
    source = """
import os, pathlib
here = pathlib.Path(__file__).parent
out = [sorted(p.name for p in here.iterdir()), (here / 'pkg' / 'data.txt').read_text(),
       open('pkg/data.txt').readlines(), os.path.exists('missing'), (here / 'pkg').is_dir()]
(here / 'pkg' / 'data.txt').write_text('new')
os.remove('a.py')
out += [open('pkg/data.txt').read(), os.path.exists('a.py'), sorted(os.listdir('.'))]
"""
    files = {"pkg/data.txt": "one\ntwo\n", "a.py": ""}
    assert trace(source, files) == [
        ["a.py", "pkg", "program.py"],
        "one\ntwo\n",
        ["one\n", "two\n"],
        False,
        True,
        "new",
        False,
        ["pkg", "program.py"],
    ]


def test_nothing_is_written_outside(trace: Callable[[str], Any]) -> None:
    name = f"patchcritic-virtual-{os.getpid()}"
    trace(f"import pathlib\nout = pathlib.Path('/tmp/{name}').write_text('x')")
    assert not Path(f"/tmp/{name}").exists()


@pytest.mark.parametrize(
    "source",
    [
        "out = open('/etc/hostname')",
        "import os\nout = os.path.exists('/usr/bin/python')",
        "import os\nout = os.symlink('a', '/tmp/b')",
        "import os\nout = os.chmod('/tmp', 0)",
        "import os\nout = os.stat('/tmp').st_uid == 0",
        "import os\nout = os.access('/tmp', os.X_OK)",
        "import os\nout = os.open('/tmp', os.O_RDONLY)",
        "import os\nout = os.read(77, 1)",
    ],
)
def test_what_the_virtual_files_do_not_have_is_undecided(
    trace: Callable[[str], Any], source: str
) -> None:
    with pytest.raises(Undecided):
        trace(source)
