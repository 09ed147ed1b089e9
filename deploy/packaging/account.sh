# The service's account, folders and settings; read by install.sh and by the Debian package. $1: the sample settings.
prepare_account() {
    if ! getent passwd hoivanban >/dev/null; then
        useradd --system --user-group --home-dir /var/lib/hoivanban --no-create-home --shell /usr/sbin/nologin hoivanban
    fi
    mkdir -p /etc/hoivanban /var/lib/hoivanban
    chown hoivanban:hoivanban /var/lib/hoivanban
    chmod 700 /var/lib/hoivanban
    [ -e /etc/hoivanban/hoivanban.toml ] || cp "$1" /etc/hoivanban/hoivanban.toml
    chown root:hoivanban /etc/hoivanban /etc/hoivanban/hoivanban.toml
    chmod 750 /etc/hoivanban
    chmod 640 /etc/hoivanban/hoivanban.toml
}

# Start the service, or start it anew, where systemd runs; elsewhere (a container, an image being built) say how.
start_service() {
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        systemctl enable --quiet hoivanban.socket hoivanban.service
        systemctl restart hoivanban.socket
        systemctl restart hoivanban.service
        echo "Dịch vụ đang chạy tại http://127.0.0.1:8000/ (systemctl status hoivanban)."
    else
        echo "Máy này không chạy systemd: mở dịch vụ bằng lệnh “hoivanban serve”."
    fi
}

stop_service() {
    if [ -d /run/systemd/system ]; then
        systemctl disable --quiet --now hoivanban.service hoivanban.socket || true
    fi
}
