#!/bin/sh
# Gỡ Hỏi Văn Bản đã cài bằng install.sh. Cài đặt (/etc/hoivanban), kho (/var/lib/hoivanban) và tài khoản chủ của chúng ở lại.
set -eu
[ "$(id -u)" = 0 ] || { echo "Việc gỡ cần quyền root." >&2; exit 1; }
. /opt/hoivanban/account.sh
stop_service
rm -f /etc/systemd/system/hoivanban.service /etc/systemd/system/hoivanban.socket /usr/local/bin/hoivanban
[ ! -d /run/systemd/system ] || systemctl daemon-reload
rm -rf /opt/hoivanban
echo "Đã gỡ Hỏi Văn Bản. Còn lại: /etc/hoivanban, /var/lib/hoivanban và tài khoản hoivanban; cài lại là dùng tiếp được."
echo "Muốn xóa cả kho: rm -rf /etc/hoivanban /var/lib/hoivanban && userdel hoivanban"
