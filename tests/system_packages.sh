#!/bin/sh
# Installs the Debian packages that some tests drive. As another user than root it only says what is missing:
# the tests concerned are then skipped, each naming its package.
set -eu
missing=""
need() { # need COMMAND-OR-FILE PACKAGE...
    probe=$1; shift
    if ! command -v "$probe" >/dev/null 2>&1 && [ ! -e "$probe" ]; then missing="$missing $*"; fi
}
need tesseract tesseract-ocr
need /usr/share/tesseract-ocr/5/tessdata/vie.traineddata tesseract-ocr-vie
need soffice libreoffice-writer
need chromium chromium
need pdftotext poppler-utils
need /usr/lib/postgresql postgresql
need /usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf fonts-liberation
need /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf fonts-dejavu-core
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "Not installed (not root), the tests that need them are skipped:$missing"
    echo "To install: sudo apt-get install --no-install-recommends$missing"
fi
