#!/bin/sh
# Sets up .venv: `tools/setup.sh base` to paint, `dev` to train and to test as well. `tools/setup.sh app` adds what
# building the application takes, `tools/setup.sh desk` a screen (Xvfb), a real mouse and real keys (xdotool) for tests.
# Installs the few system packages that are missing where root or a passwordless sudo allows it, else names them.
# Further pip options (an index of CPU-only torch, say) go in PIP_FLAGS.
set -eu
cd "$(dirname "$0")/.."
case ${1:-} in
    base) what='.' size='about 400 MB to download the first time' ;;
    dev) what='.[training,dev]' size='torch too: on Linux up to 4 GB to download the first time' ;;
    app | desk) what='' size='' ;;
    *) echo 'usage: tools/setup.sh base|dev|app|desk' >&2; exit 2 ;;
esac

say() { printf '==> %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# ------------------------------------------------------------------------------------------------- system packages

# Package and shared library, as Qt's widgets, SVG icons and X11 window load them (ldd over PySide6).
qt_libraries='
libdbus-1-3 libdbus-1.so.3
libegl1 libEGL.so.1
libfontconfig1 libfontconfig.so.1
libgl1 libGL.so.1
libglib2.0-0 libglib-2.0.so.0
libx11-xcb1 libX11-xcb.so.1
libxcb-cursor0 libxcb-cursor.so.0
libxcb-icccm4 libxcb-icccm.so.4
libxcb-image0 libxcb-image.so.0
libxcb-keysyms1 libxcb-keysyms.so.1
libxcb-randr0 libxcb-randr.so.0
libxcb-render-util0 libxcb-render-util.so.0
libxcb-render0 libxcb-render.so.0
libxcb-shape0 libxcb-shape.so.0
libxcb-shm0 libxcb-shm.so.0
libxcb-sync1 libxcb-sync.so.1
libxcb-xfixes0 libxcb-xfixes.so.0
libxcb-xkb1 libxcb-xkb.so.1
libxkbcommon-x11-0 libxkbcommon-x11.so.0
libxkbcommon0 libxkbcommon.so.0
'

missing_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p) || return 0
    printf '%s' "$qt_libraries" | while read -r package library; do
        case "$known" in *"	$library "*) ;; *) [ -z "$package" ] || printf ' %s' "$package" ;; esac
    done
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
}

install_packages() {
    as_root=
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || fail "please install these packages and start again: sudo apt-get install $*"
        as_root=sudo
    fi
    command -v apt-get >/dev/null || fail "please install these libraries (Debian's names) and start again: $*"
    say "Installing system packages: $*"
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

python=$(find_python)
[ -n "$python" ] || fail "Pinxit needs Python 3.11 or newer; name one with: make run PYTHON=/path/to/python3"

packages=$(missing_libraries)
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    packages="$packages $("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
fi
if [ "$1" = desk ]; then
    command -v Xvfb >/dev/null || packages="$packages xvfb"
    command -v xdotool >/dev/null || packages="$packages xdotool"
fi
if [ "$1" = app ] && [ "$(uname -s)" = Linux ]; then # PyInstaller reads libraries, and takes Python's own along
    command -v objdump >/dev/null || packages="$packages binutils"
    packages="$packages $("$python" - <<'END'
import ctypes, sys, sysconfig
library = sysconfig.get_config_var("INSTSONAME")
try:
    if ".so" in library:
        ctypes.CDLL(library)
except OSError:
    print("libpython%d.%d" % sys.version_info[:2])
END
    )"
fi
# shellcheck disable=SC2086 # one word a package
[ -z "$(echo $packages)" ] || install_packages $packages
[ -n "$what" ] || exit 0

# ----------------------------------------------------------------------------------------------- Python environment

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    say "Making a Python environment in .venv ($("$python" --version))"
    "$python" -m venv --clear .venv
fi

quiet=--quiet
[ ! -t 1 ] || quiet=
say "Installing Pinxit into .venv ($size)"
# shellcheck disable=SC2086 # options are words
.venv/bin/python -m pip install $quiet --disable-pip-version-check ${PIP_FLAGS:-} -c constraints.txt -e "$what"
