"""Files that are no good: one clear sentence each."""

import gzip

import duckdb
import pytest

from belltown.data.source import look_at
from belltown.errors import BadInput


def made(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def parquet(tmp_path):
    path = tmp_path / "a.parquet"
    duckdb.execute(f"COPY (SELECT i AS one, 'x' AS two FROM range(5000) t(i)) TO '{path}' (FORMAT parquet)")
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_and_names_are_trimmed(tmp_path, separator):
    header = separator.join(["\ufeffone", "two ", '"three"']) + "\n"
    source = look_at(made(tmp_path, "a.csv", header.encode()))
    assert (source.columns, source.separator, source.encoding) == (("one", "two", "three"), separator, "utf-8")


def test_latin_1_is_the_fallback(tmp_path):
    assert look_at(made(tmp_path, "a.csv", b"name,x\ncaf\xe9,1\n")).encoding == "latin-1"


def test_a_gzipped_csv_is_read(tmp_path):
    source = look_at(made(tmp_path, "a.csv.gz", gzip.compress(b"a,b\n1,2\n")))
    assert (source.gzipped, source.columns) == (True, ("a", "b"))


def test_a_parquet_file_is_known_whatever_its_name(tmp_path):
    path = parquet(tmp_path).rename(tmp_path / "a.data")
    assert (look_at(path).parquet, look_at(path).columns) == (True, ("one", "two"))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\n", "no line of column names"),
        ("a.csv", b"a,b,A\n1,2,3\n", "names columns twice"),
        ("a.csv", b"PK\x03\x04rest", "spreadsheet or a zip"),
        ("a.csv", "a,b\n".encode("utf-16"), "UTF-16"),
        ("a.csv", b"a,b\n\x00\x01\x02", "no text file"),
        ("a.parquet", b"PAR1 and then nothing", "cut short or damaged"),
        ("a.parquet", b"a,b\n1,2\n", "cut short or damaged"),
        ("a.csv.gz", gzip.compress(b"a,b\n" + bytes(range(32, 127)) * 100)[:-20], "cannot be read as gzip"),
        ("a.csv.gz", b"\x1f\x8bnot gzip at all", "cannot be read as gzip"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path, name, content, sentence):
    with pytest.raises(BadInput, match=sentence):
        look_at(made(tmp_path, name, content))


def test_a_truncated_parquet_file_is_refused(tmp_path):
    path = parquet(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(BadInput, match="cut short or damaged"):
        look_at(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadInput, match="cannot be opened"):
            look_at(path)
