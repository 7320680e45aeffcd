"""Other people's clients log in with us, each unpatched from its package, against a server on loopback.

usage: oauth.py TESSERA VENV-FOLDER [NAME…]
"""

import os
import sys
import tempfile
import traceback

from environment import enter

PACKAGES = ["requests", "Authlib", "requests-oauthlib", "oic", "idpyoidc", "selenium"]

if len(sys.argv) < 3:
    sys.exit(__doc__)
enter(sys.argv[2], PACKAGES)

import oauth_apache  # noqa: E402  (only inside of the virtual environment)
import oauth_browser  # noqa: E402
import oauth_libraries  # noqa: E402
import oauth_programs  # noqa: E402
from oauth_site import Site  # noqa: E402
from serving import end_all  # noqa: E402
from verdict import check, end, limit, note, skip  # noqa: E402

PARTS = [oauth_libraries, oauth_programs, oauth_apache, oauth_browser]


def main():
    wanted = sys.argv[3:]
    limit(900, end_all)
    with tempfile.TemporaryDirectory() as folder:
        site = Site(os.path.abspath(sys.argv[1]), folder, [client for part in PARTS for client in part.CLIENTS])
        # Some libraries leave files where they are started.
        os.chdir(folder)
        for part in PARTS:
            for name, run in part.RUNS:
                if wanted and name not in wanted:
                    continue
                note(f"{name}:")
                try:
                    run(site)
                except Exception:
                    check(False, f"{name} went through", traceback.format_exc(limit=-4) + site.said()[-800:])
        site.end()
    end()


main()
