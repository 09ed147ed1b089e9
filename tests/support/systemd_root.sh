#!/bin/sh
# A root of its own in which systemd, as process 1 of its own namespaces, starts the units of deploy/.
#
#     unshare --pid --kill-child --fork --mount --uts --ipc --net sh systemd_root.sh ROOT OUT PYTHON SITE CHECKOUT
#
# Everything lies in memory. Of this machine it has /usr, a Python, its packages and the checkout, all read-only, and one
# folder OUT to write to. The old root is gone before systemd begins: its units that clean or set up a machine
# (temporary files, kernel settings, devices) are off, and would find nothing of this machine if they were not.
set -eu
root=$1 out=$2 python=$3 site=$4 checkout=$5
mount --make-rprivate /
mkdir -p "$root"
mount -t tmpfs -o size=2g,mode=755 tmpfs "$root"
cd "$root"
mkdir -p usr etc/systemd/system/hoivanban.service.d etc/hoivanban tmp run proc sys dev root home old out \
	var/lib var/log/journal var/tmp opt/hoivanban/.venv/bin opt/python opt/packages opt/checkout
chmod 1777 tmp var/tmp
for link in bin lib lib64 sbin; do ln -s "usr/$link" "$link"; done
read_only() { mount --bind "$1" "$2" && mount -o remount,bind,ro "$2"; }
read_only /usr usr
read_only "$python" opt/python
read_only "$site" opt/packages
read_only "$checkout" opt/checkout
mount --bind "$out" out
cp /etc/ld.so.cache /etc/nsswitch.conf etc/
cp -r /etc/ssl etc/
echo "root:x:0:0::/root:/bin/sh" > etc/passwd
echo "hoivanban:x:990:990::/var/lib/hoivanban:/usr/sbin/nologin" >> etc/passwd
printf 'root:x:0:\ntty:x:5:\nhoivanban:x:990:\n' > etc/group
echo 00000000000000000000000000000001 > etc/machine-id
: > etc/hoivanban/hoivanban.toml
for unit in systemd-tmpfiles-setup.service systemd-tmpfiles-setup-dev.service systemd-tmpfiles-clean.service \
	systemd-tmpfiles-clean.timer systemd-sysctl.service systemd-udevd.service systemd-udev-trigger.service \
	systemd-modules-load.service systemd-random-seed.service systemd-remount-fs.service systemd-update-utmp.service \
	systemd-timesyncd.service systemd-sysusers.service systemd-binfmt.service systemd-hwdb-update.service \
	systemd-firstboot.service systemd-logind.service kmod-static-nodes.service dev-hugepages.mount dev-mqueue.mount \
	sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount sys-fs-fuse-connections.mount \
	proc-sys-fs-binfmt_misc.automount proc-sys-fs-binfmt_misc.mount tmp.mount; do
	ln -s /dev/null "etc/systemd/system/$unit"
done
cp opt/checkout/deploy/hoivanban.service opt/checkout/deploy/hoivanban.socket etc/systemd/system/
variables="LD_LIBRARY_PATH=/opt/python/lib PYTHONHOME=/opt/python PYTHONPATH=/opt/checkout:/opt/packages"
printf '[Service]\nEnvironment=%s PYTHONDONTWRITEBYTECODE=1 HOIVANBAN_OCR=false HOIVANBAN_PROCESSES=2\n' "$variables" \
	> etc/systemd/system/hoivanban.service.d/python.conf
printf '#!/opt/python/bin/python3\nfrom service.cli import main\nif __name__ == "__main__":\n    main()\n' \
	> opt/hoivanban/.venv/bin/hoivanban
chmod 755 opt/hoivanban/.venv/bin/hoivanban
printf '[Unit]\nDefaultDependencies=no\nAfter=systemd-journald.socket\n[Service]\nEnvironment=%s\n%s\n' "$variables" \
	'ExecStart=/opt/python/bin/python3 -B -m tests.support.systemd_trial /out' > etc/systemd/system/trial.service
printf '[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\nWants=trial.service\n' > etc/systemd/system/trial.target
mount -t proc proc proc
read_only proc/sys proc/sys
mount --rbind /sys sys
mount --make-rprivate sys
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do
	: > "dev/$device"
	mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/shm dev/pts dev/mqueue dev/hugepages
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /out/console dev/console
mount -t tmpfs -o mode=755 tmpfs run
ip link set lo up
pivot_root . old
umount -l /old
rmdir /old
export container=trial
exec /lib/systemd/systemd --system --unit=trial.target
