#!/usr/bin/env bash
# Gradescope runs this once, when it makes the image in which submissions are graded: as root, with network, and
# without the limits that gradings have. Installs what the grader needs and builds it.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
apt-get update
bash io-labs/lab setup
