"""The Python packages of other people's libraries, in a virtual environment of their own."""

import os
import subprocess
import sys

PACKAGES = ["PyJWT[crypto]", "joserfc", "jwcrypto"]


def enter(folder, packages):
    """Makes the virtual environment when it is missing, then starts the running script again inside of it."""
    venv = os.path.abspath(folder)
    python = os.path.join(venv, "bin", "python")
    done = os.path.join(venv, "installed")
    if os.path.abspath(sys.prefix) == venv:
        return
    wanted = "\n".join(packages)
    if not os.path.exists(done) or open(done).read() != wanted:
        print(f"     making {venv} with {', '.join(packages)}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        if subprocess.run(pip, stdin=subprocess.DEVNULL).returncode != 0:
            sys.exit(f"FAIL pip could not install {packages}; is there a way to PyPI?")
        with open(done, "w") as file:
            file.write(wanted)
    os.execv(python, [python, os.path.abspath(sys.argv[0]), *sys.argv[1:]])
