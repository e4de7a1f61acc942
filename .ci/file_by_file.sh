#!/usr/bin/env bash
# Configures a build of the repository in which each file is compiled by itself, build/files: where several are one unit,
# a file seems to include what another one does.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build
cmake -S . -B build/files -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_UNITY_BUILD=OFF >build/files.log ||
    { tail -n 50 build/files.log && exit 1; }
