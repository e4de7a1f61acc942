# shellcheck shell=bash
# shellcheck disable=SC2034  # `lab` uses the verbs
# Sourced by `lab`: what its help says. The options of a verb are read from here, too (words.sh).

readonly verbs=(grade practice watch debug report hint doctor test bench compare observe predict update export host class setup help)

usage() {
    cat <<'TEXT'
The I/O models labs: build, grade and test.

  ./lab grade [SUBMISSION]    grade the echo servers in a directory (default: starter/) and explain the verdict
  ./lab practice [N]          grade the exercises of labs/practice/ that you have begun, or one; they are no part of a lab
  ./lab watch [4|5]           grade on each save: what failed last first, up to the first cause, and what changed
  ./lab debug CHECK           run a check, and open gdb on your server at the moment it fails, its clients still there
  ./lab report DOCUMENT       make a report for a classroom, Gradescope, … of a result document (--as FORMAT)
  ./lab hint CAUSE            tell more of a cause that a report names: a question, a direction, then all
  ./lab doctor                say what this machine allows, and what that means for verdicts
  ./lab test [--quick] [...]  build and run the tests of this repository; further options go to ctest
  ./lab bench runtime [...]   measure the mini-runtime beside its peers; --quick takes a minute, --help says more
  ./lab compare [A B ...]     measure your servers and every I/O model beside each other: tables, CSV, JSON and a page
  ./lab observe [WHAT]        watch a server under a load that you change, and hear its I/O model named: 4, 5, a model
                              of labs/models, -- COMMAND, or --pid N; --once as text, --trace its calls, annotated
  ./lab predict [4|5]         what do you expect of your server? keeps your guesses, measures, and shows both, and why
  ./lab update                fetch the course's latest files into a student's repository
  ./lab export KIND ...       what a course hands out: student (template), classroom50, gradescope
  ./lab host VERB ...         a git server of your own that grades each push
  ./lab class VERB ...        a whole class: grade, grades (gradebooks), mail, rescore, regrade, verify,
                              similar (look-alikes)
  ./lab setup [...]           install what is missing and build, nothing else (--tools: also strace, ss, nc, htop)
  ./lab help [VERB]           this text, or what `./lab VERB --help` says

Examples:
  ./lab grade                           your own work in starter/
  ./lab grade --lab 4                   only that lab
  ./lab grade --lab 4 --stage A         only the checks of that stage of the handout; --stage A,B: of both
  ./lab grade --check '*Echo*'          only the checks with Echo in their names
  ./lab grade --hints 1                 what was seen and a question; 0: verdicts, 2: a direction (default), 3: all
  ./lab grade --within 300              be done in five minutes, whatever the servers do
  ./lab grade ~/class/ada --json r.json another directory (or a zip, a tar.gz), with the result document as JSON

With --no-install, anywhere, nothing is ever installed: what is missing is named instead. The first call installs
packages with apt (asking for sudo if you are not root) and builds for a few minutes; later ones start at once. Set
IO_LABS_BUILD to build elsewhere than in build/release/, IO_LABS_GRADER to use a grader that is built already,
IO_LABS_CACHE to keep what compilers have made elsewhere than in ~/.cache/io-labs (off: nowhere).

Exit status: 0 all checks passed, 1 some failed, 2 the submission could not be built or started, 3 inconclusive or
this machine can't do it, 64 wrong usage.
TEXT
}

help_of_test() {
    cat <<'TEXT'
usage: ./lab test [--quick] [OPTIONS OF CTEST]

Builds everything and runs all tests.

  --quick                              leave out the table of submissions, which takes minutes

Of ctest's options these are passed on; `ctest --help` says more:
  -R, --tests-regex REGEX              only tests whose names match
  -E, --exclude-regex REGEX            not those
  -L, --label-regex REGEX              only tests with such a label
  -LE, --label-exclude REGEX           not those
  -I, --tests-information RANGE        only these numbers, as in 10,20
  -U, --union                          those of -I and those of -R
  -N, --show-only                      only list them
  -j, --parallel JOBS                  so many at the same time (IO_LABS_JOBS does the same; default: 2)
  -V, --verbose                        show what each test prints
  -VV, --extra-verbose                 and how it is started
  -Q, --quiet                          print nothing
  -O, --output-log FILE                print into a file, too
  --output-junit FILE                  a report as JUnit XML
  --output-on-failure                  show what a failing test prints; always on
  --progress                           one line that changes
  --rerun-failed                       only those that failed the last time
  --stop-on-failure                    stop at the first one that fails
  --repeat MODE:N                      each up to N times: until-fail, until-pass, after-timeout
  --repeat-until-fail N                each up to N times, until it fails
  --schedule-random                    in any order
  --timeout SECONDS                    a test that takes longer has failed (default: 300)
  --stop-time TIME                     at which all tests stop
  --max-width N                        of a test's name
  --no-label-summary                   no times of labels at the end
  --no-tests ACTION                    whether no test at all is an error: error or ignore
  --print-labels                       list the labels
TEXT
}

