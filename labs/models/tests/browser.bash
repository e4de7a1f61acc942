# shellcheck shell=bash
# Sourced by tests of pages, which have a directory $scratch: a headless Chromium. Ends the test with 77 where there is
# none that runs.
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || { echo "no Chromium" && exit 77; }

# Runs page $1 at width $2, prints the document as it is then; what the console said goes to $scratch/console.
look() {
    timeout 60 "$browser" --headless=new --no-sandbox --disable-gpu --window-size="$2,2000" --user-data-dir="${scratch:?}/profile" \
        --virtual-time-budget=5000 --enable-logging=stderr --dump-dom "file://$1" 2>"$scratch/console"
}
echo '<p>works</p>' >"$scratch/probe.html"
[[ $(look "$scratch/probe.html" 800 || true) == *works* ]] || { echo "Chromium does not start here" && exit 77; }

# What the page at width $2 has put into its title behind "seen", as JSON; an error on its console ends the test.
seen() {
    local document
    document=$(look "$@") || { echo "Chromium failed" >&2 && exit 1; }
    if grep -E 'CONSOLE|Uncaught' "$scratch/console" >&2; then exit 1; fi
    sed -n 's/.*<title>seen \(.*\)<\/title>.*/\1/p' <<<"$document" | head -n 1
}
