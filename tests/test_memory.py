import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from toolkit.errors import StoreError
from toolkit.memory import Memory, key


def test_what_was_put_is_there(tmp_path: Path) -> None:
    with Memory(tmp_path / "m" / "memory.sqlite3") as memory:
        memory.put({b"a": "one", b"b": "two"})
    with Memory(tmp_path / "m" / "memory.sqlite3") as memory:
        assert memory.get([b"a", b"b", b"c"]) == {b"a": "one", b"b": "two"}


def test_a_value_is_never_replaced(tmp_path: Path) -> None:
    with Memory(tmp_path / "memory.sqlite3") as memory:
        memory.put({b"a": "one"})
        memory.put({b"a": "other", b"b": "two"})
        assert memory.get([b"a", b"b"]) == {b"a": "one", b"b": "two"}
        assert len(memory) == 2


def test_many_keys_are_asked_at_once(tmp_path: Path) -> None:
    values = {str(number).encode(): str(number) for number in range(2500)}
    with Memory(tmp_path / "memory.sqlite3") as memory:
        memory.put(values)
        assert values == memory.get(list(values))


def test_the_key_holds_engine_text_and_terms_but_not_their_order() -> None:
    assert key("e", "文", ["a", "b"]) == key("e", "文", ["b", "a"])
    different = {
        key("e", "文", ["a"]),
        key("f", "文", ["a"]),
        key("e", "字", ["a"]),
        key("e", "文", []),
    }
    assert len(different) == 4


def test_a_file_that_is_no_memory_is_reported_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite3"
    path.write_text("not a database, by any means, at all, whatever one hopes" * 20)
    with pytest.raises(StoreError, match="cannot be used") as caught:
        Memory(path)
    assert "delete it" in caught.value.hint


CRASH = """
import os, signal, sys
from pathlib import Path
from toolkit.memory import Memory
memory = Memory(Path(sys.argv[1]))
for number in range(100):
    memory.put({f"{number}-{part}".encode(): "x" * 500 for part in range(10)})
    print(number, flush=True)
    if number == 40:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_leaves_every_batch_that_it_finished(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite3"
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == -signal.SIGKILL
    with Memory(path) as memory:
        assert len(memory) == 410


def test_a_memory_that_several_processes_make_at_once_is_not_locked(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from toolkit.memory import Memory\n"
        "time.sleep(max(0, float(sys.argv[2]) - time.time()))\n"
        "for n in range(20): Memory(Path(f'{sys.argv[1]}/{n}.sqlite3')).close()\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    start = str(time.time() + 1.5)
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), start], env=env)
        for _ in range(3)
    ]
    assert [0, 0, 0] == [process.wait(60) for process in running]


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite3"
    script = (
        "import sys; from pathlib import Path; from toolkit.memory import Memory\n"
        "m = Memory(Path(sys.argv[1]))\n"
        "for n in range(50): m.put({f'{sys.argv[2]}-{n}'.encode(): 'x'})\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(path), name], env=env) for name in "ab"
    ]
    assert [process.wait(60) for process in running] == [0, 0]
    with Memory(path) as memory:
        assert len(memory) == 100
