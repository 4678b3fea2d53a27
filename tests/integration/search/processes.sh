#!/bin/sh
# Worker processes and their ends: one that is killed is replaced and the result is the same; Ctrl-C ends with what is known; nobody is left behind when the one who
# asked is killed.
# usage: processes.sh NTSIM WORK
ntsim=$1
work=$2
command -v pgrep >/dev/null || exit 77
rm -rf "$work" && mkdir -p "$work" && cd "$work" || exit 1
failed=0

complain() {
    echo "$*" >&2
    failed=1
}

# Without what is the host's.
reproducible() {
    grep -v -e '"rate":' -e '"seconds":' "$1"
}

# find_workers PARENT [GONE]: sets `workers` to the two children, once both are there and GONE, which may stay a zombie for a while, is none of them.
find_workers() {
    workers=
    gone=$2
    while kill -0 "$1" 2>/dev/null; do
        # shellcheck disable=SC2046
        set -- "$1" $(pgrep -P "$1" | grep -vx "${gone:-none}")
        if [ $# -ge 3 ]; then
            workers="$2 $3"
            return
        fi
        set -- "$1"
    done
}

# Until they are gone; a minute at most.
wait_for_end() {
    turns=0
    for process in "$@"; do
        while kill -0 "$process" 2>/dev/null && [ $turns -lt 600 ]; do
            sleep 0.1
            turns=$((turns + 1))
        done
        kill -0 "$process" 2>/dev/null && complain "worker $process is left behind"
    done
}

budget="u27_thread_last_instruction_fixed --strategy random --runs 20000"
# shellcheck disable=SC2086
"$ntsim" explore $budget --json alone.json >/dev/null || complain "exit code $?"
# shellcheck disable=SC2086
"$ntsim" explore $budget --jobs 2 --json killed.json >/dev/null &
asking=$!
find_workers $asking
first=${workers%% *}
kill -KILL "$first" || complain "there was no worker to kill"
find_workers $asking "$first"
[ -n "$workers" ] || complain "the search was over before its worker was killed: more runs are needed"
wait $asking || complain "exit code $? after a worker was killed"
reproducible alone.json >alone
reproducible killed.json >killed
cmp alone killed || complain "a worker that was killed changes the result"

# Background jobs of a script ignore SIGINT; a program of its own does not.
interrupted() {
    "$ntsim" explore u27_thread_last_instruction_fixed --time 300 --jobs 2 --json interrupted.json >interrupted.txt &
    asking=$!
    find_workers $asking
    kill -INT $asking
    wait $asking
    code=$?
    [ $code -eq 0 ] || complain "exit code $code after Ctrl-C"
    tail -n 1 interrupted.txt | grep -q '^outcome: clean$' || complain "Ctrl-C: no outcome"
    grep -q '"claim": "No failure ' interrupted.json || complain "Ctrl-C: no claim"
    # shellcheck disable=SC2086
    wait_for_end $workers
}
interrupted

"$ntsim" explore u27_thread_last_instruction_fixed --time 300 --jobs 2 >/dev/null 2>&1 &
asking=$!
find_workers $asking
kill -KILL $asking
wait $asking 2>/dev/null
[ -n "$workers" ] || complain "there were no workers"
# shellcheck disable=SC2086
wait_for_end $workers
exit $failed
