"""The code stays in pieces that can be read at one sitting."""

from statistics import median

from tests.architecture.sources import GENERATED, PRODUCT, functions, python_files, relative

MEDIAN_FUNCTION = 10
LONGEST_FUNCTION = 50
LONGEST_FILE = 300
MEDIAN_FILE = 120

FILES = [path for path in python_files(*PRODUCT) if not relative(path).startswith(GENERATED)]
FUNCTIONS = [one for path in FILES for one in functions(path)]


def lengths() -> dict[str, int]:
    return {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}


def test_half_of_all_functions_are_short():
    assert median(one.lines for one in FUNCTIONS) <= MEDIAN_FUNCTION


def test_no_function_is_long():
    long = {one.where: one.lines for one in FUNCTIONS if one.lines > LONGEST_FUNCTION}

    assert not long, long


def test_no_file_is_long():
    long = {name: lines for name, lines in lengths().items() if lines > LONGEST_FILE}

    assert not long, long


def test_half_of_all_files_are_short():
    assert median(lines for lines in lengths().values() if lines > 3) <= MEDIAN_FILE