help_of_bench() {
    cat <<'TEXT'
usage: ./lab bench runtime [OPTIONS]
       ./lab bench client

Measures the mini-runtime beside its peers on this machine. Takes about ten minutes. With client: what a round trip
costs the load generator of all measurements here, beside wrk; half a minute, and no options.

  --quick                fewer scenarios, shorter windows: about a minute
  --list                 list peers and scenarios, and measure nothing
  --peers NAMES          only these, as in rt,epoll,tokio
  --against DIR          another build's directory runtime/bench: its runtime as one more peer
  --parts NAMES          only these: echo, micro, memory, compile
  --only KEYS            only the scenarios with these keys; --list shows them
  --rounds N             windows of each server in each scenario
  --window-ms N          length of a window
  --workers N            workers in the scenarios with more than one (default: 2)
  --work-us N            CPU work for a message, where there is some, in microseconds (default: 15)
  --json FILE            write the document with every window
  --svg FILE             draw the echo servers' throughput
TEXT
}

help_of_compare() {
    cat <<'TEXT'
usage: ./lab compare [SERVER...] [OPTIONS]
       ./lab compare --show RUN.json [--against RUN.json]
       ./lab compare --scale

Measures I/O models beside each other on this machine, in turns, and says which model fits what: your Lab 4 and Lab 5
(the reference, where yours does not run), and all models. Prints tables; keeps JSON, CSV and a page for a browser in
build/release/compare/. Takes up to 20 minutes.

SERVER: only these. 4 or 5 (your labs), a model (sequential, thread_pool, prefork, busy_poll, select, poll, epoll_level,
epoll_edge, reuseport, io_uring), or any program with the labs' command line.

  --quick                fewer scenarios, shorter windows: under 90 seconds
  --label TEXT           what this run is called beside others, as in before
  --against FILE         lay this run over another one: the JSON that was kept of it
  --show FILE            measure nothing: the page of a run that was kept, here or on another machine
  --out DIR              keep results there
  --scale                instead: how long a call, a system call, a wake-up and a disk take
TEXT
}

help_of_predict() {
    cat <<'TEXT'
usage: ./lab predict [4|5] [OPTIONS]

Asks the questions that a lab's handout has before you start, one by one, and keeps your guesses in answers.toml. Where
your server serves already, each is measured on it, and shown beside your guess with what was seen and why; else later,
with --measure. Nothing is graded.

  --measure              ask nothing: measure, beside the guesses that are kept
  --list                 list the questions, their parts and your guesses, and do nothing else
  --again                ask, too, what was guessed already
  --only N               only these questions, as in 2,5
  --guess N=TEXT         a guess, without being asked: 3=2, '2b=8 MiB', 1a=read; several times
  --on DIR               measure on the server in this directory, or on this program; reference: the course's
  --answers FILE         keep guesses there, instead of in answers.toml
  --json                 print guesses, figures and evidence as JSON

Without a conversation, each line of standard input is a guess, in the questions' order; an empty one leaves it open.

Exit status: 0 it is done, 3 nothing could be measured, 64 wrong usage.
TEXT
}

help_of_setup() {
    cat <<'TEXT'
usage: ./lab setup [--tools] [--ci]

Installs what is missing and builds the grader, nothing else.

  --tools                also what the handouts look at servers with: strace, ss, nc, htop, ps
  --ci                   also what .ci/run needs: formatter, linters, compiler cache
TEXT
}
