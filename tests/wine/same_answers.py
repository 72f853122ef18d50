"""Asks the Windows program, under Wine, what the Linux program is asked, and holds the answers against each other.

    same_answers.py LINUX_PROGRAM WINDOWS_PROGRAM MODELS

Both are run in MODELS, with relative paths: nothing but the writing of a path may differ, so that a text is the same text when it
is so with `/` for each `\\`, and `/…` for `Z:/…`.
"""

import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

LIMIT = 20  # seconds, for one answer; the slowest takes one
linux, windows, models = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])


def questions(place):
    folders = sorted(folder for folder in models.glob("*/*") if folder.is_dir())
    names = [folder.relative_to(models).as_posix() for folder in folders]
    for folder, name in zip(folders, names):
        yield ["inspect", name, "--format", "json"]
        for request in ["serving_input_example.json", "input_example.json"]:
            if (folder / request).is_file():
                yield ["validate", name, f"{name}/{request}", "--format", "json"]
                break
    for name in names:
        if name.endswith("__v1"):
            yield ["diff", name, name.replace("__v1", "__v2"), "--format", "json", "--verdict"]
    yield ["diff", "3.18.0/sklearn_iris", "broken/all_text_crlf", "--format", "json"]
    for listed in ["3.18.0", "3.18.0/store_file", "2.22.5/store_sqlite", "3.17.2/store_sqlite/mlflow.db", "nowhere"]:
        yield ["list", listed, "--format", "json"]
    yield ["fingerprint", *names, "--format", "json"]
    for form in ["zip", "gztar"]:
        packed = shutil.make_archive(f"{place}/iris", form, models / "3.18.0", "sklearn_iris")
        yield ["inspect", packed, "--fingerprint", "--format", "json"]
        yield ["diff", packed, "3.18.0/sklearn_iris", "--format", "json"]
    yield ["inspect", "3.18.0/names_unicode"]
    yield ["inspect", "nowhere"]
    yield ["explain"]


def answer(program, question, is_second_try=False):
    # Files, for Wine's desktop comes with the program and holds a pipe open for a second more.
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as errors:
        try:
            done = subprocess.run([*program, *question], cwd=models, stdout=printed, stderr=errors, timeout=LIMIT)
        except subprocess.TimeoutExpired:
            # One start in some hundreds never gets going under Wine. The program itself would hang again.
            return {"ends": f"not within {LIMIT} s"} if is_second_try else answer(program, question, True)
        # Wine at times kills a program that has threads when it is done.
        if done.returncode == -signal.SIGKILL and not is_second_try:
            return answer(program, question, True)
        printed.seek(0)
        errors.seek(0)
        out, complaints = printed.read().decode(), errors.read().decode()
        # The program always says something: one that ends in silence was ended by Wine before it began.
        if not out and not complaints and not is_second_try:
            return answer(program, question, True)
        said = {"exit code": done.returncode, "standard error": complaints}
    said["answer"] = json.loads(out) if "json" in question and out else out.splitlines()
    return said


def differences(a, b, at=""):
    """Where two answers differ, as lines to read."""
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        # What to paste is a line for the shell of the system, which is another one there.
        is_for_a_shell = lambda key: key == "fix" and a[key] and b[key]
        return [line for key in a if not is_for_a_shell(key) for line in differences(a[key], b[key], f"{at}.{key}")]
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return [line for i, pair in enumerate(zip(a, b)) for line in differences(*pair, f"{at}[{i}]")]
    if isinstance(a, str) and isinstance(b, str) and same_text(a, b):
        return []
    return [] if a == b and type(a) is type(b) else [f"    {at}: Linux {a!r}, Windows {b!r}"]


def same_text(a, b):
    return a == b or a.replace("\\", "/") == b.replace("\\", "/").replace("Z:/", "/")


def compare(question):
    return question, differences(answer([linux], question), answer(["wine", windows], question))


with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(2) as pool:
    compared = list(pool.map(compare, questions(place)))
wrong = [(question, lines) for question, lines in compared if lines]
for question, lines in wrong:
    print("  " + " ".join(question), *lines[:10], sep="\n")
print(f"{len(compared) - len(wrong)} of {len(compared)} answers are the same")
sys.exit(1 if wrong or len(compared) < 200 else 0)
