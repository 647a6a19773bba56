#!/bin/sh
# Makes .venv ready: `setup.sh run` for the program, `setup.sh dev` for its tests and checks as well, `setup.sh bench`
# for the yardsticks of `make bench` too.
#
# The first time it installs what is missing: Python and the libraries Qt opens (by apt, as root or with a sudo that
# asks no password; otherwise it says which command to type), then reluviz itself, editable. After that it only
# compares a stamp, and starts over when pyproject.toml, this file or the place of the checkout has changed.
set -eu
cd "$(dirname "$0")/../.."

purpose=${1:-run}
case $purpose in
    run) extras= enough='run dev bench' ;;
    dev) extras='[dev]' enough='dev bench' ;;
    bench) extras='[dev,bench]' enough=bench ;;
    *) echo "usage: setup.sh run|dev|bench" >&2; exit 2 ;;
esac
venv_python=.venv/bin/python

# What Qt opens at run time: library name, Debian, Fedora, Arch and openSUSE package.
drawing_libraries='
libGL.so.1 libgl1 mesa-libGL libglvnd Mesa-libGL1
libEGL.so.1 libegl1 mesa-libEGL libglvnd Mesa-libEGL1
libglib-2.0.so.0 libglib2.0-0 glib2 glib2 libglib-2_0-0
libfontconfig.so.1 libfontconfig1 fontconfig fontconfig libfontconfig1
libfreetype.so.6 libfreetype6 freetype freetype2 libfreetype6
libdbus-1.so.3 libdbus-1-3 dbus-libs dbus libdbus-1-3
libxkbcommon.so.0 libxkbcommon0 libxkbcommon libxkbcommon libxkbcommon0
libX11.so.6 libx11-6 libX11 libx11 libX11-6'
window_libraries='
libxcb-cursor.so.0 libxcb-cursor0 xcb-util-cursor xcb-util-cursor libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4 xcb-util-wm xcb-util-wm libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1 xcb-util-keysyms xcb-util-keysyms libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0 libxcb libxcb libxcb-shape0
libxkbcommon-x11.so.0 libxkbcommon-x11-0 libxkbcommon-x11 libxkbcommon-x11 libxkbcommon-x11-0'

say() { printf 'reluviz: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# --- Debian packages --------------------------------------------------------------------------------------------

may_apt() { has apt-get && { [ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; }; }; }

apt_install() {
    say "installing $*"
    sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
    [ -n "${apt_is_fresh:-}" ] || $sudo apt-get update -qq || say "apt-get update failed; trying the lists that are here"
    apt_is_fresh=yes
    log=$(mktemp)
    # shellcheck disable=SC2086  # $sudo is one word or none
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1 || {
        cat "$log" >&2
        say "apt-get could not install: $*"
    }
    rm -f "$log"
}

# --- Python -----------------------------------------------------------------------------------------------------

works() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Sets $python to one that will do.
find_python() {
    for python in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
        if has "$python" && works "$python"; then return 0; fi
    done
    return 1
}

need_python() {
    find_python && return 0
    if may_apt; then
        apt_install python3 python3-venv
        find_python && return 0
    fi
    say "Python 3.11 or newer with its venv module is needed."
    if has apt-get; then say "Please type:  sudo apt-get install python3 python3-venv"
        say "and where that is older than 3.11:  sudo apt-get install python3.11 python3.11-venv"
    elif has dnf; then say "Please type:  sudo dnf install python3"
    elif has pacman; then say "Please type:  sudo pacman -S python"
    elif has zypper; then say "Please type:  sudo zypper install python311"
    else say "Please install it from your system or from python.org, then try again."; fi
    return 1
}

# --- Libraries --------------------------------------------------------------------------------------------------

# Reads rows of a table on standard input, prints those whose library cannot be opened.
missing() {
    "$venv_python" -c '
import ctypes, sys
for row in filter(None, map(str.strip, sys.stdin)):
    try:
        ctypes.CDLL(row.split()[0])
    except OSError:
        print(row)'
}

column() { awk -v n="$1" 'NF && !seen[$n]++ { printf "%s%s", sep, $n; sep = " " }'; }

say_how_to_install() {
    say "Qt needs libraries that are not installed: $(echo "$1" | column 1)"
    if has apt-get; then say "Please type:  sudo apt-get install $(echo "$1" | column 2)"
    elif has dnf; then say "Please type:  sudo dnf install $(echo "$1" | column 3)"
    elif has pacman; then say "Please type:  sudo pacman -S $(echo "$1" | column 4)"
    elif has zypper; then say "Please type:  sudo zypper install $(echo "$1" | column 5)"
    else say "Please install the packages of your system that hold them."; fi
    say "then try again."
}

# Where there is no display, drawing into a picture is all that is asked for.
need_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    lacking=$(echo "$drawing_libraries$window_libraries" | missing)
    if [ -n "$lacking" ] && may_apt; then
        # shellcheck disable=SC2046  # one word a package
        apt_install $(echo "$lacking" | column 2)
        lacking=$(echo "$drawing_libraries$window_libraries" | missing)
    fi
    [ -n "$lacking" ] || return 0
    needed=$drawing_libraries
    [ -z "${DISPLAY:-}" ] || needed=$needed$window_libraries
    lacking=$(echo "$needed" | missing)
    [ -z "$lacking" ] || { say_how_to_install "$lacking"; return 1; }
}

# --- The package ------------------------------------------------------------------------------------------------

install_package() {
    if ! { [ -x "$venv_python" ] && works "$venv_python"; }; then
        rm -rf .venv
        "$python" -m venv .venv
    fi
    "$venv_python" -m pip install --quiet --disable-pip-version-check --editable ".$extras" ||
        fail "the packages could not be installed; the lines above say why (is there a network?)"
}

# Python may have been told to write no bytecode; without it the program starts half a second later.
compile_bytecode() { env -u PYTHONDONTWRITEBYTECODE "$venv_python" -m compileall -qq "$@" || true; }

compile_changed() {
    [ -e "$compiled" ] && [ -z "$(find reluviz -name '*.py' -newer "$compiled" | head -n 1)" ] && return
    compile_bytecode reluviz
    : >"$compiled"
}

fingerprint() { { pwd; cat pyproject.toml packaging/dev/setup.sh; } | cksum; }

ready() { [ -x "$venv_python" ] && [ "$(cat "$1" 2>/dev/null)" = "$now" ]; }

installed() {
    for stamp in $enough; do
        if ready ".venv/reluviz-$stamp"; then return 0; fi
    done
    return 1
}

now=$(fingerprint)
compiled=.venv/reluviz-compiled
if ! installed; then
    say "setting up (only the first time; about a minute)"
    need_python
    install_package
    compile_bytecode .venv/lib
    echo "$now" >".venv/reluviz-$purpose"
fi
libraries=.venv/reluviz-libraries${DISPLAY:+-display}
if ! ready "$libraries"; then
    need_libraries
    echo "$now" >"$libraries"
fi
compile_changed
