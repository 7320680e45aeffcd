# What the machine must have for ./dev, which reads this file: Swift, libraries, and Debian packages where there are any.

need_swift() {
    command -v swift >/dev/null 2>&1 || stop "Swift $wanted_swift is needed, and there is no swift on PATH." \
        "Install it as https://www.swift.org/install says, for example with swiftly:" \
        "    swiftly install $wanted_swift && swiftly use $wanted_swift" \
        "then run this again."
    found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
    [ -n "$found" ] || stop "swift is on PATH, but 'swift --version' does not say a version." \
        "Run it by hand to see why; Swift $wanted_swift or newer is needed."
    if [ "${found%%.*}" -lt "${wanted_swift%%.*}" ] ||
        { [ "${found%%.*}" -eq "${wanted_swift%%.*}" ] && [ "${found#*.}" -lt "${wanted_swift#*.}" ]; }; then
        stop "Swift $wanted_swift or newer is needed; this is Swift $found ($(command -v swift))." \
            "With swiftly: swiftly install $wanted_swift && swiftly use $wanted_swift" \
            "Otherwise see https://www.swift.org/install, then run this again."
    fi
}

installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# has_library PKG-CONFIG-NAME DEBIAN-PACKAGE
has_library() { pkg-config --exists "$1" 2>/dev/null || installed "$2"; }

need_libraries() {
    missing=
    command -v pkg-config >/dev/null 2>&1 || missing="$missing pkg-config"
    has_library libargon2 libargon2-dev || missing="$missing libargon2-dev"
    has_library sqlite3 libsqlite3-dev || missing="$missing libsqlite3-dev"
    has_library zlib zlib1g-dev || missing="$missing zlib1g-dev"
    install_packages "$missing"
}

need_python() {
    missing=
    command -v python3 >/dev/null 2>&1 || missing="$missing python3"
    if [ "${1:-}" = venv ] && ! python3 -c 'import venv, ensurepip' >/dev/null 2>&1; then
        missing="$missing python3-venv"
    fi
    install_packages "$missing"
}

need_curl() { command -v curl >/dev/null 2>&1 || install_packages curl; }

# The peers that are no Python packages. Where there is no apt-get they are skipped aloud, not asked for.
need_peers() {
    command -v apt-get >/dev/null 2>&1 || return 0
    missing=
    command -v node >/dev/null 2>&1 || missing="$missing nodejs"
    installed node-jose || missing="$missing node-jose"
    command -v jose >/dev/null 2>&1 || missing="$missing jose"
    install_packages "$missing"
}

# The runtimes of docs/guides/verify-in-any-language.md; a program whose runtime is not here is skipped aloud.
need_languages() {
    command -v apt-get >/dev/null 2>&1 || return 0
    missing=
    command -v node >/dev/null 2>&1 || missing="$missing nodejs"
    command -v go >/dev/null 2>&1 || missing="$missing golang-go"
    command -v java >/dev/null 2>&1 || missing="$missing default-jdk-headless"
    command -v php >/dev/null 2>&1 || missing="$missing php-cli"
    install_packages "$missing"
}

# The clients of ./dev interop oauth that are no Python packages; what can't be had is skipped aloud.
need_clients() {
    command -v apt-get >/dev/null 2>&1 || return 0
    missing=
    command -v apache2 >/dev/null 2>&1 || missing="$missing apache2"
    command -v oidc-agent >/dev/null 2>&1 || missing="$missing oidc-agent-cli"
    command -v go >/dev/null 2>&1 || missing="$missing golang-go"
    [ -x /usr/bin/chromium ] || missing="$missing chromium"
    [ -x /usr/bin/chromedriver ] || missing="$missing chromium-driver"
    for package in libapache2-mod-auth-openidc golang-golang-x-oauth2-dev golang-github-coreos-go-oidc-dev; do
        installed "$package" || missing="$missing $package"
    done
    install_packages "$missing"
}

install_packages() {
    # shellcheck disable=SC2086  # a list of names, to be split into words
    set -- $1
    [ $# -gt 0 ] || return 0
    command -v apt-get >/dev/null 2>&1 || stop "missing: $*, and there is no apt-get here to install it with." \
        "Install the same things by the names of your system, then run this again:" \
        "    Fedora:  sudo dnf install pkgconf-pkg-config libargon2-devel sqlite-devel zlib-devel python3 curl" \
        "    Arch:    sudo pacman -S pkgconf argon2 sqlite zlib python curl" \
        "    macOS:   brew install pkgconf argon2 sqlite zlib python"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true >/dev/null 2>&1 || stop "missing: $*, and installing it needs root (sudo would ask for a password)." \
            "Run this once, then run ./dev again:" \
            "    sudo apt-get update && sudo apt-get install -y $*"
        as_root="sudo -n"
    fi
    say "installing Debian packages: $*"
    # A machine that never ran `apt-get update`, or not for long, knows no candidate or a stale one.
    for name in "$@"; do
        apt-cache show "$name" >/dev/null 2>&1 || { update_lists; break; }
    done
    apt_install "$@" && return 0
    update_lists
    apt_install "$@" || stop "apt-get could not install: $*" "Its own words stand above."
}

update_lists() {
    say "apt-get update"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q </dev/null >&2 ||
        stop "apt-get update failed." "Its own words stand above."
}

apt_install() {
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-upgrade --no-install-recommends "$@" </dev/null >&2
}
