#!/bin/sh
# What a bare Debian lacks before the README's two commands can be typed: git, and an ordinary user who may use sudo.
# The container's image is made by it, and so is the machine that .ci/fresh tries them on.
set -eu
user=${1:-student}

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends ca-certificates git sudo
rm -rf /var/lib/apt/lists/*

id "$user" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$user"
echo "$user ALL=(ALL) NOPASSWD: ALL" >"/etc/sudoers.d/$user"
chmod 0440 "/etc/sudoers.d/$user"
