#!/bin/bash
# A throw-away Ceph RGW (S3) on 127.0.0.1: one monitor, one in-memory OSD, no manager; ready in about 15 seconds.
#   ceph-rgw.sh PORT MON_PORT MON_PORT_V1      access key COOPERTEST, secret coopertestsecret
# Needs the Debian packages radosgw, ceph-mon, ceph-osd and ceph-common. Says "S3 at http://…" when it is ready, then stays
# until it is told to stop; its daemons are its children, its files are in a temporary folder, and both go with it.
set -euo pipefail
PORT=${1:?port}; MON_PORT=${2:?port of the monitor}; MON_PORT_V1=${3:?second port of the monitor}
export LC_ALL=C
D=$(mktemp -d "${TMPDIR:-/tmp}/cooper-ceph.XXXXXX")
PIDS=()

finish() {
  local code=$?
  trap - EXIT INT TERM HUP
  # Read from the top: the gateway first, so that nothing waits for what has gone already. Nothing in here is kept.
  for ((i = ${#PIDS[@]} - 1; i >= 0; i--)); do kill -KILL "${PIDS[i]}" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$D"
  exit "$code"
}
trap finish EXIT
trap 'exit 143' INT TERM HUP

fail() {
  echo "Ceph did not start: $1" >&2
  tail -n 15 "$D"/log/*.log >&2 2>/dev/null || true
  exit 1
}

mkdir -p "$D"/mon "$D"/osd "$D"/log "$D"/rgw
FSID=$(cat /proc/sys/kernel/random/uuid)
MON="[v2:127.0.0.1:$MON_PORT,v1:127.0.0.1:$MON_PORT_V1]"
cat > "$D/ceph.conf" <<CONF
[global]
fsid=$FSID
mon host=$MON
public addr=127.0.0.1
cluster addr=127.0.0.1
auth cluster required=cephx
auth service required=cephx
auth client required=cephx
keyring=$D/keyring
osd pool default size=1
osd pool default min size=1
osd pool default pg num=8
osd crush chooseleaf type=0
mon allow pool size one=true
mon data=$D/mon
osd data=$D/osd
rgw data=$D/rgw
osd objectstore=memstore
memstore device bytes=8589934592
log file=$D/log/\$name.log
admin socket=$D/\$name.asok
pid file=$D/\$name.pid
run dir=$D
mon data avail crit=1
mon max pg per osd=1000
[client.rgw]
rgw frontends=beast endpoint=127.0.0.1:$PORT
rgw dns name=localhost
rgw thread pool size=64
CONF
export CEPH_CONF=$D/ceph.conf

key() { ceph-authtool "$@" > /dev/null; }
key --create-keyring "$D/keyring" --gen-key -n mon. --cap mon 'allow *'
key "$D/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
key "$D/keyring" --gen-key -n client.rgw --cap mon 'allow *' --cap osd 'allow *'
key "$D/keyring" --gen-key -n osd.0 --cap mon 'allow *' --cap osd 'allow *'
monmaptool --create --fsid "$FSID" --addv a "$MON" "$D/monmap" > /dev/null
ceph-mon --mkfs -i a --monmap "$D/monmap" --keyring "$D/keyring"

ceph-mon -f -i a > "$D/log/mon.out" 2>&1 & PIDS+=($!)
tell() { timeout 20 ceph --connect-timeout 10 "$@" > "$D/log/tell.out" 2>&1; }
for attempt in 1 2 3 4 5; do
  tell auth import -i "$D/keyring" && break
  [ "$attempt" = 5 ] && fail "the monitor does not answer: $(cat "$D/log/tell.out")"
  sleep 1
done
OSD=$(cat /proc/sys/kernel/random/uuid)
tell osd new "$OSD" || fail "no place for the store: $(cat "$D/log/tell.out")"
tell osd crush add osd.0 1.0 root=default || fail "no place for the store: $(cat "$D/log/tell.out")"
ceph-osd -i 0 --mkfs --osd-uuid "$OSD" --keyring "$D/keyring" > "$D/log/mkfs.out" 2>&1 || fail "$(cat "$D/log/mkfs.out")"
ceph-osd -f -i 0 > "$D/log/osd.out" 2>&1 & PIDS+=($!)
radosgw -f --name client.rgw > "$D/log/rgw.out" 2>&1 & PIDS+=($!)
RGW=$!

# The gateway answers an anonymous list of buckets once its pools exist; /dev/tcp needs no curl.
answers() { (exec 3<> "/dev/tcp/127.0.0.1/$PORT" && printf 'GET / HTTP/1.0\r\n\r\n' >&3 && head -c 12 <&3 | grep -q HTTP) 2>/dev/null; }
for ((i = 0; ; i++)); do
  answers && break
  kill -0 "$RGW" 2>/dev/null || fail "$(tail -n 5 "$D/log/rgw.out")"
  [ "$i" -gt 240 ] && fail "the gateway does not answer after two minutes"
  sleep 0.5
done
timeout 60 radosgw-admin --name client.rgw user create --uid=cooper --display-name=cooper \
  --access-key=COOPERTEST --secret-key=coopertestsecret > "$D/log/user.out" 2>&1 || fail "$(cat "$D/log/user.out")"
echo "S3 at http://127.0.0.1:$PORT"
wait -n || true
fail "one of its daemons ended by itself"
