"""Tessera and other libraries, each with the tokens of the other.

usage: interop.py TESSERA JOSE-PEER VENV-FOLDER GUIDE [--write]
"""

import os
import sys
import tempfile

from environment import PACKAGES, enter

if len(sys.argv) < 5 or sys.argv[5:] not in ([], ["--write"]):
    sys.exit(__doc__)
enter(sys.argv[3], PACKAGES)

import issuers  # noqa: E402  (only inside of the virtual environment)
import matrix  # noqa: E402
import peers  # noqa: E402
from serving import end_all  # noqa: E402
from verdict import end, limit, note, skip  # noqa: E402


def main():
    limit(1_200, end_all)
    tessera, peer = (os.path.abspath(path) for path in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as folder:
        issuers.ours_in_theirs(tessera, folder)
        issuers.theirs_in_ours(tessera)
        end_all()
    libraries, missing = peers.others(peer)
    note(f"with {', '.join(f'{library.name} {library.version}' for library in libraries)}")
    for name, why in missing:
        skip(name, why)
    page = matrix.page(matrix.Matrix(peers.ours(peer), libraries))
    print(f"\n{page}\n", flush=True)
    if "--write" in sys.argv:
        matrix.write(sys.argv[4], page)
    else:
        matrix.compare(sys.argv[4], page)
    end()


main()
