"""Check that every installed package has a licence that the project allows.

Usage: python deploy/check_licences.py FILE, the CSV file of pip-licenses. Exit code 1 where one is not allowed.
"""

import csv
import re
import sys
import tomllib
from pathlib import Path

ALLOWED = Path(__file__).with_name("licences.toml")


def find_refused(file: Path) -> list[str]:
    """A sentence for each package whose licence is not allowed."""
    allowed = tomllib.loads(ALLOWED.read_text(encoding="utf-8"))
    patterns = [re.compile(rf"\b(?:{pattern})", re.IGNORECASE) for pattern in allowed["licences"]]
    packages: dict[str, str] = allowed["packages"]
    refused = []
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            # "MIT OR Apache-2.0" and "MIT; BSD" are fine where one of them is
            licences = re.split(r"\s+OR\s+|;", row["License"])
            if row["Name"] not in packages and not any(p.search(each) for p in patterns for each in licences):
                refused.append(
                    f"{row['Name']} {row['Version']} is under {row['License']!r}, which licences.toml does not allow"
                )
    return refused


if __name__ == "__main__":
    found = find_refused(Path(sys.argv[1]))
    print("\n".join(found), file=sys.stderr) if found else None  # noqa: T201 - a script
    sys.exit(bool(found))
