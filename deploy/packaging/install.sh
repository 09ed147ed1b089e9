#!/bin/sh
# Cài hoặc nâng cấp Hỏi Văn Bản trên Debian 12 từ thư mục này, không cần mạng. Cài đặt và kho đang có được giữ nguyên.
#   sh install.sh [--key TỆP_KHÓA] [--check]
# --key: khóa công khai (OpenPGP) nhận riêng từ người phát hành; --check: chỉ kiểm tra gói, không cài.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
key="" check=""
while [ $# -gt 0 ]; do
    case $1 in
    --key) key=${2:?"--key cần tên tệp"}; shift 2 ;;
    --check) check=1; shift ;;
    *) echo "Không có tùy chọn $1; các tùy chọn: --key TỆP, --check." >&2; exit 2 ;;
    esac
done
refuse() { echo "$1" >&2; exit 1; }

cd "$here"
if [ -n "$key" ]; then
    case $key in /*) ;; *) key=$OLDPWD/$key ;; esac
    [ -f SHA256SUMS.sig ] || refuse "Gói này không có chữ ký (SHA256SUMS.sig); hãy lấy lại gói từ người phát hành."
    gpgv --quiet --keyring "$key" SHA256SUMS.sig SHA256SUMS 2>/dev/null ||
        refuse "Chữ ký của gói không khớp với khóa $key: không cài. Hãy lấy lại gói và khóa từ người phát hành."
    echo "Chữ ký đúng với khóa $key."
else
    echo "Chưa kiểm chữ ký: hãy thêm --key TỆP_KHÓA với khóa nhận riêng từ người phát hành."
fi
sha256sum --check --quiet --strict SHA256SUMS ||
    refuse "Gói bị hỏng hoặc bị sửa (xem các tệp nêu trên): không cài. Hãy chép lại gói."
listed=$(sed 's/^[0-9a-f]\{64\}  //' SHA256SUMS | LC_ALL=C sort)
there=$(find . -type f ! -name 'SHA256SUMS*' | sed 's,^\./,,' | LC_ALL=C sort)
[ "$listed" = "$there" ] || refuse "Gói có tệp không nằm trong danh sách SHA256SUMS: không cài. Hãy giải nén lại gói."
echo "Mọi tệp của gói còn nguyên."
[ -z "$check" ] || exit 0

[ "$(id -u)" = 0 ] || refuse "Việc cài cần quyền root: sudo sh install.sh"
python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
    refuse "Cần Python 3.11 (Debian 12): apt-get install python3"
if dpkg-query -W -f '${Status}' hoivanban 2>/dev/null | grep -q '^install ok'; then
    refuse "Hỏi Văn Bản đã được cài bằng gói .deb: hãy nâng cấp bằng gói .deb, hoặc gỡ (apt-get remove hoivanban) trước."
fi
. "$here/account.sh"

version=$(cat VERSION)
release=/opt/hoivanban/releases/$version
mkdir -p /opt/hoivanban/releases
new=/opt/hoivanban/releases/.new
rm -rf "$new"
mkdir "$new"
# pip comes with the bundle: a bare Debian has neither pip nor ensurepip.
python3 -m venv --without-pip "$new/.venv"
pip_wheel=$(echo "$here"/wheels/pip-[0-9]*.whl)
pip() { "$new/.venv/bin/python" "$pip_wheel/pip" "$@" --quiet --no-index --no-cache-dir --disable-pip-version-check --root-user-action=ignore; }
pip install --no-compile --no-deps --require-hashes --find-links wheels -r locks/small.txt
pip install --no-compile --no-deps wheels/hoivanban-*.whl wheels/hoivanban_client-*.whl
site=$(echo "$new"/.venv/lib/python3*/site-packages)
"$new/.venv/bin/python" surplus.py "$site" >/dev/null
# The next version brings its own pip.
rm -rf "$site"/pip "$site"/pip-*.dist-info "$new"/.venv/bin/pip*
cp -R docs samples units account.sh remove.sh hoivanban VERSION "$new/"
# The environment is made at its later place: the commands in it name the link that points to the release in use.
find "$new/.venv/bin" "$new/.venv/pyvenv.cfg" -type f -exec sed -i "s,$new/.venv,/opt/hoivanban/.venv,g" {} +
"$new/.venv/bin/python" -m compileall -q -j 0 -s "$new" -p /opt/hoivanban "$new/.venv/lib" >/dev/null || true
chmod -R go-w,a+rX "$new"

prepare_account "$here/units/hoivanban.example.toml"
rm -rf "$release"
mv "$new" "$release"
ln -s "releases/$version/.venv" /opt/hoivanban/.venv.new
mv -T /opt/hoivanban/.venv.new /opt/hoivanban/.venv
install -D -m 644 units/hoivanban.service /etc/systemd/system/hoivanban.service
install -D -m 644 units/hoivanban.socket /etc/systemd/system/hoivanban.socket
install -D -m 755 hoivanban /usr/local/bin/hoivanban
install -D -m 755 remove.sh /opt/hoivanban/remove.sh
install -D -m 644 account.sh /opt/hoivanban/account.sh
# The release in use and the one before it stay.
ls -1t /opt/hoivanban/releases | tail -n +3 | while read -r old; do rm -rf "/opt/hoivanban/releases/$old"; done
start_service
echo "Đã cài Hỏi Văn Bản $version. Cài đặt: /etc/hoivanban/hoivanban.toml; kho: /var/lib/hoivanban; gỡ: sh /opt/hoivanban/remove.sh"
/usr/local/bin/hoivanban doctor || echo "Hãy xem các dòng HỎNG ở trên trước khi dùng."
